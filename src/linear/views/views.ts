import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { INITIATIVE_ROW, type InitiativeRow } from '../initiatives/read.js';
import { teamKind } from '../names/kinds.js';
import { allOf, eachWord, when } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { ThingNode } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import { PROJECT_ROW, type ProjectRow } from '../projects/list.js';
import { ISSUE_ROW, type IssueRow, type Named, type Paged, type Timestamp } from '../rows.js';

export type ViewModel = 'Issue' | 'Project' | 'Initiative';

/** Everything about a view that a write can change. */
export type ViewState = ThingNode & {
  readonly modelName: string;
  readonly shared: boolean;
  readonly description?: string | null;
  readonly slugId: string;
  readonly updatedAt: Timestamp;
  readonly filterData?: unknown;
  readonly projectFilterData?: unknown;
  readonly initiativeFilterData?: unknown;
  readonly owner: Named;
  readonly team?: Pick<L.Team, 'key'> | null;
};

export const VIEW_ROW = 'id name slugId modelName shared description updatedAt owner { name } team { key }';

/** With what it shows: Linear's own filter, of whichever kind the view is. */
export const VIEW_STATE = `${VIEW_ROW} filterData projectFilterData initiativeFilterData`;

const listed = nameSlots({ team: sources.teams });
export const LIST_VIEWS = operation<
  Viewed & { customViews: Paged<ViewState> } & NamesFound,
  { filter: L.CustomViewFilter; first: number } & NameVariables
>(`
  query ListViews($filter: CustomViewFilter, $first: Int!, $after: String, ${listed.parameters}) {
    viewer { id }
    customViews(filter: $filter, first: $first, after: $after) {
      nodes { ${VIEW_ROW} }
      pageInfo { hasNextPage endCursor }
    }
    ${listed.fields}
  }`);

export interface ViewQuery {
  readonly query?: string | undefined;
  readonly model?: ViewModel | undefined;
  readonly shared?: boolean | undefined;
  readonly team?: string | undefined;
}

export async function listViews(
  linear: Linear,
  query: ViewQuery,
  page: PageRequest,
): Promise<Page<ViewState>> {
  const { team } = query;
  const data = await linear.query(LIST_VIEWS, {
    filter: allOf<L.CustomViewFilter>([
      ...eachWord(query.query, (word) => ({ name: { containsIgnoreCase: word } })),
      when(query.model, (model) => ({ modelName: { eqIgnoreCase: model } })),
      when(query.shared, (shared) => ({ shared: { eq: shared } })),
      when(team, (given) => ({ team: teamKind.exact(given) })),
    ]),
    ...pageVariables(page),
    ...listed.variables({ team }),
  });
  listed.verify(data, { team });
  return pageOf(data, data.customViews);
}

/** What a view shows: rows of one of three kinds. */
export interface ViewContents {
  readonly view: ViewState;
  readonly viewerId: string;
  readonly issues?: Page<IssueRow>;
  readonly projects?: Page<ProjectRow>;
  readonly initiatives?: Page<InitiativeRow>;
}
type Filled = ViewState & {
  readonly issues?: Paged<IssueRow>;
  readonly projects?: Paged<ProjectRow>;
  readonly initiatives?: Paged<InitiativeRow>;
};

const more = 'pageInfo { hasNextPage endCursor }';
const one = nameSlots({
  view: selecting<Filled>(
    sources.views,
    `${VIEW_STATE}
      issues(first: $issues, after: $after) @include(if: $isIssues) { nodes { ...IssueRow } ${more} }
      projects(first: $projects, after: $after) @include(if: $isProjects) { nodes { ...ProjectRow } ${more} }
      initiatives(first: $initiatives, after: $after) @include(if: $isInitiatives) {
        nodes { ...InitiativeRow } ${more}
      }`,
  ),
});
export const GET_VIEW = operation<Viewed & NamesFound, { issues: number } & NameVariables>(`
  query GetView(
    $issues: Int!, $projects: Int!, $initiatives: Int!, $after: String, $isIssues: Boolean!, $isProjects: Boolean!,
    $isInitiatives: Boolean!, ${one.parameters}
  ) {
    viewer { id }
    ${one.fields}
  }${ISSUE_ROW}${PROJECT_ROW}${INITIATIVE_ROW}`);

/** A page of what a view shows, when it shows things of this kind; otherwise only the view, which says its kind. */
export async function readView(
  linear: Linear,
  given: string,
  page: PageRequest & { model: ViewModel },
): Promise<ViewContents> {
  const { model, limit, after } = page;
  const is = (each: ViewModel): boolean => each === model;
  // A price that is worked out before the directives must not count what nobody asked for.
  const size = (each: ViewModel): number => (is(each) ? limit : 1);
  const data = await linear.query(GET_VIEW, {
    issues: size('Issue'),
    projects: size('Project'),
    initiatives: size('Initiative'),
    isIssues: is('Issue'),
    isProjects: is('Project'),
    isInitiatives: is('Initiative'),
    ...(after !== undefined && { after }),
    ...one.variables({ view: given }),
  });
  const view = one.one(data, 'view', given);
  return {
    view,
    viewerId: data.viewer.id,
    ...(view.issues && { issues: pageOf(data, view.issues) }),
    ...(view.projects && { projects: pageOf(data, view.projects) }),
    ...(view.initiatives && { initiatives: pageOf(data, view.initiatives) }),
  };
}
