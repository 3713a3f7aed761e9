import type { LinearDocument as L } from '@linear/sdk';
import { CallFailure } from '../../errors.js';
import { type Linear, operation } from '../client.js';
import { missing } from '../names/meanings.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import type { Named, Paged, Timestamp } from '../rows.js';

export type PullRequestRow = Pick<
  L.PullRequest,
  'number' | 'title' | 'slugId' | 'url' | 'hasConflicts' | 'sourceBranch' | 'targetBranch'
> & {
  readonly status: string;
  readonly updatedAt: Timestamp;
  readonly creator?: Named | null;
  readonly checks: readonly { readonly name: string; readonly status: string }[];
};
/** A notification about a pull request; those about other things have none. */
export type ReviewRow = Pick<L.Notification, 'id' | 'type'> & {
  readonly createdAt: Timestamp;
  readonly readAt?: Timestamp | null;
  readonly pullRequest?: PullRequestRow;
};

const PULL_REQUEST = `
  fragment PullRequestRow on PullRequest {
    number title slugId url status hasConflicts sourceBranch targetBranch updatedAt
    creator { name }
    checks { name status }
  }`;

export const LIST_REVIEWS = operation<
  Viewed & { notifications: Paged<ReviewRow> },
  { first: number; filter: L.NotificationFilter; includeArchived: boolean }
>(`
  query ListReviews($first: Int!, $after: String, $filter: NotificationFilter, $includeArchived: Boolean!) {
    viewer { id }
    notifications(first: $first, after: $after, filter: $filter, includeArchived: $includeArchived) {
      nodes { id type createdAt readAt ... on PullRequestNotification { pullRequest { ...PullRequestRow } } }
      pageInfo { hasNextPage endCursor }
    }
  }${PULL_REQUEST}`);

/** Pull requests that the person was told about: Linear's API has no list of them. */
export async function listReviews(
  linear: Linear,
  { requested, done }: { requested: boolean; done: boolean },
  page: PageRequest,
): Promise<Page<ReviewRow>> {
  const filter = { type: { startsWith: requested ? 'pullRequestReview' : 'pullRequest' } };
  const data = await linear.query(LIST_REVIEWS, { ...pageVariables(page), filter, includeArchived: done });
  return pageOf(data, data.notifications);
}

export type DiffDetail = Pick<L.Diff, 'slugId' | 'additions' | 'deletions' | 'fileCount' | 'truncated'> & {
  readonly updatedAt: Timestamp;
  readonly creator?: Named | null;
  readonly pullRequest?: PullRequestRow | null;
  readonly files?: readonly { path: string; additions: number; deletions: number; state: string }[] | null;
};

export const GET_DIFF = operation<{ diff: DiffDetail }, { id: string }>(`
  query GetDiff($id: String!) {
    diff(id: $id) {
      slugId additions deletions fileCount truncated updatedAt
      creator { name }
      files { path additions deletions state }
      pullRequest { ...PullRequestRow }
    }
  }${PULL_REQUEST}`);

/** A diff by UUID or slug, with its files; what is in them is not in Linear's API. */
export async function getDiff(linear: Linear, id: string): Promise<DiffDetail> {
  try {
    return (await linear.query(GET_DIFF, { id })).diff;
  } catch (error) {
    if (error instanceof CallFailure && error.failure.code === 'linear_not_found') return missing('diff', id);
    throw error;
  }
}
