import { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { teamKind } from '../names/kinds.js';
import {
  CYCLE_LOOKUP,
  CYCLE_PARAMETERS,
  type CyclesFound,
  type CycleVariables,
  cycleVariables,
  LABEL_LOOKUP,
  LABEL_PARAMETERS,
  type LabelsFound,
  type LabelVariables,
  labelVariables,
  type Names,
  PEOPLE_LOOKUP,
  PEOPLE_PARAMETERS,
  type PeopleFound,
  type PeopleVariables,
  PROJECT_LOOKUP,
  PROJECT_PARAMETERS,
  type ProjectsFound,
  type ProjectVariables,
  peopleVariables,
  projectVariables,
  STATE_LOOKUP,
  STATE_PARAMETERS,
  type StatesFound,
  type StateVariables,
  stateVariables,
  TEAM_LOOKUP,
  TEAM_PARAMETERS,
  type TeamsFound,
  type TeamVariables,
  teamVariables,
  verifyNames,
} from '../names/lookups.js';
import { ISSUE_ROW, type IssueRow, type Paged, SEARCH_ROW } from '../rows.js';
import { hasNames, type IssueQuery, issueFilter, namesIn } from './filter.js';

export type IssueOrder = 'updated' | 'created' | 'priority' | 'due';

export interface PageRequest {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface IssuePage {
  readonly rows: readonly IssueRow[];
  /** Present when there are more; meaningful for the same filter and order only. */
  readonly endCursor?: string;
  /** Whose view of the workspace this is. */
  readonly viewerId: string;
}

type ListVariables = {
  filter: L.IssueFilter;
  first: number;
  after?: string;
  orderBy?: L.PaginationOrderBy;
  sort?: L.IssueSortInput[];
  includeArchived: boolean;
};
type ListData = { viewer: { id: string }; issues: Paged<IssueRow> };

const listParameters = `$filter: IssueFilter, $first: Int!, $after: String, $orderBy: PaginationOrderBy,
    $sort: [IssueSortInput!], $includeArchived: Boolean!`;
const listFields = `viewer { id }
    issues(filter: $filter, first: $first, after: $after, orderBy: $orderBy, sort: $sort, includeArchived: $includeArchived) {
      nodes { ...IssueRow }
      pageInfo { hasNextPage endCursor }
    }`;

/** Two documents for one list: the one without names is the one that most calls pay for. */
export const LIST_ISSUES = operation<ListData, ListVariables>(`
  query ListIssues(${listParameters}) {
    ${listFields}
  }
  ${ISSUE_ROW}`);

export const LIST_ISSUES_BY_NAME = operation<
  ListData & TeamsFound & StatesFound & LabelsFound & PeopleFound & ProjectsFound & CyclesFound,
  ListVariables &
    TeamVariables &
    StateVariables &
    LabelVariables &
    PeopleVariables &
    ProjectVariables &
    CycleVariables
>(`
  query ListIssuesByName(${listParameters},
    ${TEAM_PARAMETERS}, ${STATE_PARAMETERS}, ${LABEL_PARAMETERS},
    ${PEOPLE_PARAMETERS}, ${PROJECT_PARAMETERS}, ${CYCLE_PARAMETERS}
  ) {
    ${listFields}
    ...TeamLookup ...StateLookup ...LabelLookup ...PeopleLookup ...ProjectLookup ...CycleLookup
  }
  ${[ISSUE_ROW, TEAM_LOOKUP, STATE_LOOKUP, LABEL_LOOKUP, PEOPLE_LOOKUP, PROJECT_LOOKUP, CYCLE_LOOKUP].join('')}`);

export const SEARCH_ISSUES = operation<
  { searchIssues: Paged<IssueRow> & { totalCount: number } } & TeamsFound,
  { term: string; filter?: L.IssueFilter; first: number } & TeamVariables
>(`
  query SearchIssues($term: String!, $filter: IssueFilter, $first: Int!, ${TEAM_PARAMETERS}) {
    searchIssues(term: $term, filter: $filter, first: $first, includeComments: true) {
      nodes { ...SearchRow }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
    ...TeamLookup
  }
  ${SEARCH_ROW}${TEAM_LOOKUP}`);

/** One page of issues, in one request; a name that means nothing, or too much, fails with candidates. */
export async function listIssues(
  linear: Linear,
  query: IssueQuery,
  page: PageRequest & { order: IssueOrder },
): Promise<IssuePage> {
  const names = namesIn(query);
  const list: ListVariables = {
    filter: issueFilter(query),
    first: page.limit,
    ...(page.after !== undefined && { after: page.after }),
    ...orderVariables(page.order),
    includeArchived: query.includeArchived ?? false,
  };
  const data = hasNames(names)
    ? await listByName(linear, list, names)
    : await linear.query(LIST_ISSUES, list);
  const { nodes, pageInfo } = data.issues;
  const more = pageInfo.hasNextPage && pageInfo.endCursor ? { endCursor: pageInfo.endCursor } : {};
  return { rows: nodes, ...more, viewerId: data.viewer.id };
}

async function listByName(linear: Linear, list: ListVariables, names: Names): Promise<ListData> {
  const data = await linear.query(LIST_ISSUES_BY_NAME, {
    ...list,
    ...teamVariables(names.team),
    ...stateVariables(names),
    ...labelVariables(names.labels),
    ...peopleVariables(names.people, true),
    ...projectVariables(names.project),
    ...cycleVariables(names),
  });
  verifyNames(names, data);
  return data;
}

/** Issues by meaning and words, best first, with the number of all that match. */
export async function searchIssues(
  linear: Linear,
  search: { term: string; team?: string | undefined; limit: number },
): Promise<{ rows: readonly IssueRow[]; total: number }> {
  const { term, team, limit } = search;
  const data = await linear.query(SEARCH_ISSUES, {
    term,
    first: limit,
    ...(team !== undefined && { filter: { team: teamKind.exact(team) } }),
    ...teamVariables(team),
  });
  verifyNames({ team }, data);
  return { rows: data.searchIssues.nodes, total: data.searchIssues.totalCount };
}

function orderVariables(order: IssueOrder): Pick<ListVariables, 'orderBy' | 'sort'> {
  switch (order) {
    case 'updated':
      return { orderBy: L.PaginationOrderBy.UpdatedAt };
    case 'created':
      return { orderBy: L.PaginationOrderBy.CreatedAt };
    case 'priority':
      return { sort: [{ priority: { order: L.PaginationSortOrder.Ascending, noPriorityFirst: false } }] };
    case 'due':
      return {
        sort: [{ dueDate: { order: L.PaginationSortOrder.Ascending, nulls: L.PaginationNulls.Last } }],
      };
  }
}
