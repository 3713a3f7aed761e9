import type { LinearDocument as L } from '@linear/sdk';
import { operation } from '../../client.js';
import {
  type CyclesFound,
  type CycleVariables,
  cycleLookup,
  type LabelsFound,
  type LabelVariables,
  labelLookup,
  lookups,
  type PeopleFound,
  type PeopleVariables,
  type ProjectsFound,
  type ProjectVariables,
  peopleLookup,
  projectLookup,
  type StatesFound,
  type StateVariables,
  stateLookup,
  type TeamsFound,
  type TeamVariables,
  teamLookup,
} from '../../names/lookups.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../../names/slots.js';
import * as sources from '../../names/sources.js';
import type { ThingNode } from '../../names/things.js';
import type { Viewed } from '../../pages.js';
import { ISSUE_ROW, type IssueRow, type Named, type Paged, type Timestamp } from '../../rows.js';
import { type MilestonesFound, type MilestoneVariables, milestoneLookup } from './milestones.js';

/** What a row has besides when it is asked for in full. */
export type IssueRowDetail = {
  readonly description?: string | null;
  readonly estimate?: number | null;
  readonly createdAt: Timestamp;
  readonly completedAt?: Timestamp | null;
  readonly creator?: Named | null;
  readonly delegate?: Named | null;
  readonly cycle?: Pick<L.Cycle, 'number'> | null;
  readonly projectMilestone?: Named | null;
  readonly parent?: Pick<L.Issue, 'identifier'> | null;
};
export type ListedIssue = IssueRow & Partial<IssueRowDetail>;

export type ListVariables = {
  filter: L.IssueFilter;
  first: number;
  after?: string;
  orderBy?: L.PaginationOrderBy;
  sort?: L.IssueSortInput[];
  includeArchived: boolean;
};
export type ListData = { viewer: { id: string }; issues: Paged<ListedIssue> };
type NamedVariables = ListVariables &
  TeamVariables &
  StateVariables &
  LabelVariables &
  PeopleVariables &
  ProjectVariables &
  CycleVariables &
  MilestoneVariables &
  NameVariables;
export type LookedUp = Viewed &
  TeamsFound &
  StatesFound &
  LabelsFound &
  PeopleFound &
  ProjectsFound &
  CyclesFound &
  MilestonesFound &
  NamesFound;

const listParameters = `$filter: IssueFilter, $first: Int!, $after: String, $orderBy: PaginationOrderBy,
    $sort: [IssueSortInput!], $includeArchived: Boolean!`;
const page = (row: string): string => `
    issues(filter: $filter, first: $first, after: $after, orderBy: $orderBy, sort: $sort, includeArchived: $includeArchived) {
      nodes { ${row} }
      pageInfo { hasNextPage endCursor }
    }`;
const listFields = (row: string): string => `viewer { id }${page(row)}`;
const ROW_DETAIL = `
  fragment RowDetail on Issue {
    description estimate createdAt completedAt
    creator { name }
    delegate { name }
    cycle { number }
    projectMilestone { name }
    parent { identifier }
  }`;
export const others = nameSlots({
  // A release of one name in several pipelines is meant in all of them.
  release: { ...sources.releases, isShared: true, size: 20 },
  parent: sources.issues,
});
const text = lookups(
  teamLookup,
  stateLookup,
  labelLookup,
  peopleLookup,
  projectLookup,
  cycleLookup,
  milestoneLookup,
);
const nameParameters = `${text.parameters}, ${others.parameters}`;
const nameFields = `${text.fields}
    ${others.fields}`;
const nameFragments = text.fragments;

export type FilledView = ThingNode & { readonly modelName: string; readonly issues: Paged<ListedIssue> };
const viewOf = (row: string) =>
  nameSlots({ view: selecting<FilledView>(sources.views, `id name modelName ${page(row)}`) });
export const views = viewOf('...IssueRow');
const viewsInFull = viewOf('...IssueRow ...RowDetail');

/** Those of a custom view, narrowed further: the same request finds the view and asks it. */
export const LIST_ISSUES_IN_VIEW = operation<LookedUp, NamedVariables>(`
  query ListIssuesInView(${listParameters}, ${nameParameters}, ${views.parameters}) {
    viewer { id }
    ${views.fields}
    ${nameFields}
  }
  ${ISSUE_ROW}${nameFragments}`);

export const LIST_ISSUES_IN_VIEW_IN_FULL = operation<LookedUp, NamedVariables>(`
  query ListIssuesInViewInFull(${listParameters}, ${nameParameters}, ${viewsInFull.parameters}) {
    viewer { id }
    ${viewsInFull.fields}
    ${nameFields}
  }
  ${ISSUE_ROW}${ROW_DETAIL}${nameFragments}`);

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

export const LIST_ISSUES_BY_NAME = operation<ListData & LookedUp, NamedVariables>(`
  query ListIssuesByName(${listParameters}, ${nameParameters}) {
    ${listFields('...IssueRow')}
    ${nameFields}
  }
  ${ISSUE_ROW}${nameFragments}`);

export const LIST_ISSUES_BY_NAME_IN_FULL = operation<ListData & LookedUp, NamedVariables>(`
  query ListIssuesByNameInFull(${listParameters}, ${nameParameters}) {
    ${listFields('...IssueRow ...RowDetail')}
    ${nameFields}
  }
  ${ISSUE_ROW}${ROW_DETAIL}${nameFragments}`);
