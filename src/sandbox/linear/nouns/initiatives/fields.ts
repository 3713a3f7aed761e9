import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../context.js';
import { byValue, inTurn, newestFirst, type SortOptions, sortableText } from '../../query/order.js';
import type { PageArgs } from '../../query/paginate.js';
import { type Fields, install } from '../../resolvers/install.js';
import { listProjects, type SortArgs } from '../../resolvers/lists.js';
import type * as model from '../model.js';
import * as nouns from '../nouns.js';
import { labelFields, updateFields } from '../projects/fields.js';

interface ById {
  readonly id: string;
}

const relatives = (
  record: model.InitiativeRecord,
  which: 'parent' | 'child',
  { store }: RequestContext,
): model.InitiativeRecord[] =>
  store.initiativeRelations.by(which === 'parent' ? 'child' : 'parent', record.id).flatMap((relation) => {
    const id = which === 'parent' ? relation.initiativeId : relation.relatedInitiativeId;
    return store.initiatives.get(id) ?? [];
  });

const initiative: Fields<model.InitiativeRecord> = {
  url: (record, _, { store }) =>
    `https://linear.app/${store.organization.urlKey}/initiative/${record.slugId}`,
  owner: (record, _, { store }) => store.users.get(record.ownerId ?? '') ?? null,
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  leadTeam: (record, _, { store, sight }) =>
    record.leadTeamId !== null && sight.teamId(record.leadTeamId) ? store.teams.get(record.leadTeamId) : null,
  trashed: (record) => record.trashed || null,
  targetDateResolution: () => null,
  labels: (record, args: PageArgs, context) =>
    nouns.initiativeLabels.list(
      record.labelIds.flatMap((id) => context.store.initiativeLabels.get(id) ?? []),
      args,
      context,
    ),
  documents: (record, args: PageArgs, context) =>
    nouns.documents.list(context.store.documents.by('initiative', record.id), args, context),
  initiativeUpdates: (record, args: PageArgs, context) =>
    nouns.initiativeUpdates.list(context.store.initiativeUpdates.by('parent', record.id), args, context),
  lastUpdate: (record, _, { store }) =>
    store.initiativeUpdates
      .by('parent', record.id)
      .filter((one) => one.archivedAt === null)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0] ?? null,
  parentInitiatives: (record, args: PageArgs, context) =>
    nouns.initiatives.list(relatives(record, 'parent', context), args, context),
  subInitiatives: (record, args: PageArgs, context) =>
    nouns.initiatives.list(relatives(record, 'child', context), args, context),
  projects: (record, args: SortArgs, context) =>
    listProjects(
      context.store.initiativeProjects
        .by('initiative', record.id)
        .flatMap((one) => context.store.projects.get(one.projectId) ?? []),
      args,
      context,
    ),
};

type Sort = readonly Readonly<Record<string, SortOptions>>[] | null;
const keys: Readonly<Record<string, (record: model.InitiativeRecord) => string | null>> = {
  createdAt: (record) => record.createdAt,
  updatedAt: (record) => record.updatedAt,
  name: (record) => sortableText(record.name),
  targetDate: (record) => record.targetDate,
};

/** Pages are cut from what `sort` ordered; without it the newest come first. */
function sorted(args: PageArgs & { readonly sort?: Sort }, context: RequestContext) {
  const comparisons = (args.sort ?? []).flatMap((element) =>
    Object.entries(element).flatMap(([name, options]) => {
      const key = keys[name];
      return key === undefined ? [] : [byValue(key, options)];
    }),
  );
  const compare = inTurn([...comparisons, newestFirst<model.InitiativeRecord>(args.orderBy)]);
  return nouns.initiatives.list(context.store.initiatives.all(), args, context, compare);
}

const query: Fields<undefined> = {
  initiative: (_root, { id }: ById, context) => nouns.initiatives.by(id, context),
  initiatives: (_root, args: PageArgs & { readonly sort?: Sort }, context) => sorted(args, context),
  initiativeLabel: (_root, { id }: ById, context) => nouns.initiativeLabels.by(id, context),
  initiativeLabels: (_root, args: PageArgs, context) =>
    nouns.initiativeLabels.list(context.store.initiativeLabels.all(), args, context),
  initiativeUpdate: (_root, { id }: ById, context) => nouns.initiativeUpdates.by(id, context),
  initiativeUpdates: (_root, args: PageArgs, context) =>
    nouns.initiativeUpdates.list(context.store.initiativeUpdates.all(), args, context),
  initiativeRelations: (_root, args: PageArgs, context) =>
    nouns.initiativeRelations.list(context.store.initiativeRelations.all(), args, context),
  initiativeToProjects: (_root, args: PageArgs, context) =>
    nouns.initiativeProjects.list(context.store.initiativeProjects.all(), args, context),
};

export function installInitiatives(schema: GraphQLSchema): void {
  install(schema, 'Initiative', initiative);
  install(schema, 'InitiativeUpdate', {
    ...updateFields,
    url: (record, _, { store }) => {
      const slug = store.initiatives.get(record.parentId)?.slugId;
      return `https://linear.app/${store.organization.urlKey}/initiative/${slug}#initiativeUpdate-${record.id.slice(0, 8)}`;
    },
    initiative: (record, _, { store }) => store.initiatives.get(record.parentId),
  } satisfies Fields<model.StatusUpdateRecord>);
  install(
    schema,
    'InitiativeLabel',
    labelFields(({ store }) => store.initiativeLabels),
  );
  install(schema, 'InitiativeToProject', {
    initiative: (record, _, { store }) => store.initiatives.get(record.initiativeId),
    project: (record, _, { store }) => store.projects.get(record.projectId),
    sortOrder: () => '0',
  } satisfies Fields<model.InitiativeProjectRecord>);
  install(schema, 'InitiativeRelation', {
    initiative: (record, _, { store }) => store.initiatives.get(record.initiativeId),
    relatedInitiative: (record, _, { store }) => store.initiatives.get(record.relatedInitiativeId),
    sortOrder: () => 0,
  } satisfies Fields<model.InitiativeRelationRecord>);
  install(schema, 'Query', query);
}
