import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { withNotFound } from '../names/resolving.js';
import type { NamesFound, NameVariables } from '../names/slots.js';
import type { Viewed } from '../pages.js';
import { present } from '../rows.js';
import { findComment } from './finding.js';
import {
  COMMENTED_ON,
  type CommentedOn,
  placeInput,
  places,
  placeVariables,
  UPDATE_FIELDS,
  UPDATE_PARAMETERS,
  type UpdatesFound,
} from './places.js';
import type { CommentPlace } from './references.js';

export type CommentMade = Pick<L.Comment, 'id' | 'url'> & CommentedOn;

const made = `id url ${COMMENTED_ON}`;
export const CREATE_COMMENT = operation<
  { commentCreate: { comment: CommentMade } },
  { input: L.CommentCreateInput }
>(`
  mutation CreateComment($input: CommentCreateInput!) {
    commentCreate(input: $input) { comment { ${made} } }
  }`);
export const COMMENT_MADE = madeById<CommentMade>('CommentMade', ['comments', 'CommentFilter'], made);
export const VIEWER = operation<Viewed, Record<string, never>>('query Viewer { viewer { id } }');
export const PREPARE_COMMENT = operation<
  Viewed & NamesFound & UpdatesFound,
  { askUpdate: boolean } & NameVariables
>(`
  query PrepareComment(${UPDATE_PARAMETERS}, ${places.parameters}) {
    viewer { id }
    ${UPDATE_FIELDS}
    ${places.fields}
  }`);

/** Writes a comment under a UUID of ours, so that neither a lost answer nor a repeated key makes it twice. */
export async function createComment(
  linear: Linear,
  at: CommentPlace,
  wanted: { body: string; replyTo?: string | undefined; key?: string | undefined },
): Promise<Made<CommentMade>> {
  const { body, key } = wanted;
  const { viewerId, input } = await prepare(linear, at, wanted);
  const create = async (id: string) => {
    const asked = linear.query(CREATE_COMMENT, { input: { ...input, id, body } });
    return present((await withNotFound(`issue ${at.issue}`, asked)).commentCreate.comment);
  };
  return createUnderKey(linear, { of: 'comment', viewerId, key }, { create, made: COMMENT_MADE });
}

/** What has to be known first; for a new thread on an issue without a key, that is nothing. */
async function prepare(
  linear: Linear,
  at: CommentPlace,
  { replyTo, key }: { replyTo?: string | undefined; key?: string | undefined },
): Promise<{ viewerId: string; input: L.CommentCreateInput }> {
  if (replyTo !== undefined) {
    const { place, rootId, viewerId } = await findComment(linear, at, replyTo);
    return { viewerId, input: { ...place, parentId: rootId } };
  }
  if (at.issue !== undefined) {
    const viewerId = key === undefined ? '' : (await linear.query(VIEWER, {})).viewer.id;
    return { viewerId, input: { issueId: at.issue } };
  }
  const data = await linear.query(PREPARE_COMMENT, placeVariables(at));
  return { viewerId: data.viewer.id, input: placeInput(at, data) };
}
