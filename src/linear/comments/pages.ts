import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { isUuid } from '../names/given.js';
import type { Paged } from '../rows.js';

/** So many pages are looked through at most: a call that goes on for ever helps nobody. */
export const MOST_PAGES = 10;
/** Comments on a page: Linear's largest. */
export const PAGE = 250;

/** Pages of comments, the newest first, and where they stand in an answer. */
interface Pages<Data, Row> {
  readonly ask: (after: string | undefined) => Promise<Data>;
  readonly commentsOf: (data: Data) => Paged<Row>;
}

/** What was looked through: the last answer, and every comment up to it. */
interface Looked<Data, Row> {
  readonly data: Data;
  readonly rows: readonly Row[];
  /** Older ones were not looked at. */
  readonly isCut: boolean;
}

/** Turns pages until `isEnough`, or there are no more, or not one more is to be asked for. */
export async function turnPages<Data, Row>(
  { ask, commentsOf }: Pages<Data, Row>,
  isEnough: (row: Row) => boolean = () => false,
): Promise<Looked<Data, Row>> {
  const rows: Row[] = [];
  let after: string | undefined;
  for (let page = 1; ; page++) {
    const data = await ask(after);
    const { nodes, pageInfo } = commentsOf(data);
    rows.push(...nodes);
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined;
    if (after === undefined || page === MOST_PAGES || nodes.some(isEnough)) {
      return { data, rows, isCut: after !== undefined };
    }
  }
}

/** A UUID is asked for itself, with its replies; Linear has no filter for the digits that an id begins with. */
export function onlyComment(reference: string): L.CommentFilter {
  const byId = { id: { eq: reference } };
  return isUuid(reference) ? { or: [byId, { parent: byId }] } : {};
}

/**
 * The comment of that reference with everything up to it, and so with its replies, which are newer. `on` says where in
 * the words of an error; a reference that fits two is one that fits none.
 */
export async function lookThrough<Data, Row extends { readonly id: string }>(
  pages: Pages<Data, Row>,
  { reference, on }: { reference: string; on: (data: Data) => string },
): Promise<Looked<Data, Row> & { readonly comment: Row }> {
  const fits = ({ id }: Row): boolean => id.startsWith(reference);
  const looked = await turnPages(pages, fits);
  const [comment, another] = looked.rows.filter(fits);
  if (comment !== undefined && another === undefined) return { ...looked, comment };
  const among = looked.isCut ? ` among the newest ${looked.rows.length}` : '';
  return fail({
    code: 'linear_not_found',
    what: `comment ${reference}${among} on ${on(looked.data)}`,
    lookIn: `list_comments, or get_issue with its comments${looked.isCut ? '; one that is older is found by its whole UUID' : ''}`,
  });
}
