import { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../../client.js';
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
} from '../../names/lookups.js';
import { ISSUE_ROW, type IssueRow, type Named, type Paged, type Timestamp } from '../../rows.js';
import { labelPart } from './excluding.js';
import { issueFilter } from './filter.js';
import {
  MILESTONE_LOOKUP,
  MILESTONE_PARAMETERS,
  type MilestonesFound,
  type MilestoneVariables,
  milestoneVariables,
} from './milestones.js';
import type { IssueQuery } from './query.js';
import { hasNames, namesIn, type QueryNames, verifyQuery } from './verify.js';

export type IssueOrder = 'updated' | 'created' | 'priority' | 'due' | 'estimate' | 'oldest' | 'stale';

export interface PageRequest {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** What a row has besides when it is asked for in full. */
export type IssueRowDetail = {
  readonly description?: string | null;
  readonly estimate?: number | null;
  readonly createdAt: Timestamp;
  readonly completedAt?: Timestamp | null;
  readonly creator?: Named | null;
  readonly cycle?: Pick<L.Cycle, 'number'> | null;
  readonly projectMilestone?: Named | null;
  readonly parent?: Pick<L.Issue, 'identifier'> | null;
};
export type ListedIssue = IssueRow & Partial<IssueRowDetail>;

export interface IssuePage {
  readonly rows: readonly ListedIssue[];
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
type ListData = { viewer: { id: string }; issues: Paged<ListedIssue> };
type NamedVariables = ListVariables &
  TeamVariables &
  StateVariables &
  LabelVariables &
  PeopleVariables &
  ProjectVariables &
  CycleVariables &
  MilestoneVariables;
type NamedData = ListData &
  TeamsFound &
  StatesFound &
  LabelsFound &
  PeopleFound &
  ProjectsFound &
  CyclesFound &
  MilestonesFound;

const listParameters = `$filter: IssueFilter, $first: Int!, $after: String, $orderBy: PaginationOrderBy,
    $sort: [IssueSortInput!], $includeArchived: Boolean!`;
const listFields = (row: string): string => `viewer { id }
    issues(filter: $filter, first: $first, after: $after, orderBy: $orderBy, sort: $sort, includeArchived: $includeArchived) {
      nodes { ${row} }
      pageInfo { hasNextPage endCursor }
    }`;
const ROW_DETAIL = `
  fragment RowDetail on Issue {
    description estimate createdAt completedAt
    creator { name }
    cycle { number }
    projectMilestone { name }
    parent { identifier }
  }`;
const nameParameters = [
  TEAM_PARAMETERS,
  STATE_PARAMETERS,
  LABEL_PARAMETERS,
  PEOPLE_PARAMETERS,
  PROJECT_PARAMETERS,
  CYCLE_PARAMETERS,
  MILESTONE_PARAMETERS,
].join(', ');
const nameFields =
  '...TeamLookup ...StateLookup ...LabelLookup ...PeopleLookup ...ProjectLookup ...CycleLookup ...MilestoneLookup';
const nameFragments = [
  TEAM_LOOKUP,
  STATE_LOOKUP,
  LABEL_LOOKUP,
  PEOPLE_LOOKUP,
  PROJECT_LOOKUP,
  CYCLE_LOOKUP,
  MILESTONE_LOOKUP,
].join('');

/** Four documents for one list: nobody pays for names that were not given, or for details that were not asked for. */
export const LIST_ISSUES = operation<ListData, ListVariables>(`
  query ListIssues(${listParameters}) {
    ${listFields('...IssueRow')}
  }
  ${ISSUE_ROW}`);

export const LIST_ISSUES_IN_FULL = operation<ListData, ListVariables>(`
  query ListIssuesInFull(${listParameters}) {
    ${listFields('...IssueRow ...RowDetail')}
  }
  ${ISSUE_ROW}${ROW_DETAIL}`);

export const LIST_ISSUES_BY_NAME = operation<NamedData, NamedVariables>(`
  query ListIssuesByName(${listParameters}, ${nameParameters}) {
    ${listFields('...IssueRow')}
    ${nameFields}
  }
  ${ISSUE_ROW}${nameFragments}`);

export const LIST_ISSUES_BY_NAME_IN_FULL = operation<NamedData, NamedVariables>(`
  query ListIssuesByNameInFull(${listParameters}, ${nameParameters}) {
    ${listFields('...IssueRow ...RowDetail')}
    ${nameFields}
  }
  ${ISSUE_ROW}${ROW_DETAIL}${nameFragments}`);

/** One page of issues, in one request; a name that means nothing, or too much, fails with candidates. */
export async function listIssues(
  linear: Linear,
  query: IssueQuery,
  page: PageRequest & { order: IssueOrder; inFull?: boolean },
): Promise<IssuePage> {
  const names = namesIn(query);
  const list: ListVariables = {
    filter: issueFilter(query),
    first: page.limit,
    ...(page.after !== undefined && { after: page.after }),
    ...orderVariables(page.order),
    includeArchived: query.includeArchived ?? false,
  };
  const inFull = page.inFull ?? false;
  const data = hasNames(names)
    ? await listByName(linear, list, { names, scope: query.team?.any ?? [], inFull })
    : await linear.query(inFull ? LIST_ISSUES_IN_FULL : LIST_ISSUES, list);
  const { nodes, pageInfo } = data.issues;
  const more = pageInfo.hasNextPage && pageInfo.endCursor ? { endCursor: pageInfo.endCursor } : {};
  return { rows: nodes, ...more, viewerId: data.viewer.id };
}

async function listByName(
  linear: Linear,
  list: ListVariables,
  { names, scope, inFull }: { names: QueryNames; scope: readonly string[]; inFull: boolean },
): Promise<ListData> {
  const { wanted, excludedLabels, excludedPeople } = names;
  // States and cycles are those of the teams that are wanted, not of those that are not.
  const scoped = { ...wanted, team: scope };
  const labels = [...(wanted.labels ?? []), ...excludedLabels, ...excludedLabels.map(labelPart)];
  const data = await linear.query(inFull ? LIST_ISSUES_BY_NAME_IN_FULL : LIST_ISSUES_BY_NAME, {
    ...list,
    ...teamVariables(wanted.team),
    ...stateVariables(scoped),
    ...labelVariables(labels),
    ...peopleVariables([...(wanted.people ?? []), ...excludedPeople], true),
    ...projectVariables(wanted.project),
    ...cycleVariables(scoped),
    ...milestoneVariables(names.milestones),
  });
  verifyNames(wanted, data);
  verifyQuery(names, data);
  return data;
}

function orderVariables(order: IssueOrder): Pick<ListVariables, 'orderBy' | 'sort'> {
  switch (order) {
    case 'updated':
      return { orderBy: L.PaginationOrderBy.UpdatedAt };
    case 'created':
      return { orderBy: L.PaginationOrderBy.CreatedAt };
    case 'priority':
      return { sort: [{ priority: { order: L.PaginationSortOrder.Ascending, noPriorityFirst: false } }] };
    case 'oldest':
      return { sort: [{ createdAt: { order: L.PaginationSortOrder.Ascending } }] };
    case 'stale':
      return { sort: [{ updatedAt: { order: L.PaginationSortOrder.Ascending } }] };
    case 'estimate':
      return {
        sort: [{ estimate: { order: L.PaginationSortOrder.Descending, nulls: L.PaginationNulls.Last } }],
      };
    case 'due':
      return {
        sort: [{ dueDate: { order: L.PaginationSortOrder.Ascending, nulls: L.PaginationNulls.Last } }],
      };
  }
}
