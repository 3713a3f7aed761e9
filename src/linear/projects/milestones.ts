import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import type { ProjectNode } from '../names/kinds.js';
import { oneNamed } from '../names/resolving.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { milestoneKind, type ThingNode } from '../names/things.js';
import type { Listed } from '../rows.js';

/** Everything about a milestone that a write can change. */
export type MilestoneState = ThingNode & {
  readonly description?: string | null;
  readonly targetDate?: string | null;
  readonly project: Pick<L.Project, 'name' | 'url'>;
};
export interface MilestoneFields {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly targetDate?: string | null | undefined;
}

const STATE = `
  fragment MilestoneState on ProjectMilestone { id name description targetDate project { name url } }`;
type WithMilestones = ProjectNode & { readonly projectMilestones: Listed<MilestoneState> };

const names = nameSlots({
  project: selecting<WithMilestones>(
    sources.projects,
    'id name slugId projectMilestones(first: 100) { nodes { ...MilestoneState } }',
  ),
});
export const PREPARE_MILESTONE = operation<NamesFound, NameVariables>(`
  query PrepareMilestone(${names.parameters}) {
    viewer { id }
    ${names.fields}
  }${STATE}`);
export const CREATE_MILESTONE = operation<
  { projectMilestoneCreate: { projectMilestone: MilestoneState } },
  { input: L.ProjectMilestoneCreateInput }
>(`
  mutation CreateMilestone($input: ProjectMilestoneCreateInput!) {
    projectMilestoneCreate(input: $input) { projectMilestone { ...MilestoneState } }
  }${STATE}`);
export const UPDATE_MILESTONE = operation<
  { projectMilestoneUpdate: { projectMilestone: MilestoneState } },
  { id: string; input: L.ProjectMilestoneUpdateInput }
>(`
  mutation UpdateMilestone($id: String!, $input: ProjectMilestoneUpdateInput!) {
    projectMilestoneUpdate(id: $id, input: $input) { projectMilestone { ...MilestoneState } }
  }${STATE}`);
export const DELETE_MILESTONE = operation<{ projectMilestoneDelete: { success: boolean } }, { id: string }>(`
  mutation DeleteMilestone($id: String!) { projectMilestoneDelete(id: $id) { success } }`);

async function projectOf(linear: Linear, project: string): Promise<WithMilestones> {
  const data = await linear.query(PREPARE_MILESTONE, names.variables({ project }));
  return names.one(data, 'project', project);
}

async function find(linear: Linear, at: { project: string; milestone: string }): Promise<MilestoneState> {
  const { nodes } = (await projectOf(linear, at.project)).projectMilestones;
  const asked = { argument: 'milestone', given: at.milestone };
  return oneNamed<ThingNode, MilestoneState>(milestoneKind, asked, { exact: nodes, near: nodes });
}

export async function createMilestone(
  linear: Linear,
  wanted: MilestoneFields & { project: string; name: string },
): Promise<MilestoneState> {
  const { project, ...fields } = wanted;
  const { id: projectId, projectMilestones } = await projectOf(linear, project);
  const taken = projectMilestones.nodes.some((each) => milestoneKind.fits(each, wanted.name));
  if (taken)
    fail({ code: 'invalid_arguments', problems: ['name is taken by another milestone of this project'] });
  const input = { projectId, ...given(fields), name: wanted.name };
  return (await linear.query(CREATE_MILESTONE, { input })).projectMilestoneCreate.projectMilestone;
}

export async function updateMilestone(
  linear: Linear,
  at: { project: string; milestone: string },
  changes: MilestoneFields,
): Promise<{ before: MilestoneState; after: MilestoneState }> {
  const before = await find(linear, at);
  const asked = linear.query(UPDATE_MILESTONE, { id: before.id, input: given(changes) });
  return { before, after: (await asked).projectMilestoneUpdate.projectMilestone };
}

export async function deleteMilestone(
  linear: Linear,
  at: { project: string; milestone: string },
): Promise<MilestoneState> {
  const before = await find(linear, at);
  await linear.query(DELETE_MILESTONE, { id: before.id });
  return before;
}

function given({ name, description, targetDate }: MilestoneFields) {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(targetDate !== undefined && { targetDate }),
  };
}
