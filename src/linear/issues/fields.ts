import type { LinearDocument as L } from '@linear/sdk';
import {
  cycleKind,
  isLabel,
  isMe,
  type LabelNode,
  labelKind,
  projectKind,
  stateKind,
  userKind,
} from '../names/kinds.js';
import {
  type LabelsFound,
  type LabelVariables,
  labelVariables,
  type PeopleFound,
  type PeopleVariables,
  type ProjectsFound,
  type ProjectVariables,
  pair,
  peopleVariables,
  projectVariables,
} from '../names/lookups.js';
import { allNamed, labelOfTeam, oneNamed } from '../names/resolving.js';
import type { TeamPartsVariables, TeamWithParts } from './state.js';

/** Fields of an issue by name. `undefined` leaves a field alone, `null` empties it. */
export interface IssueFields {
  readonly description?: string | undefined;
  readonly state?: string | undefined;
  readonly assignee?: string | null | undefined;
  /** 0 none, 1 urgent … 4 low. */
  readonly priority?: number | undefined;
  readonly project?: string | null | undefined;
  readonly cycle?: string | null | undefined;
  readonly estimate?: number | null | undefined;
  readonly dueDate?: string | null | undefined;
  /** A UUID or identifier; Linear resolves and checks it. */
  readonly parent?: string | null | undefined;
}

export type FieldVariables = TeamPartsVariables & LabelVariables & PeopleVariables & ProjectVariables;

/** What one lookup brought for the names in a write. */
export type FieldsFound = { viewer: { id: string } } & LabelsFound & PeopleFound & ProjectsFound;

/** The lookup of every name in the fields and labels of a write. */
export function fieldVariables(fields: IssueFields, labels: readonly string[]): FieldVariables {
  const { assignee, cycle } = fields;
  const people = assignee == null || isMe(assignee) ? [] : [{ argument: 'assignee', given: assignee }];
  return {
    askState: fields.state !== undefined,
    askCycle: cycle != null,
    ...(cycle != null && { cycle: cycleKind.exact(cycle), cycleNear: cycleKind.near(cycle) }),
    ...labelVariables(labels),
    ...peopleVariables(people),
    ...projectVariables(fields.project ?? undefined),
  };
}

type FieldInput = Pick<
  L.IssueUpdateInput,
  | 'description'
  | 'priority'
  | 'estimate'
  | 'dueDate'
  | 'parentId'
  | 'stateId'
  | 'assigneeId'
  | 'projectId'
  | 'cycleId'
>;

/** The fields as Linear takes them; a name that means nothing, or two things, fails with candidates. */
export function fieldInput(fields: IssueFields, team: TeamWithParts, found: FieldsFound): FieldInput {
  const { description, priority, estimate, dueDate, parent, state } = fields;
  return {
    ...(description !== undefined && { description }),
    ...(priority !== undefined && { priority }),
    ...(estimate !== undefined && { estimate }),
    ...(dueDate !== undefined && { dueDate }),
    ...(parent !== undefined && { parentId: parent }),
    ...(state !== undefined && { stateId: stateIn(team, state) }),
    ...(fields.assignee !== undefined && { assigneeId: assigneeId(fields.assignee, found) }),
    ...(fields.project !== undefined && { projectId: projectId(fields.project, found) }),
    ...(fields.cycle !== undefined && { cycleId: cycleIn(team, fields.cycle) }),
  };
}

/** The ids of labels as the team knows them. */
export function labelIdsOf(labels: readonly string[], team: TeamWithParts, found: LabelsFound): string[] {
  const lookup = pair(found.labels, found.labelsNear);
  return labels.map((given) => labelOfTeam({ argument: 'label', given }, lookup, team.id).id);
}

/** The ids of labels that are on an issue; one that is not on it is an error, not nothing. */
export function labelIdsOn(
  present: readonly (LabelNode & { readonly id: string })[],
  labels: readonly string[],
): string[] {
  return labels.flatMap((given) => {
    const asked = { argument: 'label on this issue', given };
    const fitting = allNamed(labelKind, asked, { exact: present, near: present });
    const named = fitting.filter((label) => isLabel(label, given));
    return (named.length > 0 ? named : fitting).map((label) => label.id);
  });
}

function stateIn(team: TeamWithParts, given: string): string {
  const states = team.states?.nodes ?? [];
  const asked = { argument: 'state', given };
  // A state called "Backlog" is meant before the other states of the type "backlog".
  const named = states.filter((state) => state.name.toLowerCase() === given.trim().toLowerCase());
  return oneNamed(stateKind, asked, { exact: named.length > 0 ? named : states, near: states }).id;
}

function cycleIn(team: TeamWithParts, given: string | null): string | null {
  if (given === null) return null;
  const found = pair(team.cycles, team.cyclesNear);
  return oneNamed(cycleKind, { argument: 'cycle', given }, found).id;
}

function assigneeId(given: string | null, found: FieldsFound): string | null {
  if (given === null) return null;
  if (isMe(given)) return found.viewer.id;
  return oneNamed(userKind, { argument: 'assignee', given }, pair(found.users, found.usersNear)).id;
}

function projectId(given: string | null, found: FieldsFound): string | null {
  if (given === null) return null;
  return oneNamed(projectKind, { argument: 'project', given }, pair(found.projects, found.projectsNear)).id;
}
