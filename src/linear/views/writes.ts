import type { LinearDocument as L } from '@linear/sdk';
import { CallFailure, fail } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { Viewed } from '../pages.js';
import { references, type ViewIssues, viewFilter } from './filter.js';
import { VIEW_STATE, type ViewModel, type ViewState } from './views.js';

/** What a view is to show: issues by names, or anything by a filter as Linear has it. */
export interface ViewFields {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly shared?: boolean | undefined;
  readonly team?: string | null | undefined;
  readonly issues?: ViewIssues | undefined;
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
}

const creating = nameSlots(references);
const updating = nameSlots({ ...references, view: selecting<ViewState>(sources.views, VIEW_STATE) });

export const PREPARE_VIEW_CREATE = operation<Viewed & NamesFound, NameVariables>(`
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
    customViewCreate(input: $input) { customView { ${VIEW_STATE} } }
  }`);
export const VIEW_MADE = madeById<ViewState>('ViewMade', ['customViews', 'CustomViewFilter'], VIEW_STATE);
export const UPDATE_VIEW = operation<
  { customViewUpdate: { customView: ViewState } },
  { id: string; input: L.CustomViewUpdateInput }
>(`
  mutation UpdateView($id: String!, $input: CustomViewUpdateInput!) {
    customViewUpdate(id: $id, input: $input) { customView { ${VIEW_STATE} } }
  }`);
export const DELETE_VIEW = operation<{ customViewDelete: { success: boolean } }, { id: string }>(`
  mutation DeleteView($id: String!) { customViewDelete(id: $id) { success } }`);

export async function createView(
  linear: Linear,
  wanted: ViewFields & { name: string; model: ViewModel },
  key?: string,
): Promise<Made<ViewState>> {
  const given = namesOf(wanted);
  const data = await linear.query(PREPARE_VIEW_CREATE, creating.variables(given));
  creating.verify(data, given, argumentOf);
  const input = { ...inputOf(wanted, wanted.model, data), name: wanted.name };
  const create = async (id: string) =>
    (await takingFilter(wanted, linear.query(CREATE_VIEW, { input: { ...input, id } }))).customViewCreate
      .customView;
  const creation = { of: 'view', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: VIEW_MADE });
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
  const asked = linear.query(UPDATE_VIEW, { id: before.id, input });
  return { before, after: (await takingFilter(changes, asked)).customViewUpdate.customView };
}

/** A filter of the caller's own is what Linear may refuse without a word about it. */
async function takingFilter<T>({ filter }: ViewFields, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const failure = error instanceof CallFailure ? error.failure : undefined;
    if (filter === undefined || failure?.code !== 'linear_invalid_input' || failure.cleaned !== undefined)
      throw error;
    return fail({ ...failure, cleaned: 'filter holds a field or a comparison that Linear does not know' });
  }
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
  return { team, state: states, label: labels, person: people, project, cycle };
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
    ...(issues !== undefined && { filterData: viewFilter(issues, data) }),
    ...(filter !== undefined && model === 'Issue' && { filterData: filter }),
    ...(filter !== undefined && model === 'Project' && { projectFilterData: filter }),
    ...(filter !== undefined && model === 'Initiative' && { initiativeFilterData: filter }),
  };
}
