import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { withNotFound } from '../names/resolving.js';
import type { NamesFound, NameVariables } from '../names/slots.js';
import type { Viewed } from '../pages.js';
import { PAGE } from '../pages.js';
import type { Named, Paged, Timestamp } from '../rows.js';
import { lookThrough, onlyComment } from './pages.js';
import {
  COMMENTED_ON,
  type CommentedOn,
  onPlaceOrUpdates,
  placeInput,
  places,
  placeVariables,
  placeWords,
  UPDATE_FIELDS,
  UPDATE_PARAMETERS,
  type UpdatesFound,
  updateInput,
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
  Viewed & { issue: { id: string; identifier: string; comments: Paged<Threaded> } },
  { issue: string; withBody: boolean; only: L.CommentFilter; after?: string }
>(`
  query ThreadsOfIssue($issue: String!, $withBody: Boolean!, $only: CommentFilter!, $after: String) {
    viewer { id }
    issue(id: $issue) {
      id identifier
      comments(filter: $only, first: ${PAGE}, after: $after, orderBy: createdAt) {
        nodes { ${threaded} } pageInfo { hasNextPage endCursor }
      }
    }
  }`);

export const THREADS_ELSEWHERE = operation<
  Viewed & { comments: Paged<Threaded> } & NamesFound & UpdatesFound,
  { on: L.CommentFilter; withBody: boolean; askUpdate: boolean; after?: string } & NameVariables
>(`
  query ThreadsElsewhere(
    $on: CommentFilter!, $withBody: Boolean!, $after: String, ${UPDATE_PARAMETERS}, ${places.parameters}
  ) {
    viewer { id }
    comments(filter: $on, first: ${PAGE}, after: $after, orderBy: createdAt) {
      nodes { ${threaded} ${COMMENTED_ON} } pageInfo { hasNextPage endCursor }
    }
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
  const { comment, rows, ...rest } = await threadsOf(linear, at, { reference, withBody });
  const rootId = comment.parent?.id ?? comment.id;
  const replies = rows.filter(({ parent }) => parent?.id === comment.id).length;
  return { on: comment, ...rest, comment, rootId, replies };
}

type Threads = Pick<FoundComment, 'comment' | 'place' | 'viewerId'> & {
  readonly rows: readonly Threaded[];
  /** Known before any comment is only an issue. */
  readonly on?: CommentedOn;
};

async function threadsOf(
  linear: Linear,
  at: CommentPlace,
  { reference, withBody }: { reference: string; withBody: boolean },
): Promise<Threads> {
  const { issue } = at;
  const only = onlyComment(reference);
  if (issue !== undefined) {
    const found = await lookThrough(
      {
        ask: (after) => {
          const variables = { issue, withBody, only, ...(after !== undefined && { after }) };
          return withNotFound(`issue ${issue}`, linear.query(THREADS_OF_ISSUE, variables));
        },
        rowsOf: (data) => data.issue.comments,
      },
      { reference, on: (data) => data.issue.identifier },
    );
    const { viewer, issue: of } = found.data;
    return { ...found, viewerId: viewer.id, place: { issueId: of.id }, on: { issue: of } };
  }
  const on = { and: [onPlaceOrUpdates(at), only] };
  const found = await lookThrough(
    {
      ask: async (after) => {
        const variables = { on, withBody, ...placeVariables(at), ...(after !== undefined && { after }) };
        const data = await linear.query(THREADS_ELSEWHERE, variables);
        verifyPlace(at, data);
        return data;
      },
      rowsOf: (data) => data.comments,
    },
    { reference, on: () => placeWords(at) },
  );
  const place = updateInput(found.comment) ?? placeInput(at, found.data);
  return { ...found, viewerId: found.data.viewer.id, place };
}
