import type { RequestContext } from '../context.js';
import { notFound } from '../errors.js';
import type { IssueRecord, TeamRecord } from '../model.js';
import { fromTemplate } from '../nouns/marks/template.js';
import { chooseId, invalid, newEntity, refuseImpersonation } from './checks.js';
import type { IssueCreateInput } from './inputs.js';
import { checkFields } from './issue-fields.js';
import { timesOnEntering } from './issue-state.js';
import { refuseRetired } from './label-rules.js';

function teamOf(id: string, { store, sight }: RequestContext): TeamRecord {
  const team = store.teams.get(id.toLowerCase());
  if (team === undefined || !sight.team(team)) throw notFound('Team');
  return team;
}

const blank = {
  previousIdentifiers: [],
  description: null,
  priority: 0,
  prioritySortOrder: 0,
  estimate: null,
  dueDate: null,
  assigneeId: null,
  delegateId: null,
  projectId: null,
  projectMilestoneId: null,
  cycleId: null,
  parentId: null,
  labelIds: [],
  startedAt: null,
  completedAt: null,
  canceledAt: null,
  triagedAt: null,
  snoozedUntilAt: null,
  addedToCycleAt: null,
  addedToProjectAt: null,
  trashed: false,
  subIssueSortOrder: null,
} as const;

/** Judges the input of one new issue; nothing is stored yet, and it has no number. */
export function draftIssue(input: IssueCreateInput, context: RequestContext): IssueRecord {
  const { store, viewer, now } = context;
  refuseImpersonation(input);
  const team = teamOf(input.teamId, context);
  const id = chooseId(input.id, { entity: 'Issue', taken: store.issues.has });
  refuseRetired(input.labelIds ?? [], context);
  const entity = newEntity(id, now, input.createdAt);
  const patch = checkFields(
    { title: null, ...fromTemplate(input.templateId, context), ...input },
    { id: null, team, projectId: null },
    context,
  );
  const stateId = patch.stateId ?? team.defaultStateId;
  const state = store.states.get(stateId);
  const times = state === undefined ? {} : timesOnEntering(state.type, blank, now.toISOString());
  const subscribers = new Set([viewer.id, ...(patch.assigneeId ? [patch.assigneeId] : [])]);
  return {
    ...blank,
    subscriberIds: [...subscribers],
    sortOrder: -now.getTime() / 1000,
    ...patch,
    ...times,
    ...entity,
    title: patch.title ?? '',
    stateId,
    teamId: team.id,
    templateId: input.templateId ?? null,
    number: 0,
    creatorId: viewer.id,
  };
}

/** Stores a drafted issue under its team's next number. */
export function storeIssue(draft: IssueRecord, { store }: RequestContext): IssueRecord {
  return store.issues.insert({ ...draft, number: store.nextNumber(draft.teamId) });
}

/** Creates one issue. */
export function createIssue(input: IssueCreateInput, context: RequestContext): IssueRecord {
  return storeIssue(draftIssue(input, context), context);
}

/** Creates all of the issues or, when one is not acceptable, none. */
export function createIssues(inputs: readonly IssueCreateInput[], context: RequestContext): IssueRecord[] {
  if (inputs.length === 0 || inputs.length > 50)
    throw invalid('issues must contain between 1 and 50 issues.');
  const drafts = inputs.map((input) => draftIssue(input, context));
  if (new Set(drafts.map((draft) => draft.id)).size < drafts.length) throw invalid('ids must be distinct.');
  return drafts.map((draft) => storeIssue(draft, context));
}
