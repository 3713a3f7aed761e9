import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../errors.js';
import { type Linear, operation } from './client.js';
import { createOnce } from './create-once.js';
import { isUuid } from './names/kinds.js';
import { withNotFound } from './names/resolving.js';
import type { Listed } from './rows.js';

export type CommentMade = Pick<L.Comment, 'id' | 'url'> & {
  readonly issue?: Pick<L.Issue, 'identifier'> | null;
};
type Threaded = Pick<L.Comment, 'id'> & { readonly parent?: Pick<L.Comment, 'id'> | null };

export const THREADS_OF_ISSUE = operation<
  { issue: { identifier: string; comments: Listed<Threaded> } },
  { issue: string }
>(`
  query ThreadsOfIssue($issue: String!) {
    issue(id: $issue) { identifier comments(first: 250, orderBy: createdAt) { nodes { id parent { id } } } }
  }`);

export const CREATE_COMMENT = operation<
  { commentCreate: { comment: CommentMade } },
  { input: L.CommentCreateInput }
>(`
  mutation CreateComment($input: CommentCreateInput!) {
    commentCreate(input: $input) { comment { id url issue { identifier } } }
  }`);

export const COMMENT_MADE = operation<{ comments: Listed<CommentMade> }, { made: L.CommentFilter }>(`
  query CommentMade($made: CommentFilter!) {
    comments(filter: $made, first: 1) { nodes { id url issue { identifier } } }
  }`);

/** A comment as answers show it: the first digits of its UUID, which are also what its link ends with. */
export function commentReference(comment: Pick<L.Comment, 'id'>): string {
  return comment.id.slice(0, 8);
}

/** What somebody gave for a comment: its reference, its UUID, or its link; `undefined` when it is none of these. */
export function commentIn(given: string): string | undefined {
  const text = given.trim().split('#comment-').at(-1)?.toLowerCase() ?? '';
  return isUuid(text) || /^[0-9a-f]{8}$/.test(text) ? text : undefined;
}

/** The thread of a comment on this issue: Linear has one level of replies, so a reply to a reply goes to its root. */
export async function threadOf(linear: Linear, issue: string, reference: string): Promise<string> {
  const data = await withNotFound(`issue ${issue}`, linear.query(THREADS_OF_ISSUE, { issue }));
  const [comment, another] = data.issue.comments.nodes.filter(({ id }) => id.startsWith(reference));
  const what = `comment ${reference} on ${data.issue.identifier}`;
  if (comment === undefined || another !== undefined) return fail({ code: 'linear_not_found', what });
  return comment.parent?.id ?? comment.id;
}

/** Writes a comment under a UUID of ours, so that a lost answer does not make it twice. */
export async function createComment(
  linear: Linear,
  wanted: { id: string; issue: string; body: string; parentId?: string },
): Promise<CommentMade> {
  const { id, issue, body, parentId } = wanted;
  const input: L.CommentCreateInput = { id, issueId: issue, body, ...(parentId && { parentId }) };
  return createOnce(
    async () => {
      const asked = linear.query(CREATE_COMMENT, { input });
      return (await withNotFound(`issue ${issue}`, asked)).commentCreate.comment;
    },
    async () => (await linear.query(COMMENT_MADE, { made: { id: { eq: id } } })).comments.nodes[0],
  );
}
