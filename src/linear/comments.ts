import { randomUUID } from 'node:crypto';
import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../errors.js';
import { type Linear, operation } from './client.js';
import { createOnce, createOrFind } from './create-once.js';
import { issueReference, isUuid } from './names/kinds.js';
import { withNotFound } from './names/resolving.js';
import { uuidOfKey } from './own-uuid.js';
import { type Listed, present, type Timestamp } from './rows.js';

export type CommentMade = Pick<L.Comment, 'id' | 'url'> & {
  readonly issue?: Pick<L.Issue, 'identifier'> | null;
};
export type Threaded = Pick<L.Comment, 'id'> & {
  readonly body?: string;
  readonly resolvedAt?: Timestamp | null;
  readonly parent?: Pick<L.Comment, 'id'> | null;
};

export const THREADS_OF_ISSUE = operation<
  {
    viewer: { id: string };
    issue: { id: string; identifier: string; comments: Listed<Threaded> };
  },
  { issue: string; withBody: boolean }
>(`
  query ThreadsOfIssue($issue: String!, $withBody: Boolean!) {
    viewer { id }
    issue(id: $issue) {
      id identifier
      comments(first: 250, orderBy: createdAt) {
        nodes { id body @include(if: $withBody) resolvedAt parent { id } }
      }
    }
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

/** The issue that the link of a comment leads to; `undefined` for what is no such link. */
export function issueOfLink(given: string): string | undefined {
  const [link, hash] = given.trim().split('#comment-');
  return hash === undefined || link === undefined ? undefined : issueReference(link);
}

export interface FoundComment {
  readonly comment: Threaded;
  /** Where a reply goes, and what is resolved: Linear has one level of replies. */
  readonly rootId: string;
  readonly issue: { readonly id: string; readonly identifier: string };
  readonly viewerId: string;
}

/** The comment of that reference on this issue; a comment of another issue is not found here. */
export async function findComment(
  linear: Linear,
  issue: string,
  reference: string,
  { withBody = false } = {},
): Promise<FoundComment> {
  const data = await withNotFound(`issue ${issue}`, linear.query(THREADS_OF_ISSUE, { issue, withBody }));
  const { comments, ...found } = data.issue;
  const [comment, another] = comments.nodes.filter(({ id }) => id.startsWith(reference));
  const what = `comment ${reference} on ${found.identifier}`;
  if (comment === undefined || another !== undefined) return fail({ code: 'linear_not_found', what });
  return { comment, rootId: comment.parent?.id ?? comment.id, issue: found, viewerId: data.viewer.id };
}

export const VIEWER = operation<{ viewer: { id: string } }, Record<string, never>>(
  'query Viewer { viewer { id } }',
);

/** Writes a comment under a UUID of ours, so that neither a lost answer nor a repeated key makes it twice. */
export async function createComment(
  linear: Linear,
  wanted: { issue: string; body: string; replyTo?: string | undefined; key?: string | undefined },
): Promise<{ comment: CommentMade; isNew: boolean }> {
  const { issue, body, replyTo, key } = wanted;
  const thread = replyTo === undefined ? undefined : await findComment(linear, issue, replyTo);
  const viewerId = async () => thread?.viewerId ?? (await linear.query(VIEWER, {})).viewer.id;
  const id = key === undefined ? randomUUID() : uuidOfKey('comment', await viewerId(), key);
  const input: L.CommentCreateInput = {
    id,
    issueId: issue,
    body,
    ...(thread && { parentId: thread.rootId }),
  };
  const create = async () => {
    const asked = linear.query(CREATE_COMMENT, { input });
    return present((await withNotFound(`issue ${issue}`, asked)).commentCreate.comment);
  };
  const find = async () => (await linear.query(COMMENT_MADE, { made: { id: { eq: id } } })).comments.nodes[0];
  if (key === undefined) return { comment: await createOnce(create, find), isNew: true };
  const { made, isNew } = await createOrFind(create, find);
  return { comment: made, isNew };
}
