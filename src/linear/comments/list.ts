import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { CREATED_AT } from '../enums.js';
import type { CommentRow } from '../issues/detail.js';
import { byPresentName } from '../issues/former.js';
import { eachWord, somebody } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import type { Paged } from '../rows.js';
import {
  COMMENTED_ON,
  type CommentedOn,
  onPlace,
  places,
  placeVariables,
  UPDATE_FIELDS,
  UPDATE_PARAMETERS,
  type UpdatesFound,
  verifyPlace,
} from './places.js';
import type { CommentPlace } from './references.js';

export type ListedComment = CommentRow & CommentedOn;

const names = nameSlots({ author: sources.anybody, issue: sources.issues });
export const LIST_COMMENTS = operation<
  Viewed & { comments: Paged<ListedComment> } & NamesFound & UpdatesFound,
  { filter: L.CommentFilter; first: number; askUpdate: boolean } & NameVariables
>(`
  query ListComments(
    $filter: CommentFilter!, $first: Int!, $after: String, $orderBy: PaginationOrderBy!, ${UPDATE_PARAMETERS},
    ${places.parameters}, ${names.parameters}
  ) {
    viewer { id }
    comments(filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
      nodes {
        id body createdAt editedAt resolvedAt
        user { name }
        parent { id }
        ${COMMENTED_ON}
      }
      pageInfo { hasNextPage endCursor }
    }
    ${UPDATE_FIELDS}
    ${places.fields}
    ${names.fields}
  }`);

export interface CommentQuery extends CommentPlace {
  readonly author?: string | undefined;
  readonly text?: string | undefined;
  readonly created?: L.DateComparator | undefined;
}

/** Comments, newest first; over all that the person sees when no place is named. */
export async function listComments(
  linear: Linear,
  query: CommentQuery,
  page: PageRequest,
): Promise<Page<ListedComment>> {
  return byPresentName(linear, query.issue, (issue) => listed(linear, { ...query, issue }, page));
}

async function listed(linear: Linear, query: CommentQuery, page: PageRequest): Promise<Page<ListedComment>> {
  const { author, text, created } = query;
  const data = await linear.query(LIST_COMMENTS, {
    filter: {
      ...onPlace(query),
      ...(author !== undefined && { user: somebody(author) }),
      ...(text !== undefined && { and: eachWord(text, (word) => ({ body: { containsIgnoreCase: word } })) }),
      ...(created !== undefined && { createdAt: created }),
    },
    ...pageVariables(page),
    orderBy: CREATED_AT,
    ...placeVariables(query),
    ...names.variables({ author, issue: query.issue }),
  });
  verifyPlace(query, data);
  names.verify(data, { author, issue: query.issue });
  return pageOf(data, data.comments);
}
