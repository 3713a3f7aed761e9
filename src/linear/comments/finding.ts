import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import { withNotFound } from '../names/resolving.js';
import type { NamesFound, NameVariables } from '../names/slots.js';
import type { Viewed } from '../pages.js';
import type { Listed, Named, Timestamp } from '../rows.js';
import {
  COMMENTED_ON,
  type CommentedOn,
  onPlace,
  placeInput,
  places,
  placeVariables,
  UPDATE_FIELDS,
  UPDATE_PARAMETERS,
  type UpdatesFound,
  verifyPlace,
} from './places.js';
import type { CommentPlace } from './references.js';

export type Threaded = Pick<L.Comment, 'id'> &
  CommentedOn & {
    readonly body?: string;
    readonly resolvedAt?: Timestamp | null;
    readonly parent?: Pick<L.Comment, 'id'> | null;
    readonly user?: Named | null;
  };

const threaded = 'id body @include(if: $withBody) resolvedAt parent { id } user { name }';

export const THREADS_OF_ISSUE = operation<
  Viewed & { issue: { id: string; identifier: string; comments: Listed<Threaded> } },
  { issue: string; withBody: boolean }
>(`
  query ThreadsOfIssue($issue: String!, $withBody: Boolean!) {
    viewer { id }
    issue(id: $issue) {
      id identifier
      comments(first: 250, orderBy: createdAt) { nodes { ${threaded} } }
    }
  }`);

export const THREADS_ELSEWHERE = operation<
  Viewed & { comments: Listed<Threaded> } & NamesFound & UpdatesFound,
  { on: L.CommentFilter; withBody: boolean; askUpdate: boolean } & NameVariables
>(`
  query ThreadsElsewhere($on: CommentFilter!, $withBody: Boolean!, ${UPDATE_PARAMETERS}, ${places.parameters}) {
    viewer { id }
    comments(filter: $on, first: 250, orderBy: createdAt) { nodes { ${threaded} ${COMMENTED_ON} } }
    ${UPDATE_FIELDS}
    ${places.fields}
  }`);

export interface FoundComment {
  readonly comment: Threaded;
  /** Where a reply goes, and what is resolved: Linear has one level of replies. */
  readonly rootId: string;
  /** How many answer it; a reply has none. */
  readonly replies: number;
  /** What it is on, as a new comment names it and as answers do. */
  readonly place: ReturnType<typeof placeInput>;
  readonly on: CommentedOn;
  readonly viewerId: string;
}

/** The comment of that reference on this place; a comment on something else is not found here. */
export async function findComment(
  linear: Linear,
  at: CommentPlace,
  reference: string,
  { withBody = false } = {},
): Promise<FoundComment> {
  const { nodes, viewerId, place, on } = await threadsOf(linear, at, withBody);
  const [comment, another] = nodes.filter(({ id }) => id.startsWith(reference));
  if (comment === undefined || another !== undefined) {
    return commentNotFound(reference, on?.issue?.identifier ?? 'that');
  }
  const rootId = comment.parent?.id ?? comment.id;
  const replies = nodes.filter(({ parent }) => parent?.id === comment.id).length;
  return { comment, rootId, replies, place, on: on ?? comment, viewerId };
}

/** A comment that is not there, or whose reference fits two. */
export function commentNotFound(reference: string, on: string): never {
  return fail({
    code: 'linear_not_found',
    what: `comment ${reference} on ${on}`,
    lookIn: 'list_comments, or get_issue with its comments',
  });
}

interface Threads {
  readonly nodes: readonly Threaded[];
  readonly viewerId: string;
  readonly place: ReturnType<typeof placeInput>;
  /** Known before any comment is only an issue. */
  readonly on?: CommentedOn;
}

async function threadsOf(linear: Linear, at: CommentPlace, withBody: boolean): Promise<Threads> {
  const { issue } = at;
  if (issue !== undefined) {
    const asked = linear.query(THREADS_OF_ISSUE, { issue, withBody });
    const { viewer, issue: found } = await withNotFound(`issue ${issue}`, asked);
    return {
      nodes: found.comments.nodes,
      viewerId: viewer.id,
      place: { issueId: found.id },
      on: { issue: found },
    };
  }
  const data = await linear.query(THREADS_ELSEWHERE, { on: onPlace(at), withBody, ...placeVariables(at) });
  verifyPlace(at, data);
  return { nodes: data.comments.nodes, viewerId: data.viewer.id, place: placeInput(at, data) };
}
