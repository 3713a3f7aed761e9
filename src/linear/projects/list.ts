import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { ASCENDING, CREATED_AT, NULLS_LAST, UPDATED_AT } from '../enums.js';
import { teamKind } from '../names/kinds.js';
import {
  allOf,
  eachWord,
  labelFilter,
  personFilter,
  type SinceQuery,
  sinceFilters,
  somebody,
  when,
} from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { initiativeKind, statusKind } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import type { Named, Paged, Part, Timestamp } from '../rows.js';

/** What a list of projects is narrowed by; names as people write them, conditions joined by "and". */
export interface ProjectQuery extends SinceQuery {
  readonly query?: string | undefined;
  /** Names or types; any of them. */
  readonly statuses?: readonly string[] | undefined;
  readonly team?: string | undefined;
  readonly lead?: string | undefined;
  readonly member?: string | undefined;
  /** All of them. */
  readonly labels?: readonly string[] | undefined;
  readonly initiative?: string | undefined;
  readonly health?: readonly string[] | undefined;
  readonly targetBefore?: string | undefined;
  readonly includeArchived?: boolean | undefined;
}
export type ProjectOrder = 'updated' | 'created' | 'target' | 'priority';

export type ProjectRow = Pick<L.Project, 'name' | 'slugId' | 'priority' | 'progress'> & {
  readonly health?: string | null;
  readonly targetDate?: string | null;
  readonly updatedAt: Timestamp;
  readonly archivedAt?: Timestamp | null;
  readonly trashed?: boolean | null;
  readonly status: Named;
  readonly lead?: Named | null;
  readonly teams: Part<Pick<L.Team, 'key'>>;
};

export const PROJECT_ROW = `
  fragment ProjectRow on Project {
    name slugId priority progress health targetDate updatedAt archivedAt trashed
    status { name }
    lead { name }
    teams(first: 4) { nodes { key } pageInfo { hasNextPage } }
  }`;

const names = nameSlots({
  status: sources.projectStatuses,
  team: sources.teams,
  lead: sources.anybodyOrNone,
  member: sources.anybody,
  label: sources.projectLabels,
  initiative: sources.initiatives,
});

export const LIST_PROJECTS = operation<
  Viewed & { projects: Paged<ProjectRow> } & NamesFound,
  { filter: L.ProjectFilter; first: number } & NameVariables
>(`
  query ListProjects(
    $filter: ProjectFilter, $first: Int!, $after: String, $orderBy: PaginationOrderBy, $sort: [ProjectSortInput!],
    $includeArchived: Boolean, ${names.parameters}
  ) {
    viewer { id }
    projects(filter: $filter, first: $first, after: $after, orderBy: $orderBy, sort: $sort, includeArchived: $includeArchived) {
      nodes { ...ProjectRow }
      pageInfo { hasNextPage endCursor }
    }
    ${names.fields}
  }${PROJECT_ROW}`);

/** One page of projects, in one request; a name that means nothing, or too much, fails with candidates. */
export async function listProjects(
  linear: Linear,
  query: ProjectQuery,
  page: PageRequest & { order: ProjectOrder },
): Promise<Page<ProjectRow>> {
  const { team, lead, member, initiative } = query;
  const given = { status: query.statuses, team, lead, member, label: query.labels, initiative };
  const data = await linear.query(LIST_PROJECTS, {
    filter: projectFilter(query),
    ...pageVariables(page),
    ...orderOf(page.order),
    includeArchived: query.includeArchived ?? false,
    ...names.variables(given),
  });
  names.verify(data, given);
  return pageOf(data, data.projects);
}

/** The rows' filter; the same rules as the slots that verify its names. */
export function projectFilter(query: ProjectQuery): L.ProjectFilter {
  return allOf<L.ProjectFilter>([
    ...eachWord(query.query, (word) => ({
      or: [{ name: { containsIgnoreCase: word } }, { searchableContent: { contains: word } }],
    })),
    when(query.statuses, (given) => ({ status: { or: given.map(statusKind.exact) } })),
    when(query.team, (given) => ({ accessibleTeams: { some: teamKind.exact(given) } })),
    when(query.lead, (given) => ({ lead: personFilter(given) })),
    when(query.member, (given) => ({ members: { some: somebody(given) } })),
    ...(query.labels ?? []).map((given) => ({ labels: labelFilter(given) })),
    when(query.initiative, (given) => ({ initiatives: { some: initiativeKind.exact(given) } })),
    when(query.health, (given) => ({ health: { in: [...given] } })),
    when(query.targetBefore, (day) => ({ targetDate: { lt: day } })),
    ...sinceFilters(query),
  ]);
}

function orderOf(order: ProjectOrder): { orderBy?: L.PaginationOrderBy; sort?: L.ProjectSortInput[] } {
  const ascending = { order: ASCENDING, nulls: NULLS_LAST };
  switch (order) {
    case 'updated':
      return { orderBy: UPDATED_AT };
    case 'created':
      return { orderBy: CREATED_AT };
    case 'target':
      return { sort: [{ targetDate: ascending }] };
    case 'priority':
      return { sort: [{ priority: { ...ascending, noPriorityFirst: false } }] };
  }
}
