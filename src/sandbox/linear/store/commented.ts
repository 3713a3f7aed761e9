import type { CommentParents } from '../model.js';

/** A comment that is on nothing yet: each comment has one parent besides the comment that it replies to. */
export const ON_NOTHING: CommentParents = {
  issueId: null,
  projectId: null,
  initiativeId: null,
  documentId: null,
  projectUpdateId: null,
  initiativeUpdateId: null,
};

/** The id of a document's content is that of the document with its first digit changed, and the other way round. */
export function contentIdOf(id: string): string {
  return (Number.parseInt(id.charAt(0), 16) ^ 8).toString(16) + id.slice(1);
}
