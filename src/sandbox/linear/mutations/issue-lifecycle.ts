import type { RequestContext } from '../context.js';
import { forbidden } from '../errors.js';
import type { IssueRecord } from '../model.js';
import { issueBy } from '../resolvers/lookup.js';
import { replaceIssue } from './history.js';

/** Archives an issue; with `trash` it goes to the trash instead. */
export function archiveIssue(reference: string, trash: boolean, context: RequestContext): IssueRecord {
  const issue = issueBy(reference, context);
  const archivedAt = issue.archivedAt ?? context.now.toISOString();
  return replaceIssue({ ...issue, archivedAt, trashed: issue.trashed || trash }, context);
}

/** Brings an issue back from the archive or the trash. */
export function unarchiveIssue(reference: string, context: RequestContext): IssueRecord {
  return replaceIssue({ ...issueBy(reference, context), archivedAt: null, trashed: false }, context);
}

/** Puts an issue into the trash, or removes it for good, which only administrators may do. */
export function deleteIssue(
  reference: string,
  permanently: boolean,
  context: RequestContext,
): IssueRecord | null {
  if (!permanently) return archiveIssue(reference, true, context);
  if (!context.viewer.admin) throw forbidden('Only administrators can delete issues permanently.');
  const issue = issueBy(reference, context);
  forget(issue, context);
  return null;
}

/** Removes what hangs off an issue with it, so that nothing points at a record that is gone. */
function forget(issue: IssueRecord, { store }: RequestContext): void {
  for (const comment of store.comments.by('issue', issue.id)) store.comments.remove(comment.id);
  for (const file of store.attachments.by('issue', issue.id)) store.attachments.remove(file.id);
  for (const entry of store.history.by('issue', issue.id)) store.history.remove(entry.id);
  for (const side of ['issue', 'related'] as const) {
    for (const relation of store.relations.by(side, issue.id)) store.relations.remove(relation.id);
  }
  for (const child of store.issues.by('parent', issue.id)) store.issues.update(child.id, { parentId: null });
  store.issues.remove(issue.id);
}
