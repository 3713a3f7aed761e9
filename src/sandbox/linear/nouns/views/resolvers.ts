import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../context.js';
import { forbidden } from '../../errors.js';
import { chooseId, invalid, LIMITS, newEntity } from '../../mutations/checks.js';
import type { PageArgs } from '../../query/paginate.js';
import { type Fields, install } from '../../resolvers/install.js';
import { listIssues, listProjects, type SortArgs } from '../../resolvers/lists.js';
import { teamBy } from '../../resolvers/lookup.js';
import { modelOf } from '../filters.js';
import { type Input, patchOf, type Rules, rule, touched, write } from '../kit.js';
import type { ViewRecord } from '../model.js';
import * as nouns from '../nouns.js';

interface Ref {
  readonly id: string;
}
interface Made {
  readonly input: Input;
}

/** The filter of the view and the one of the question, both. */
function both(view: ViewRecord['filterData'], asked: unknown): unknown {
  return { and: [view ?? {}, asked ?? {}] };
}

/** A view of a team shows what that team has. */
function ofTeam(view: ViewRecord): Input {
  return view.teamId === null ? {} : { team: { id: { eq: view.teamId } } };
}

const view: Fields<ViewRecord> = {
  modelName: (record) => modelOf(record),
  filterData: (record) => record.filterData ?? {},
  creator: (record, _, { store }) => store.users.get(record.creatorId),
  owner: (record, _, { store }) => store.users.get(record.ownerId),
  team: (record, _, { store }) => store.teams.get(record.teamId ?? '') ?? null,
  issues: (record, args: SortArgs, context) => {
    const issues = modelOf(record) === 'Issue' ? context.store.issues.all() : [];
    const filter = both({ and: [record.filterData ?? {}, ofTeam(record)] }, args.filter);
    return listIssues(issues, { ...args, filter }, context);
  },
  projects: (record, args: SortArgs, context) => {
    const projects = modelOf(record) === 'Project' ? context.store.projects.all() : [];
    return listProjects(projects, { ...args, filter: both(record.projectFilterData, args.filter) }, context);
  },
  initiatives: (record, args: PageArgs, context) => {
    const found = modelOf(record) === 'Initiative' ? context.store.initiatives.all() : [];
    const filter = both(record.initiativeFilterData, args.filter);
    return nouns.initiatives.list(found, { ...args, filter }, context);
  },
};

const query: Fields<undefined> = {
  customView: (_root, { id }: Ref, context) => nouns.views.by(id, context),
  customViews: (_root, args: PageArgs, context) => nouns.views.list(context.store.views.all(), args, context),
};

const filter = (value: unknown): ViewRecord['filterData'] =>
  typeof value === 'object' && value !== null ? { ...value } : null;

const rules: Rules<ViewRecord> = {
  name: rule.text('name', LIMITS.name),
  description: rule.note('description', LIMITS.name),
  color: rule.note('color', 7),
  icon: rule.note('icon', 100),
  shared: rule.flag,
  teamId: rule.one(teamBy),
  filterData: filter,
  projectFilterData: filter,
  initiativeFilterData: filter,
};

function create(input: Input, context: RequestContext): ViewRecord {
  const { id, ...given } = input;
  const { store, viewer, now } = context;
  const patch = patchOf(given, rules, context);
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'CustomView',
    taken: store.views.has,
  });
  const kinds = [patch.filterData, patch.projectFilterData, patch.initiativeFilterData].filter(Boolean);
  if (kinds.length > 1) throw invalid('A view has one kind of filter.');
  return store.views.insert({
    ...newEntity(chosen, now),
    name: '',
    slugId: randomUUID().replaceAll('-', '').slice(0, 12),
    description: null,
    color: null,
    icon: null,
    shared: false,
    ownerId: viewer.id,
    creatorId: viewer.id,
    teamId: null,
    filterData: null,
    projectFilterData: null,
    initiativeFilterData: null,
    ...patch,
  });
}

function own(id: string, context: RequestContext): ViewRecord {
  const record = nouns.views.by(id, context);
  if (record.ownerId === context.viewer.id || context.viewer.admin) return record;
  throw forbidden('Only the owner can change a view.');
}

export const viewMutations: Fields<undefined> = {
  customViewCreate: write('customView', ({ input }: Made, context) => create(input, context)),
  customViewUpdate: write('customView', ({ id, input }: Ref & Made, context) =>
    context.store.views.update(own(id, context).id, {
      ...patchOf(input, rules, context),
      ...touched(context),
    }),
  ),
  customViewDelete: write('entityId', ({ id }: Ref, context) => {
    const record = own(id, context);
    context.store.views.remove(record.id);
    return record.id;
  }),
};

export function installViews(schema: GraphQLSchema): void {
  install(schema, 'CustomView', view);
  install(schema, 'Query', query);
}
