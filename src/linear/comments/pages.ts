import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { isUuid } from '../names/given.js';
import { type Looked, type Pages, turnPages } from '../pages.js';

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
  const looked = await turnPages(pages, (rows) => rows.some(fits));
  const [comment, another] = looked.rows.filter(fits);
  if (comment !== undefined && another === undefined) return { ...looked, comment };
  const among = looked.isCut ? ` among the newest ${looked.rows.length}` : '';
  return fail({
    code: 'linear_not_found',
    what: `comment ${reference}${among} on ${on(looked.data)}`,
    lookIn: `list_comments, or get_issue with its comments${looked.isCut ? '; one that is older is found by its whole UUID' : ''}`,
  });
}
