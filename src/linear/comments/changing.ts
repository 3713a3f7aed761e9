import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import { present } from '../rows.js';
import { type FoundComment, findComment, type Threaded } from './finding.js';
import type { CommentedOn } from './places.js';
import type { CommentPlace } from './references.js';

type Changed = Pick<L.Comment, 'id' | 'url' | 'body'> & { readonly resolvedAt?: string | null };
type Payload = { readonly comment: Changed };

const comment = '{ comment { id url body resolvedAt } }';

/** One document for every way to change a comment: what is not wanted is not included. */
export const CHANGE_COMMENT = operation<
  { edited?: Payload; resolved?: Payload; reopened?: Payload },
  {
    id: string;
    rootId: string;
    input: L.CommentUpdateInput;
    edit: boolean;
    resolve: boolean;
    reopen: boolean;
  }
>(`
  mutation ChangeComment(
    $id: String!, $rootId: String!, $input: CommentUpdateInput!, $edit: Boolean!, $resolve: Boolean!, $reopen: Boolean!
  ) {
    edited: commentUpdate(id: $id, input: $input) @include(if: $edit) ${comment}
    resolved: commentResolve(id: $rootId) @include(if: $resolve) ${comment}
    reopened: commentUnresolve(id: $rootId) @include(if: $reopen) ${comment}
  }`);

export const DELETE_COMMENT = operation<{ commentDelete: { success: boolean } }, { id: string }>(`
  mutation DeleteComment($id: String!) {
    commentDelete(id: $id) { success }
  }`);

export interface CommentChanges {
  /** Makes the new body of the present one. */
  readonly edit?: ((body: string) => string) | undefined;
  readonly resolved?: boolean | undefined;
}

/** Changes a comment, or resolves or reopens its thread; answers with what it was and what it is. */
export async function changeComment(
  linear: Linear,
  at: { place: CommentPlace; reference: string },
  changes: CommentChanges,
): Promise<{ before: Threaded; after: Changed; on: CommentedOn }> {
  const { edit, resolved } = changes;
  const withBody = edit !== undefined;
  const found = await findComment(linear, at.place, at.reference, { withBody });
  const body = edit?.(found.comment.body ?? '');
  if (body?.trim() === '')
    fail({ code: 'invalid_arguments', problems: ['the comment would be empty: delete it instead'] });
  const data = await linear.query(CHANGE_COMMENT, {
    id: found.comment.id,
    rootId: found.rootId,
    input: { ...(body !== undefined && { body }) },
    edit: body !== undefined,
    resolve: resolved === true,
    reopen: resolved === false,
  });
  const { comment: after } = present(data.edited ?? data.resolved ?? data.reopened);
  return { before: found.comment, after, on: found.on };
}

/** Deletes a comment, with its replies when it began a thread; there is no way back. */
export async function deleteComment(
  linear: Linear,
  { place, reference }: { place: CommentPlace; reference: string },
): Promise<FoundComment> {
  const found = await findComment(linear, place, reference);
  await linear.query(DELETE_COMMENT, { id: found.comment.id });
  return found;
}
