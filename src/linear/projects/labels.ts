import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { type Made as Created, createUnderKey, madeById } from '../create-once.js';
import { labelKind } from '../names/kinds.js';
import { labelOfTeam, oneNamed, type ScopedLabel } from '../names/resolving.js';
import { type NameSource, type NamesFound, type NameVariables, nameSlots } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import type { Paged } from '../rows.js';

/** Labels of projects and labels of initiatives are two sets that work alike. */
export type LabelOwner = 'project' | 'initiative';

/** Everything about such a label that a write can change. */
export type PlanLabelState = ScopedLabel & {
  readonly color: string;
  readonly description?: string | null;
  readonly retiredAt?: string | null;
};
export interface PlanLabelFields {
  readonly name?: string | undefined;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
  /** The group that it is in; `null` takes it out. */
  readonly group?: string | null | undefined;
  readonly isGroup?: boolean | undefined;
}

const select = 'id name isGroup color description retiredAt parent { name }';
const slots = (source: typeof sources.projectLabels) =>
  nameSlots({ label: { ...source, select } as NameSource<PlanLabelState>, group: source });
const ofProjects = slots(sources.projectLabels);
const ofInitiatives = slots(sources.initiativeLabels);

export const PREPARE_PROJECT_LABEL = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareProjectLabel(${ofProjects.parameters}) {
    viewer { id }
    ${ofProjects.fields}
  }`);
export const PREPARE_INITIATIVE_LABEL = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareInitiativeLabel(${ofInitiatives.parameters}) {
    viewer { id }
    ${ofInitiatives.fields}
  }`);

type Made = { made: { label: PlanLabelState } };
type CreateInput = { input: L.ProjectLabelCreateInput };
type UpdateInput = { id: string; input: L.ProjectLabelUpdateInput };

export const CREATE_PROJECT_LABEL = operation<Made, CreateInput>(`
  mutation CreateProjectLabel($input: ProjectLabelCreateInput!) {
    made: projectLabelCreate(input: $input) { label: projectLabel { ${select} } }
  }`);
export const CREATE_INITIATIVE_LABEL = operation<Made, CreateInput>(`
  mutation CreateInitiativeLabel($input: InitiativeLabelCreateInput!) {
    made: initiativeLabelCreate(input: $input) { label: initiativeLabel { ${select} } }
  }`);
export const UPDATE_PROJECT_LABEL = operation<Made, UpdateInput>(`
  mutation UpdateProjectLabel($id: String!, $input: ProjectLabelUpdateInput!) {
    made: projectLabelUpdate(id: $id, input: $input) { label: projectLabel { ${select} } }
  }`);
export const UPDATE_INITIATIVE_LABEL = operation<Made, UpdateInput>(`
  mutation UpdateInitiativeLabel($id: String!, $input: InitiativeLabelUpdateInput!) {
    made: initiativeLabelUpdate(id: $id, input: $input) { label: initiativeLabel { ${select} } }
  }`);
export const PROJECT_LABEL_MADE = madeById<PlanLabelState>(
  'ProjectLabelMade',
  ['projectLabels', 'ProjectLabelFilter'],
  select,
);
export const INITIATIVE_LABEL_MADE = madeById<PlanLabelState>(
  'InitiativeLabelMade',
  ['initiativeLabels', 'InitiativeLabelFilter'],
  select,
);
const lifecycle = (name: string, field: string, label: LabelOwner) =>
  operation<Made, { id: string }>(`
  mutation ${name}($id: String!) { made: ${field}(id: $id) { label: ${label}Label { ${select} } } }`);
export const RETIRE_PROJECT_LABEL = lifecycle('RetireProjectLabel', 'projectLabelRetire', 'project');
export const RESTORE_PROJECT_LABEL = lifecycle('RestoreProjectLabel', 'projectLabelRestore', 'project');
export const RETIRE_INITIATIVE_LABEL = lifecycle(
  'RetireInitiativeLabel',
  'initiativeLabelRetire',
  'initiative',
);
export const RESTORE_INITIATIVE_LABEL = lifecycle(
  'RestoreInitiativeLabel',
  'initiativeLabelRestore',
  'initiative',
);

type LabelPage = Viewed & { labels: Paged<PlanLabelState> };
type LabelQuery = { filter: L.ProjectLabelFilter; first: number; after?: string };
const listing = (name: string, field: string, type: string) =>
  operation<LabelPage, LabelQuery>(`
  query ${name}($filter: ${type}!, $first: Int!, $after: String) {
    viewer { id }
    labels: ${field}(filter: $filter, first: $first, after: $after) {
      nodes { ${select} }
      pageInfo { hasNextPage endCursor }
    }
  }`);
export const LIST_PROJECT_LABELS = listing('ListProjectLabels', 'projectLabels', 'ProjectLabelFilter');
export const LIST_INITIATIVE_LABELS = listing(
  'ListInitiativeLabels',
  'initiativeLabels',
  'InitiativeLabelFilter',
);

/** Labels of projects or of initiatives, those of a group as well when it is called so. */
export async function listPlanLabels(
  linear: Linear,
  query: { owner: LabelOwner; text?: string | undefined },
  page: PageRequest,
): Promise<Page<PlanLabelState>> {
  const document = query.owner === 'project' ? LIST_PROJECT_LABELS : LIST_INITIATIVE_LABELS;
  const like = { name: { containsIgnoreCase: query.text ?? '' } };
  const filter = query.text === undefined ? {} : { or: [like, { parent: like }] };
  const data = await linear.query(document, { filter, ...pageVariables(page) });
  return pageOf(data, data.labels);
}

/** Creates a label, in a group when one is named. */
export async function createPlanLabel(
  linear: Linear,
  owner: LabelOwner,
  wanted: PlanLabelFields & { name: string },
  key?: string,
): Promise<Created<PlanLabelState>> {
  const isProject = owner === 'project';
  const data = await prepare(linear, owner, { group: wanted.group ?? undefined });
  const input = { ...inputOf(wanted, data), name: wanted.name };
  const document = isProject ? CREATE_PROJECT_LABEL : CREATE_INITIATIVE_LABEL;
  const create = async (id: string) => (await linear.query(document, { input: { ...input, id } })).made.label;
  const made = isProject ? PROJECT_LABEL_MADE : INITIATIVE_LABEL_MADE;
  return createUnderKey(linear, { of: `${owner} label`, viewerId: data.viewer.id, key }, { create, made });
}

/** Changes a label; `retired` takes it out of use, with everything in it when it is a group, or back into use. */
export async function updatePlanLabel(
  linear: Linear,
  at: { owner: LabelOwner; label: string },
  changes: PlanLabelFields & { retired?: boolean | undefined },
): Promise<{ before: PlanLabelState; after: PlanLabelState }> {
  const { owner, label: given } = at;
  const data = await prepare(linear, owner, { label: given, group: changes.group ?? undefined });
  const before = labelNamed(given, ofProjects.found(data, 'label'));
  const isProject = owner === 'project';
  if (changes.retired !== undefined) {
    const retire = isProject ? RETIRE_PROJECT_LABEL : RETIRE_INITIATIVE_LABEL;
    const restore = isProject ? RESTORE_PROJECT_LABEL : RESTORE_INITIATIVE_LABEL;
    const { made } = await linear.query(changes.retired ? retire : restore, { id: before.id });
    return { before, after: made.label };
  }
  const input = inputOf(changes, data);
  const update = isProject ? UPDATE_PROJECT_LABEL : UPDATE_INITIATIVE_LABEL;
  return { before, after: (await linear.query(update, { id: before.id, input })).made.label };
}

function prepare(
  linear: Linear,
  owner: LabelOwner,
  given: { label?: string; group?: string | undefined },
): Promise<Viewed & NamesFound> {
  const document = owner === 'project' ? PREPARE_PROJECT_LABEL : PREPARE_INITIATIVE_LABEL;
  return linear.query(document, ofProjects.variables(given));
}

/** A group is a label as well here: it can be renamed and retired. */
function labelNamed(
  given: string,
  found: { exact: readonly PlanLabelState[]; near: readonly PlanLabelState[] },
) {
  const whole = found.exact.filter((label) => label.name.toLowerCase() === given.trim().toLowerCase());
  const asked = { argument: 'label', given };
  if (whole.length > 0) {
    return oneNamed<ScopedLabel, PlanLabelState>(labelKind, asked, { exact: whole, near: found.near });
  }
  const { id } = labelOfTeam(asked, found, '');
  return found.exact.find((label) => label.id === id) ?? oneNamed(labelKind, asked, found);
}

function inputOf(fields: PlanLabelFields, data: NamesFound) {
  const { name, color, description, group, isGroup } = fields;
  return {
    ...(name !== undefined && { name }),
    ...(color !== undefined && { color }),
    ...(description !== undefined && { description }),
    ...(isGroup !== undefined && { isGroup }),
    ...(group !== undefined && { parentId: group === null ? null : groupId(group, data) }),
  };
}

function groupId(given: string, data: NamesFound): string {
  const { exact, near } = ofProjects.found(data, 'group');
  const groups = {
    exact: exact.filter((label) => label.isGroup),
    near: near.filter((label) => label.isGroup),
  };
  return oneNamed<ScopedLabel, ScopedLabel>(labelKind, { argument: 'group', given }, groups).id;
}
