import type { RequestContext } from '../context.js';
import { forbidden, notFound } from '../errors.js';
import type { IssueRecord, TeamRecord } from '../model.js';
import * as nouns from '../nouns/nouns.js';
import { toInstant } from '../query/dates.js';
import { issueBy, requireUuid } from '../resolvers/lookup.js';
import { firstStateOf, identifierOf, stateTypeOf } from '../store/find.js';
import { invalid } from './checks.js';
import { replaceIssue } from './history.js';
import type { IssueUpdateInput } from './inputs.js';
import { checkFields, type IssuePatch } from './issue-fields.js';
import { timesOnEntering } from './issue-state.js';
import { checkLabels, refuseRetired } from './label-rules.js';

/** Those who see an issue only because it is shared with them change it where it is. */
const NOT_SHARED = ['cycleId', 'projectId', 'projectMilestoneId', 'teamId'] as const;

function targetTeam(
  issue: IssueRecord,
  input: IssueUpdateInput,
  { store, sight }: RequestContext,
): TeamRecord {
  const team = store.teams.get(input.teamId ?? issue.teamId);
  const isOnlyShared = !sight.teamId(issue.teamId);
  if (isOnlyShared && NOT_SHARED.some((field) => input[field] !== undefined)) {
    throw forbidden('Shared access to an issue does not include this field.');
  }
  if (team === undefined || !(isOnlyShared || sight.team(team))) throw notFound('Team');
  return team;
}

/** What an issue loses and gets when it moves: the team's own labels and cycle go, the state is the nearest one. */
function moved(issue: IssueRecord, team: TeamRecord, { store }: RequestContext): IssuePatch {
  if (issue.teamId === team.id) return {};
  const state = firstStateOf(store, team.id, [stateTypeOf(store, issue), 'backlog', 'unstarted']);
  const project = store.projects.get(issue.projectId ?? '');
  const keepsProject = project?.teamIds.includes(team.id) === true;
  return {
    teamId: team.id,
    cycleId: null,
    addedToCycleAt: null,
    stateId: state?.id ?? team.defaultStateId,
    labelIds: issue.labelIds.filter((id) => store.labels.get(id)?.teamId === null),
    ...(keepsProject ? {} : { projectId: null, projectMilestoneId: null, addedToProjectAt: null }),
    ...(issue.assigneeId !== null && team.memberIds.includes(issue.assigneeId) ? {} : { assigneeId: null }),
  };
}

function labels(
  input: IssueUpdateInput,
  current: readonly string[],
  context: { team: string; context: RequestContext },
) {
  const { addedLabelIds, removedLabelIds } = input;
  if (!addedLabelIds && !removedLabelIds) return {};
  if (input.labelIds) throw invalid('labelIds cannot be combined with addedLabelIds or removedLabelIds.');
  refuseRetired(addedLabelIds ?? [], context.context);
  const kept = current.filter((id) => removedLabelIds?.includes(id) !== true);
  return { labelIds: checkLabels([...kept, ...(addedLabelIds ?? [])], context.team, context.context) };
}

function stateTimes(before: IssueRecord, stateId: string | undefined, context: RequestContext): IssuePatch {
  const state = context.store.states.get(stateId ?? before.stateId);
  if (state === undefined || state.id === before.stateId) return {};
  const now = context.now.toISOString();
  const leftTriage = stateTypeOf(context.store, before) === 'triage' && state.type !== 'triage';
  return { ...timesOnEntering(state.type, before, now), ...(leftTriage ? { triagedAt: now } : {}) };
}

function shelving(issue: IssueRecord, input: IssueUpdateInput, { now }: RequestContext): IssuePatch {
  const snooze =
    input.snoozedUntilAt === undefined
      ? {}
      : { snoozedUntilAt: input.snoozedUntilAt === null ? null : toInstant(input.snoozedUntilAt, now) };
  if (input.trashed === undefined) return snooze;
  // `null` restores, as does `false`.
  return input.trashed === true
    ? { ...snooze, trashed: true, archivedAt: issue.archivedAt ?? now.toISOString() }
    : { ...snooze, trashed: false, archivedAt: null };
}

/** Judges an update; nothing is stored yet. */
export function draftUpdate(
  issue: IssueRecord,
  input: IssueUpdateInput,
  context: RequestContext,
): IssueRecord {
  const team = targetTeam(issue, input, context);
  const move = moved(issue, team, context);
  const base = { ...issue, ...move };
  const fields = checkFields(input, { id: issue.id, team, projectId: base.projectId }, context);
  const changed = {
    ...base,
    ...fields,
    ...labels(input, base.labelIds, { team: team.id, context }),
    ...shelving(issue, input, context),
  };
  const newcomers =
    fields.assigneeId && !changed.subscriberIds.includes(fields.assigneeId) ? [fields.assigneeId] : [];
  return {
    ...changed,
    ...stateTimes(issue, changed.stateId, context),
    subscriberIds: [...changed.subscriberIds, ...newcomers],
  };
}

function commit(draft: IssueRecord, context: RequestContext): IssueRecord {
  const { store } = context;
  const before = store.issues.get(draft.id);
  if (before === undefined || before.teamId === draft.teamId) return replaceIssue(draft, context);
  const former = identifierOf(store, before);
  store.formerIdentifiers.set(former.toUpperCase(), draft.id);
  const previousIdentifiers = [...draft.previousIdentifiers, former];
  return replaceIssue({ ...draft, previousIdentifiers, number: store.nextNumber(draft.teamId) }, context);
}

/** Updates one issue, named by UUID or identifier. */
export function updateIssue(
  reference: string,
  input: IssueUpdateInput,
  context: RequestContext,
): IssueRecord {
  const issue = issueBy(reference, context);
  const draft = draftUpdate(issue, input, context);
  moveReleases(issue.id, input, context);
  return commit(draft, context);
}

/** Releases know their issues, and not the other way round. */
function moveReleases(issueId: string, input: IssueUpdateInput, context: RequestContext): void {
  const { releases } = context.store;
  const added = (input.addedReleaseIds ?? []).map((id) => nouns.releases.by(id, context));
  const removed = (input.removedReleaseIds ?? []).map((id) => nouns.releases.by(id, context));
  for (const { id, issueIds } of added)
    releases.update(id, { issueIds: [...new Set([...issueIds, issueId])] });
  for (const { id, issueIds } of removed)
    releases.update(id, { issueIds: issueIds.filter((each) => each !== issueId) });
}

/** Applies one update to up to 50 issues, named by UUIDs only; all or none. */
export function updateIssues(
  ids: readonly string[],
  input: IssueUpdateInput,
  context: RequestContext,
): IssueRecord[] {
  if (ids.length === 0 || ids.length > 50) throw invalid('ids must contain between 1 and 50 issue ids.');
  const issues = [...new Set(ids)].map((id) => issueBy(requireUuid('ids', id), context));
  return issues.map((issue) => draftUpdate(issue, input, context)).map((draft) => commit(draft, context));
}
