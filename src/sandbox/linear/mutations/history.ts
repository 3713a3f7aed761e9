import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../context.js';
import type { HistoryChange, IssueRecord } from '../model.js';

type Change = Partial<HistoryChange>;

/** What changed between two versions of an issue, in the pairs that Linear's history shows. */
export function changeBetween(before: IssueRecord, after: IssueRecord): Change {
  const added = after.labelIds.filter((id) => !before.labelIds.includes(id));
  const removed = before.labelIds.filter((id) => !after.labelIds.includes(id));
  return {
    ...(before.stateId === after.stateId ? {} : { fromStateId: before.stateId, toStateId: after.stateId }),
    ...(before.assigneeId === after.assigneeId
      ? {}
      : { fromAssigneeId: before.assigneeId, toAssigneeId: after.assigneeId }),
    ...(before.priority === after.priority
      ? {}
      : { fromPriority: before.priority, toPriority: after.priority }),
    ...(before.title === after.title ? {} : { fromTitle: before.title, toTitle: after.title }),
    ...(before.teamId === after.teamId ? {} : { fromTeamId: before.teamId, toTeamId: after.teamId }),
    ...(before.cycleId === after.cycleId ? {} : { fromCycleId: before.cycleId, toCycleId: after.cycleId }),
    ...(before.projectId === after.projectId
      ? {}
      : { fromProjectId: before.projectId, toProjectId: after.projectId }),
    ...(before.parentId === after.parentId
      ? {}
      : { fromParentId: before.parentId, toParentId: after.parentId }),
    ...(before.dueDate === after.dueDate ? {} : { fromDueDate: before.dueDate, toDueDate: after.dueDate }),
    ...(before.estimate === after.estimate
      ? {}
      : { fromEstimate: before.estimate, toEstimate: after.estimate }),
    ...(added.length === 0 ? {} : { addedLabelIds: added }),
    ...(removed.length === 0 ? {} : { removedLabelIds: removed }),
    ...(before.description === after.description ? {} : { updatedDescription: true }),
    ...(before.trashed === after.trashed ? {} : { trashed: after.trashed }),
    ...((before.archivedAt === null) === (after.archivedAt === null)
      ? {}
      : { archived: after.archivedAt !== null }),
  };
}

/** Replaces an issue and writes down what changed; without a change nothing is written, not even `updatedAt`. */
export function replaceIssue(after: IssueRecord, { store, viewer, now }: RequestContext): IssueRecord {
  const before = store.issues.get(after.id);
  if (before === undefined) return after;
  const at = now.toISOString();
  const change = changeBetween(before, after);
  if (JSON.stringify(before) === JSON.stringify(after)) return before;
  if (Object.keys(change).length > 0) {
    const entity = { id: randomUUID(), createdAt: at, updatedAt: at, archivedAt: null };
    store.history.insert({ ...entity, issueId: after.id, actorId: viewer.id, change });
  }
  return store.issues.update(after.id, { ...after, updatedAt: at });
}
