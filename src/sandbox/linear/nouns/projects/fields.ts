import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../context.js';
import type { CycleRecord, IssueRecord, ProjectRecord } from '../../model.js';
import type { PageArgs } from '../../query/paginate.js';
import { type Fields, install } from '../../resolvers/install.js';
import { stateTypeOf } from '../../store/find.js';
import type * as model from '../model.js';
import * as nouns from '../nouns.js';

interface ById {
  readonly id: string;
}

const latest = <T extends { createdAt: string; archivedAt: string | null }>(records: readonly T[]) =>
  records
    .filter((one) => one.archivedAt === null)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0] ?? null;

const project: Fields<ProjectRecord> = {
  trashed: (record) => record.trashed || null,
  labels: (record, args: PageArgs, context) =>
    nouns.projectLabels.list(
      record.labelIds.flatMap((id) => context.store.projectLabels.get(id) ?? []),
      args,
      context,
    ),
  documents: (record, args: PageArgs, context) =>
    nouns.documents.list(context.store.documents.by('project', record.id), args, context),
  externalLinks: (record, args: PageArgs, context) =>
    nouns.links.list(context.store.links.by('project', record.id), args, context),
  initiatives: (record, args: PageArgs, context) =>
    nouns.initiatives.list(
      context.store.initiativeProjects
        .by('project', record.id)
        .flatMap((one) => context.store.initiatives.get(one.initiativeId) ?? []),
      args,
      context,
    ),
  initiativeToProjects: (record, args: PageArgs, context) =>
    nouns.initiativeProjects.list(context.store.initiativeProjects.by('project', record.id), args, context),
  relations: (record, args: PageArgs, context) =>
    nouns.projectRelations.list(context.store.projectRelations.by('project', record.id), args, context),
  inverseRelations: (record, args: PageArgs, context) =>
    nouns.projectRelations.list(context.store.projectRelations.by('related', record.id), args, context),
  projectUpdates: (record, args: PageArgs, context) =>
    nouns.projectUpdates.list(context.store.projectUpdates.by('parent', record.id), args, context),
  lastUpdate: (record, _, { store }) => latest(store.projectUpdates.by('parent', record.id)),
  healthUpdatedAt: (record, _, { store }) =>
    latest(store.projectUpdates.by('parent', record.id))?.createdAt ?? null,
  needs: (record, args: PageArgs, context) =>
    nouns.needs.list(context.store.needs.by('project', record.id), args, context),
};

/** What the types of updates of projects and initiatives have in common. */
export const updateFields: Fields<model.StatusUpdateRecord> = {
  user: (record, _, { store }) => store.users.get(record.userId),
  slugId: (record) => record.id.slice(0, 8),
  commentCount: () => 0,
  diffMarkdown: () => null,
  isStale: (record, _, { now }) => Date.parse(record.createdAt) < now.getTime() - 14 * 86_400_000,
};

/** What the types of labels of projects and initiatives have in common. */
export function labelFields(
  table: (context: RequestContext) => { get(id: string): model.PlanLabelRecord | undefined },
): Fields<model.PlanLabelRecord> {
  return {
    parent: (record, _, context) => table(context).get(record.parentId ?? '') ?? null,
    creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  };
}

const link: Fields<model.ExternalLinkRecord> = {
  project: (record, _, { store }) => store.projects.get(record.projectId ?? '') ?? null,
  initiative: (record, _, { store }) => store.initiatives.get(record.initiativeId ?? '') ?? null,
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
};

type Share = (issue: IssueRecord) => number;
const points: Share = (issue) => issue.estimate ?? 1;

/** A history of one entry, the state of today: the workspace keeps no past of its cycles. */
function today(matches: (type: string) => boolean, share: Share) {
  return (cycle: CycleRecord, _args: unknown, { store }: RequestContext) => [
    store.issues
      .by('cycle', cycle.id)
      .filter((issue) => issue.archivedAt === null && matches(stateTypeOf(store, issue)))
      .reduce((sum, issue) => sum + share(issue), 0),
  ];
}
const closed = (type: string) => type === 'canceled' || type === 'duplicate';

const cycle: Fields<CycleRecord> = {
  scopeHistory: today((type) => !closed(type), points),
  issueCountHistory: today(
    (type) => !closed(type),
    () => 1,
  ),
  completedScopeHistory: today((type) => type === 'completed', points),
  completedIssueCountHistory: today(
    (type) => type === 'completed',
    () => 1,
  ),
  inProgressScopeHistory: today((type) => type === 'started', points),
  documents: (record, args: PageArgs, context) =>
    nouns.documents.list(
      context.store.documents.all().filter((one) => one.cycleId === record.id),
      args,
      context,
    ),
};

const query: Fields<undefined> = {
  projectLabel: (_root, { id }: ById, context) => nouns.projectLabels.by(id, context),
  projectLabels: (_root, args: PageArgs, context) =>
    nouns.projectLabels.list(context.store.projectLabels.all(), args, context),
  projectRelations: (_root, args: PageArgs, context) =>
    nouns.projectRelations.list(context.store.projectRelations.all(), args, context),
  projectUpdate: (_root, { id }: ById, context) => nouns.projectUpdates.by(id, context),
  projectUpdates: (_root, args: PageArgs, context) =>
    nouns.projectUpdates.list(context.store.projectUpdates.all(), args, context),
};

export function installProjects(schema: GraphQLSchema): void {
  install(schema, 'Project', project);
  install(schema, 'ProjectUpdate', {
    ...updateFields,
    url: (record, _, { store }) => {
      const slug = store.projects.get(record.parentId)?.slugId;
      return `https://linear.app/${store.organization.urlKey}/project/${slug}#projectUpdate-${record.id.slice(0, 8)}`;
    },
    project: (record, _, { store }) => store.projects.get(record.parentId),
  } satisfies Fields<model.StatusUpdateRecord>);
  install(schema, 'ProjectLabel', { ...labelFields(({ store }) => store.projectLabels), team: () => null });
  install(schema, 'ProjectRelation', {
    project: (record, _, { store }) => store.projects.get(record.projectId),
    relatedProject: (record, _, { store }) => store.projects.get(record.relatedProjectId),
  } satisfies Fields<model.ProjectRelationRecord>);
  install(schema, 'EntityExternalLink', link);
  install(schema, 'Cycle', cycle);
  install(schema, 'Query', query);
}
