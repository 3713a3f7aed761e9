import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import type { ProjectNode } from '../names/kinds.js';
import { oneNamed, refuseTaken } from '../names/resolving.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { milestoneKind, type ThingNode } from '../names/things.js';
import type { Viewed } from '../pages.js';
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
export const PREPARE_MILESTONE = operation<Viewed & NamesFound, NameVariables>(`
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
export const MILESTONE_MADE = madeById<MilestoneState>(
  'MilestoneMade',
  ['projectMilestones', 'ProjectMilestoneFilter'],
  '...MilestoneState',
  STATE,
);
export const UPDATE_MILESTONE = operation<
  { projectMilestoneUpdate: { projectMilestone: MilestoneState } },
  { id: string; input: L.ProjectMilestoneUpdateInput }
>(`
  mutation UpdateMilestone($id: String!, $input: ProjectMilestoneUpdateInput!) {
    projectMilestoneUpdate(id: $id, input: $input) { projectMilestone { ...MilestoneState } }
  }${STATE}`);
export const DELETE_MILESTONE = operation<{ projectMilestoneDelete: { success: boolean } }, { id: string }>(`
  mutation DeleteMilestone($id: String!) { projectMilestoneDelete(id: $id) { success } }`);

async function projectOf(
  linear: Linear,
  given: string,
): Promise<{ project: WithMilestones; viewerId: string }> {
  const data = await linear.query(PREPARE_MILESTONE, names.variables({ project: given }));
  return { project: names.one(data, 'project', given), viewerId: data.viewer.id };
}

const OF_PROJECT = 'milestone of this project';

async function find(
  linear: Linear,
  at: { project: string; milestone: string },
): Promise<{ milestone: MilestoneState; others: readonly MilestoneState[] }> {
  const { nodes } = (await projectOf(linear, at.project)).project.projectMilestones;
  const asked = { argument: 'milestone', given: at.milestone };
  const milestone = oneNamed<ThingNode, MilestoneState>(milestoneKind, asked, { exact: nodes, near: nodes });
  return { milestone, others: nodes.filter(({ id }) => id !== milestone.id) };
}

export async function createMilestone(
  linear: Linear,
  wanted: MilestoneFields & { project: string; name: string },
  key?: string,
): Promise<Made<MilestoneState>> {
  const { project: of, ...fields } = wanted;
  const { project, viewerId } = await projectOf(linear, of);
  // With a key, the one that has the name may be the one that the key made.
  if (key === undefined) refuseTaken(wanted.name, project.projectMilestones.nodes, OF_PROJECT);
  const input = { projectId: project.id, ...given(fields), name: wanted.name };
  const create = async (id: string) =>
    (await linear.query(CREATE_MILESTONE, { input: { ...input, id } })).projectMilestoneCreate
      .projectMilestone;
  return createUnderKey(linear, { of: 'milestone', viewerId, key }, { create, made: MILESTONE_MADE });
}

export async function updateMilestone(
  linear: Linear,
  at: { project: string; milestone: string },
  {
    rewrite,
    ...changes
  }: Omit<MilestoneFields, 'description'> & {
    /** What becomes of the present text; refuses when it is not the one that was read. */
    readonly rewrite?: ((present: string) => string) | undefined;
  },
): Promise<{ before: MilestoneState; after: MilestoneState }> {
  const { milestone: before, others } = await find(linear, at);
  refuseTaken(changes.name, others, OF_PROJECT);
  const input = given({ ...changes, description: rewrite?.(before.description ?? '') });
  const asked = linear.query(UPDATE_MILESTONE, { id: before.id, input });
  return { before, after: (await asked).projectMilestoneUpdate.projectMilestone };
}

export async function deleteMilestone(
  linear: Linear,
  at: { project: string; milestone: string },
): Promise<MilestoneState> {
  const { milestone: before } = await find(linear, at);
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
