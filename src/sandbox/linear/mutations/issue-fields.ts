import type { RequestContext } from '../context.js';
import type { IssueRecord, TeamRecord } from '../model.js';
import { toDay, toInstant } from '../query/dates.js';
import { cycleBy, issueBy, milestoneBy, projectBy, stateBy, userBy } from '../resolvers/lookup.js';
import { invalid, LIMITS, requireText, withinLimit } from './checks.js';
import type { IssueFields } from './inputs.js';
import { checkLabels } from './label-rules.js';

export type IssuePatch = Partial<IssueRecord>;

/** The issue as it stands while its new fields are judged; `id` is null for an issue that is being created. */
export interface Target {
  readonly id: string | null;
  readonly team: TeamRecord;
  readonly projectId: string | null;
}

function wholeNumber(name: string, value: number, largest: number): number {
  if (value < 0 || value > largest) throw invalid(`${name} must be between 0 and ${largest}.`);
  return value;
}

function plainFields(input: IssueFields, { now }: RequestContext): IssuePatch {
  return {
    ...(input.title === undefined ? {} : { title: requireText('title', input.title, LIMITS.title) }),
    ...(input.description === undefined
      ? {}
      : { description: withinLimit('description', input.description ?? '', LIMITS.body) || null }),
    ...(input.priority === undefined ? {} : { priority: wholeNumber('priority', input.priority ?? 0, 4) }),
    ...(input.estimate === undefined
      ? {}
      : { estimate: input.estimate === null ? null : wholeNumber('estimate', input.estimate, 64) }),
    ...(input.dueDate === undefined
      ? {}
      : { dueDate: input.dueDate === null ? null : toDay(input.dueDate, now) }),
    ...(typeof input.sortOrder === 'number' ? { sortOrder: input.sortOrder } : {}),
    ...(typeof input.prioritySortOrder === 'number' ? { prioritySortOrder: input.prioritySortOrder } : {}),
    ...(input.slaBreachesAt === undefined
      ? {}
      : { slaBreachesAt: input.slaBreachesAt === null ? null : toInstant(input.slaBreachesAt, now) }),
    ...(input.slaType === undefined ? {} : { slaType: input.slaType }),
    ...(input.subIssueSortOrder === undefined ? {} : { subIssueSortOrder: input.subIssueSortOrder }),
  };
}

function checkAssignee(id: string, team: TeamRecord, context: RequestContext): string {
  const user = userBy(id, context);
  if (!user.active || user.app) throw invalid('assigneeId: the user cannot be assigned to issues.');
  if (!team.memberIds.includes(user.id)) throw invalid('assigneeId: the user is not a member of the team.');
  return user.id;
}

function checkDelegate(id: string, context: RequestContext): string {
  const user = userBy(id, context);
  if (!user.active || !user.app)
    throw invalid('delegateId: the user is not an application that takes issues.');
  return user.id;
}

function peopleFields(input: IssueFields, { team }: Target, context: RequestContext): IssuePatch {
  const { assigneeId, delegateId, subscriberIds } = input;
  return {
    ...(assigneeId === undefined
      ? {}
      : { assigneeId: assigneeId === null ? null : checkAssignee(assigneeId, team, context) }),
    ...(delegateId === undefined
      ? {}
      : { delegateId: delegateId === null ? null : checkDelegate(delegateId, context) }),
    ...(subscriberIds ? { subscriberIds: subscriberIds.map((id) => userBy(id, context).id) } : {}),
  };
}

function checkState(id: string, team: TeamRecord, context: RequestContext): string {
  // Whoever may change the issue may name its team's states, also where only the issue is shared with them.
  if (context.store.states.get(id)?.teamId === team.id) return id;
  stateBy(id, context);
  throw invalid('stateId: the workflow state does not belong to the team.');
}

function checkCycle(id: string, team: TeamRecord, context: RequestContext): string {
  const cycle = cycleBy(id, context);
  if (cycle.teamId !== team.id) throw invalid('cycleId: the cycle does not belong to the team.');
  return cycle.id;
}

function checkProject(id: string, team: TeamRecord, context: RequestContext): string {
  const project = projectBy(id, context);
  if (!project.teamIds.includes(team.id))
    throw invalid('projectId: the project is not shared with the team.');
  return project.id;
}

function checkMilestone(id: string, projectId: string | null, context: RequestContext): string {
  const milestone = milestoneBy(id, context);
  if (milestone.projectId !== projectId) {
    throw invalid('projectMilestoneId: the milestone does not belong to the project of the issue.');
  }
  return milestone.id;
}

/** The parent by UUID or identifier; an issue cannot be below itself. */
function checkParent(reference: string, issueId: string | null, context: RequestContext): string {
  const parent = issueBy(reference, context);
  const seen = new Set<string>();
  for (let above: IssueRecord | undefined = parent; above !== undefined && !seen.has(above.id); ) {
    if (above.id === issueId) throw invalid('parentId: an issue cannot be its own ancestor.');
    seen.add(above.id);
    above = context.store.issues.get(above.parentId ?? '');
  }
  return parent.id;
}

function planFields(input: IssueFields, target: Target, context: RequestContext): IssuePatch {
  const now = context.now.toISOString();
  const { projectId, projectMilestoneId, cycleId } = input;
  const patch: { -readonly [K in keyof IssuePatch]: IssuePatch[K] } = {};
  if (cycleId !== undefined) {
    patch.cycleId = cycleId === null ? null : checkCycle(cycleId, target.team, context);
    patch.addedToCycleAt = cycleId === null ? null : now;
  }
  if (projectId !== undefined) {
    patch.projectId = projectId === null ? null : checkProject(projectId, target.team, context);
    patch.addedToProjectAt = projectId === null ? null : now;
    // A milestone belongs to one project, so it goes when the project changes.
    if (patch.projectId !== target.projectId) patch.projectMilestoneId = null;
  }
  if (projectMilestoneId !== undefined) {
    const project = patch.projectId === undefined ? target.projectId : patch.projectId;
    patch.projectMilestoneId =
      projectMilestoneId === null ? null : checkMilestone(projectMilestoneId, project, context);
  }
  return patch;
}

function placeFields(input: IssueFields, target: Target, context: RequestContext): IssuePatch {
  const { stateId, parentId, labelIds } = input;
  return {
    ...(stateId ? { stateId: checkState(stateId, target.team, context) } : {}),
    ...(parentId === undefined
      ? {}
      : { parentId: parentId === null ? null : checkParent(parentId, target.id, context) }),
    ...(labelIds ? { labelIds: checkLabels(labelIds, target.team.id, context) } : {}),
  };
}

/** Judges the fields that creating and updating share; what it returns is safe to store. */
export function checkFields(input: IssueFields, target: Target, context: RequestContext): IssuePatch {
  return {
    ...plainFields(input, context),
    ...peopleFields(input, target, context),
    ...planFields(input, target, context),
    ...placeFields(input, target, context),
  };
}
