import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { INITIATIVE_ROW, type InitiativeRow } from '../initiatives/read.js';
import { type IssueQuery, issueFilter } from '../issues/filter.js';
import { teamKind } from '../names/kinds.js';
import { allOf, when } from '../names/meanings.js';
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

const row = 'id name slugId modelName shared description updatedAt owner { name } team { key }';
const state = `${row} filterData projectFilterData initiativeFilterData`;

const listed = nameSlots({ team: sources.teams });
export const LIST_VIEWS = operation<
  Viewed & { customViews: Paged<ViewState> } & NamesFound,
  { filter: L.CustomViewFilter; first: number } & NameVariables
>(`
  query ListViews($filter: CustomViewFilter, $first: Int!, $after: String, ${listed.parameters}) {
    viewer { id }
    customViews(filter: $filter, first: $first, after: $after) {
      nodes { ${row} }
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
      when(query.query, (text) => ({ name: { containsIgnoreCase: text } })),
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
    `${row}
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

/** What a view is to show: issues by names, or anything by a filter as Linear has it. */
export interface ViewFields {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly shared?: boolean | undefined;
  readonly team?: string | null | undefined;
  readonly issues?: IssueQuery | undefined;
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
}

const references = {
  team: sources.teams,
  state: sources.workflowStates,
  label: sources.issueLabels,
  person: { ...sources.anybody, size: 10 },
  project: sources.projects,
  cycle: sources.cycles,
} as const;
const creating = nameSlots(references);
const updating = nameSlots({ ...references, view: selecting<ViewState>(sources.views, state) });

export const PREPARE_VIEW_CREATE = operation<NamesFound, NameVariables>(`
  query PrepareViewCreate(${creating.parameters}) {
    viewer { id }
    ${creating.fields}
  }`);
export const PREPARE_VIEW_UPDATE = operation<NamesFound, NameVariables>(`
  query PrepareViewUpdate(${updating.parameters}) {
    viewer { id }
    ${updating.fields}
  }`);
export const CREATE_VIEW = operation<
  { customViewCreate: { customView: ViewState } },
  { input: L.CustomViewCreateInput }
>(`
  mutation CreateView($input: CustomViewCreateInput!) {
    customViewCreate(input: $input) { customView { ${state} } }
  }`);
export const UPDATE_VIEW = operation<
  { customViewUpdate: { customView: ViewState } },
  { id: string; input: L.CustomViewUpdateInput }
>(`
  mutation UpdateView($id: String!, $input: CustomViewUpdateInput!) {
    customViewUpdate(id: $id, input: $input) { customView { ${state} } }
  }`);
export const DELETE_VIEW = operation<{ customViewDelete: { success: boolean } }, { id: string }>(`
  mutation DeleteView($id: String!) { customViewDelete(id: $id) { success } }`);

export async function createView(
  linear: Linear,
  wanted: ViewFields & { name: string; model: ViewModel },
): Promise<ViewState> {
  const given = namesOf(wanted);
  const data = await linear.query(PREPARE_VIEW_CREATE, creating.variables(given));
  creating.verify(data, given, argumentOf);
  const input = { ...inputOf(wanted, wanted.model, data), name: wanted.name };
  return (await linear.query(CREATE_VIEW, { input })).customViewCreate.customView;
}

export async function updateView(
  linear: Linear,
  view: string,
  changes: ViewFields,
): Promise<{ before: ViewState; after: ViewState }> {
  const given = namesOf(changes);
  const data = await linear.query(PREPARE_VIEW_UPDATE, updating.variables({ ...given, view }));
  const before = updating.one(data, 'view', view);
  creating.verify(data, given, argumentOf);
  const model =
    before.modelName === 'Project' || before.modelName === 'Initiative' ? before.modelName : 'Issue';
  const input = inputOf(changes, model, data);
  return {
    before,
    after: (await linear.query(UPDATE_VIEW, { id: before.id, input })).customViewUpdate.customView,
  };
}

export async function deleteView(linear: Linear, view: string): Promise<ViewState> {
  const data = await linear.query(PREPARE_VIEW_UPDATE, updating.variables({ view }));
  const before = updating.one(data, 'view', view);
  await linear.query(DELETE_VIEW, { id: before.id });
  return before;
}

function namesOf({ team, issues }: ViewFields) {
  const { assignee, creator, states, labels, project, cycle } = issues ?? {};
  const people = [assignee, creator].filter((each) => each !== undefined);
  const teams = [team, issues?.team].filter((each) => each != null);
  return { team: [...new Set(teams)], state: states, label: labels, person: people, project, cycle };
}

function argumentOf(slot: string): string {
  return slot === 'person' ? 'assignee or creator' : slot;
}

function inputOf(fields: ViewFields, model: ViewModel, data: NamesFound): L.CustomViewUpdateInput {
  const { name, description, shared, team, issues, filter } = fields;
  const teamId = team == null ? null : creating.one(data, 'team', team).id;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(shared !== undefined && { shared }),
    ...(team !== undefined && { teamId }),
    ...(issues !== undefined && { filterData: issueFilter(issues) }),
    ...(filter !== undefined && model === 'Issue' && { filterData: filter }),
    ...(filter !== undefined && model === 'Project' && { projectFilterData: filter }),
    ...(filter !== undefined && model === 'Initiative' && { initiativeFilterData: filter }),
  };
}
