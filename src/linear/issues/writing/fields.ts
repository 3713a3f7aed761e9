import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../../errors.js';
import { cleanName } from '../../names/comparing.js';
import { isMe } from '../../names/given.js';
import { cycleKind, stateKind, userKind } from '../../names/kinds.js';
import { type ProjectsFound, pair } from '../../names/lookups.js';
import { oneNamed } from '../../names/resolving.js';
import { milestoneKind, projectKind } from '../../names/things.js';
import type { FieldsFound } from './lookup.js';
import type { TeamWithParts } from './state.js';

/** Fields of an issue by name. `undefined` leaves a field alone, `null` empties it. */
export interface IssueFields {
  readonly description?: string | undefined;
  readonly state?: string | undefined;
  readonly assignee?: string | null | undefined;
  /** An agent that works on the issue beside its assignee. */
  readonly delegate?: string | null | undefined;
  /** 0 none, 1 urgent … 4 low. */
  readonly priority?: number | undefined;
  readonly project?: string | null | undefined;
  /** Of the issue's project. */
  readonly milestone?: string | null | undefined;
  readonly cycle?: string | null | undefined;
  readonly estimate?: number | null | undefined;
  readonly dueDate?: string | null | undefined;
  /** A UUID or identifier; Linear resolves and checks it. */
  readonly parent?: string | null | undefined;
  /** When its service level agreement is broken: ISO 8601. */
  readonly slaBreachesAt?: string | null | undefined;
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
  | 'delegateId'
  | 'projectId'
  | 'projectMilestoneId'
  | 'cycleId'
>;

/** The SDK types moments as `Date`; on the wire they are ISO strings. */
export type WithSla = { slaBreachesAt?: string | null };

/** The fields as Linear takes them; a name that means nothing, or two things, fails with candidates. */
export function fieldInput(
  fields: IssueFields,
  place: { team: TeamWithParts; projectId?: string | undefined },
  found: FieldsFound,
): FieldInput & WithSla {
  const { description, priority, estimate, dueDate, parent, state, slaBreachesAt } = fields;
  const project =
    fields.project === undefined ? place.projectId : (projectId(fields.project, found) ?? undefined);
  return {
    ...(description !== undefined && { description }),
    ...(priority !== undefined && { priority }),
    ...(estimate !== undefined && { estimate }),
    ...(dueDate !== undefined && { dueDate }),
    ...(parent !== undefined && { parentId: parent }),
    ...(slaBreachesAt !== undefined && { slaBreachesAt }),
    ...(state !== undefined && { stateId: stateIn(place.team, state) }),
    ...(fields.assignee !== undefined && { assigneeId: assigneeId(fields.assignee, found) }),
    ...(fields.delegate !== undefined && { delegateId: agentId(fields.delegate, found) }),
    ...(fields.project !== undefined && { projectId: project ?? null }),
    ...(fields.milestone !== undefined && {
      projectMilestoneId: milestoneId(fields.milestone, project, found),
    }),
    ...(fields.cycle !== undefined && { cycleId: cycleIn(place.team, fields.cycle) }),
  };
}

/** The id of a person who is named; `me` is the one who asks. */
export function personId(argument: string, given: string | null, found: FieldsFound): string | null {
  if (given === null) return null;
  if (isMe(given)) return found.viewer.id;
  return oneNamed(userKind, { argument, given }, pair(found.users, found.usersNear)).id;
}

/** An issue is delegated to an agent only, beside whom a person has it assigned. */
function agentId(given: string | null, found: FieldsFound): string | null {
  const id = personId('delegate', given, found);
  const person = userOf(id, found);
  if (person === undefined || person.app) return id;
  const problem = `delegate is for agents, and ${cleanName(person.name)} is a person: use assignee`;
  return fail({ code: 'invalid_arguments', problems: [problem] });
}

/** And it is assigned to people; an agent that asks may be a person to Linear, so that is left to Linear. */
function assigneeId(given: string | null, found: FieldsFound): string | null {
  const id = personId('assignee', given, found);
  const person = userOf(id, found);
  if (person === undefined || !person.app || person.id === found.viewer.id) return id;
  const problem = `assignee is for people, and ${cleanName(person.name)} is an agent: use delegate`;
  return fail({ code: 'invalid_arguments', problems: [problem] });
}

function userOf(id: string | null, { viewer, users }: FieldsFound) {
  return [viewer, ...(users?.nodes ?? [])].find((user) => user.id === id);
}

function stateIn(team: TeamWithParts, given: string): string {
  const states = team.states?.nodes ?? [];
  return oneNamed(stateKind, { argument: 'state', given }, { exact: states, near: states }).id;
}

function cycleIn(team: TeamWithParts, given: string | null): string | null {
  if (given === null) return null;
  const found = pair(team.cycles, team.cyclesNear);
  if (!team.cyclesEnabled && found.exact.length === 0) {
    return fail({ code: 'invalid_arguments', problems: [`team ${team.key} has no cycles: leave cycle out`] });
  }
  return oneNamed(cycleKind, { argument: 'cycle', given }, found).id;
}

function projectId(given: string | null, found: ProjectsFound): string | null {
  if (given === null) return null;
  return oneNamed(projectKind, { argument: 'project', given }, pair(found.projects, found.projectsNear)).id;
}

/** Milestones are those of one project: of the one given, or of the one that the issue is in. */
function milestoneId(given: string | null, project: string | undefined, found: FieldsFound): string | null {
  if (given === null) return null;
  if (project === undefined) {
    return fail({ code: 'invalid_arguments', problems: ['milestone needs project: the issue is in none'] });
  }
  const { exact, near } = pair(found.milestones, found.milestonesNear);
  const ofProject = exact.filter((milestone) => milestone.project.id === project);
  const nearProject = near.filter((milestone) => milestone.project.id === project);
  return oneNamed(milestoneKind, { argument: 'milestone', given }, { exact: ofProject, near: nearProject })
    .id;
}
