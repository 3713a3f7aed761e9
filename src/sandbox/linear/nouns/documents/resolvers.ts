import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../context.js';
import { chooseId, invalid, LIMITS, newEntity } from '../../mutations/checks.js';
import type { PageArgs } from '../../query/paginate.js';
import { type Fields, install } from '../../resolvers/install.js';
import { cycleBy, issueBy, projectBy, teamBy } from '../../resolvers/lookup.js';
import { type Input, patchOf, type Rules, rule, write } from '../kit.js';
import type { DocumentRecord } from '../model.js';
import * as nouns from '../nouns.js';

interface Ref {
  readonly id: string;
}
interface Made {
  readonly input: Input;
}

const document: Fields<DocumentRecord> = {
  url: (record, _, { store }) => `https://linear.app/${store.organization.urlKey}/document/${record.slugId}`,
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  updatedBy: (record, _, { store }) => store.users.get(record.updatedById ?? '') ?? null,
  project: (record, _, { store }) => store.projects.get(record.projectId ?? '') ?? null,
  initiative: (record, _, { store, viewer }) =>
    viewer.guest ? null : (store.initiatives.get(record.initiativeId ?? '') ?? null),
  issue: (record, _, { store }) => store.issues.get(record.issueId ?? '') ?? null,
  cycle: (record, _, { store }) => store.cycles.get(record.cycleId ?? '') ?? null,
  team: (record, _, { store }) => store.teams.get(record.teamId ?? '') ?? null,
  release: (record, _, { store }) => store.releases.get(record.releaseId ?? '') ?? null,
  summary: () => null,
  trashed: (record) => record.trashed || null,
};

const query: Fields<undefined> = {
  document: (_root, { id }: Ref, context) => nouns.documents.by(id, context),
  documents: (_root, args: PageArgs, context) =>
    nouns.documents.list(context.store.documents.all(), args, context),
};

const rules: Rules<DocumentRecord> = {
  title: rule.text('title', LIMITS.name),
  content: rule.note('content', LIMITS.body),
  icon: rule.note('icon', 100),
  color: rule.note('color', 7),
  projectId: rule.one(projectBy),
  initiativeId: rule.one(nouns.initiatives.by),
  issueId: rule.one(issueBy),
  cycleId: rule.one(cycleBy),
  teamId: rule.one(teamBy),
  releaseId: rule.one(nouns.releases.by),
  trashed: rule.flag,
};

const none = {
  projectId: null,
  initiativeId: null,
  issueId: null,
  cycleId: null,
  teamId: null,
  releaseId: null,
} as const;

/** A document belongs to exactly one thing. */
function checkParents(record: Pick<DocumentRecord, keyof typeof none>): void {
  const parents = [
    record.projectId,
    record.initiativeId,
    record.issueId,
    record.cycleId,
    record.teamId,
    record.releaseId,
  ].filter((id) => id !== null);
  if (parents.length !== 1) throw invalid('A document must belong to exactly one entity.');
}

function create(input: Input, context: RequestContext): DocumentRecord {
  const { id, ...given } = input;
  const { store, viewer, now } = context;
  const patch = { ...none, ...patchOf(given, rules, context) };
  checkParents(patch);
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'Document',
    taken: store.documents.has,
  });
  return store.documents.insert({
    ...newEntity(chosen, now),
    title: '',
    slugId: randomUUID().replaceAll('-', '').slice(0, 12),
    content: null,
    icon: null,
    color: null,
    creatorId: viewer.id,
    updatedById: viewer.id,
    sortOrder: 0,
    trashed: false,
    ...patch,
  });
}

function update(id: string, input: Input, context: RequestContext): DocumentRecord {
  const record = nouns.documents.by(id, context);
  const patch = patchOf(input, rules, context);
  const at = context.now.toISOString();
  checkParents({ ...record, ...patch });
  return context.store.documents.update(record.id, {
    ...patch,
    ...(patch.trashed !== undefined && { archivedAt: patch.trashed ? at : null }),
    updatedById: context.viewer.id,
    updatedAt: at,
  });
}

export const documentMutations: Fields<undefined> = {
  documentCreate: write('document', ({ input }: Made, context) => create(input, context)),
  documentUpdate: write('document', ({ id, input }: Ref & Made, context) => update(id, input, context)),
  documentDelete: write('entity', ({ id }: Ref, context) => update(id, { trashed: true }, context)),
  documentUnarchive: write('entity', ({ id }: Ref, context) => update(id, { trashed: false }, context)),
};

export function installDocuments(schema: GraphQLSchema): void {
  install(schema, 'Document', document);
  install(schema, 'Query', query);
}
