import { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import type { CommentRow } from '../issues/detail.js';
import { isMe, isUuid, userKind } from '../names/kinds.js';
import {
  PEOPLE_LOOKUP,
  PEOPLE_PARAMETERS,
  type PeopleFound,
  type PeopleVariables,
  pair,
  peopleVariables,
} from '../names/lookups.js';
import { oneNamed } from '../names/resolving.js';
import type { Paged } from '../rows.js';

export type ListedComment = CommentRow & { readonly issue?: Pick<L.Issue, 'identifier' | 'title'> | null };

export const LIST_COMMENTS = operation<
  { viewer: { id: string }; comments: Paged<ListedComment> } & PeopleFound,
  { filter: L.CommentFilter; first: number; after?: string; orderBy: L.PaginationOrderBy } & PeopleVariables
>(`
  query ListComments(
    $filter: CommentFilter!, $first: Int!, $after: String, $orderBy: PaginationOrderBy!, ${PEOPLE_PARAMETERS}
  ) {
    viewer { id }
    comments(filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
      nodes {
        id body createdAt editedAt resolvedAt
        user { name }
        parent { id }
        issue { identifier title }
      }
      pageInfo { hasNextPage endCursor }
    }
    ...PeopleLookup
  }
  ${PEOPLE_LOOKUP}`);

export interface CommentQuery {
  /** UUID or identifier. */
  readonly issue?: string | undefined;
  readonly author?: string | undefined;
  readonly text?: string | undefined;
  readonly created?: L.DateComparator | undefined;
}

/** Comments on issues, newest first; over all that the person sees when no issue is named. */
export async function listComments(
  linear: Linear,
  query: CommentQuery,
  page: { limit: number; after?: string | undefined },
): Promise<{ comments: readonly ListedComment[]; endCursor?: string; viewerId: string }> {
  const { author } = query;
  const asked = author === undefined || isMe(author) ? [] : [{ argument: 'author', given: author }];
  const data = await linear.query(LIST_COMMENTS, {
    filter: commentFilter(query),
    first: page.limit,
    ...(page.after !== undefined && { after: page.after }),
    orderBy: L.PaginationOrderBy.CreatedAt,
    ...peopleVariables(asked, true),
  });
  for (const person of asked) oneNamed(userKind, person, pair(data.users, data.usersNear));
  const { nodes, pageInfo } = data.comments;
  const more = pageInfo.hasNextPage && pageInfo.endCursor ? { endCursor: pageInfo.endCursor } : {};
  return { comments: nodes, ...more, viewerId: data.viewer.id };
}

function commentFilter({ issue, author, text, created }: CommentQuery): L.CommentFilter {
  return {
    ...(issue !== undefined && { issue: issueFilter(issue) }),
    ...(author !== undefined && { user: isMe(author) ? { isMe: { eq: true } } : userKind.exact(author) }),
    ...(text !== undefined && { body: { containsIgnoreCase: text } }),
    ...(created !== undefined && { createdAt: created }),
  };
}

function issueFilter(reference: string): L.NullableIssueFilter {
  if (isUuid(reference)) return { id: { eq: reference } };
  const [key = '', number = ''] = reference.split('-');
  return { team: { key: { eq: key } }, number: { eq: Number(number) } };
}
