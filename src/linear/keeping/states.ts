import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { stateKind, type TeamNode, teamKind } from '../names/kinds.js';
import { oneNamed, refuseTaken } from '../names/resolving.js';
import type { Viewed } from '../pages.js';
import { type Listed, present, type Timestamp } from '../rows.js';

export type KeptState = Pick<L.WorkflowState, 'id' | 'name' | 'type' | 'color'> & {
  readonly description?: string | null;
  readonly archivedAt?: Timestamp | null;
  readonly team: Pick<L.Team, 'key'>;
};
type TeamWithStates = TeamNode & { readonly states: Listed<KeptState> };

const select = 'id name type color description archivedAt team { key }';
export const PREPARE_STATE = operation<
  Viewed & { teams: Listed<TeamWithStates>; teamsNear: Listed<TeamNode> },
  { team: L.TeamFilter }
>(`
  query PrepareState($team: TeamFilter!) {
    viewer { id }
    teams(filter: $team, first: 5) { nodes { id key name states(first: 100) { nodes { ${select} } } } }
    teamsNear: teams(first: 30) { nodes { id key name } }
  }`);

export const CREATE_STATE = operation<
  { workflowStateCreate: { workflowState: KeptState } },
  { input: L.WorkflowStateCreateInput }
>(`
  mutation CreateState($input: WorkflowStateCreateInput!) {
    workflowStateCreate(input: $input) { workflowState { ${select} } }
  }`);

export const STATE_MADE = madeById<KeptState>('StateMade', ['workflowStates', 'WorkflowStateFilter'], select);

export const UPDATE_STATE = operation<
  { updated?: { workflowState: KeptState }; archived?: { success: boolean } },
  { id: string; input: L.WorkflowStateUpdateInput; update: boolean; archive: boolean }
>(`
  mutation UpdateState($id: String!, $input: WorkflowStateUpdateInput!, $update: Boolean!, $archive: Boolean!) {
    updated: workflowStateUpdate(id: $id, input: $input) @include(if: $update) { workflowState { ${select} } }
    archived: workflowStateArchive(id: $id) @include(if: $archive) { success }
  }`);

/** The types of which a team can have further states. */
export const KEPT_TYPES = ['backlog', 'unstarted', 'started', 'completed', 'canceled'] as const;

/** Colours that Linear itself gives to states of these types. */
const COLORS: Readonly<Record<(typeof KEPT_TYPES)[number], string>> = {
  backlog: '#bec2c8',
  unstarted: '#e2e2e2',
  started: '#f2c94c',
  completed: '#5e6ad2',
  canceled: '#95a2b3',
};

export interface NewState {
  readonly team: string;
  readonly name: string;
  readonly type: (typeof KEPT_TYPES)[number];
  readonly color?: string | undefined;
  readonly description?: string | undefined;
}

export async function createState(linear: Linear, wanted: NewState, key?: string): Promise<Made<KeptState>> {
  const { name, type, color, description } = wanted;
  const { team, viewerId } = await teamOf(linear, wanted.team);
  const input: L.WorkflowStateCreateInput = {
    teamId: team.id,
    name,
    type,
    color: color ?? COLORS[type],
    ...(description !== undefined && { description }),
  };
  const create = async (id: string) =>
    (await linear.query(CREATE_STATE, { input: { ...input, id } })).workflowStateCreate.workflowState;
  return createUnderKey(linear, { of: 'state', viewerId, key }, { create, made: STATE_MADE });
}

export interface StateChanges {
  readonly name?: string | undefined;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
  readonly archived?: true | undefined;
}

/** Changes a state of a team, or archives it, which Linear allows when no issue is in it. */
export async function updateState(
  linear: Linear,
  which: { team: string; state: string },
  { archived, ...changes }: StateChanges,
): Promise<{ before: KeptState; after: KeptState; team: string }> {
  const { team } = await teamOf(linear, which.team);
  const { nodes } = team.states;
  const before = oneNamed(
    stateKind,
    { argument: 'state', given: which.state },
    { exact: nodes, near: nodes },
  );
  const others = nodes.filter(({ id }) => id !== before.id);
  refuseTaken(changes.name, others, 'state of this team');
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const input: L.WorkflowStateUpdateInput = Object.fromEntries(given);
  const data = await linear.query(UPDATE_STATE, {
    id: before.id,
    input,
    update: given.length > 0,
    archive: archived === true,
  });
  const after = data.updated === undefined ? before : present(data.updated).workflowState;
  return { before, after, team: team.key };
}

async function teamOf(linear: Linear, given: string): Promise<{ team: TeamWithStates; viewerId: string }> {
  const data = await linear.query(PREPARE_STATE, { team: teamKind.exact(given) });
  const found = { exact: data.teams.nodes, near: data.teamsNear.nodes };
  const team = oneNamed<TeamNode, TeamWithStates>(teamKind, { argument: 'team', given }, found);
  return { team, viewerId: data.viewer.id };
}
