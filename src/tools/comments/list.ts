import { z } from 'zod';
import { type ListedComment, listComments } from '../../linear/comments/list.js';
import { name, shortText } from '../fields.js';
import { commentLabel } from '../issues/text.js';
import { dateRange, momentComparator } from '../ranges.js';
import { linesWithin, MOST_TOKENS, pieceWithin } from '../text/budget.js';
import { checkCursorOwner, readCursor, writeCursor } from '../text/cursor.js';
import { counted } from '../text/rows.js';
import { bodyText, createFence } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { place, placeIn } from './references.js';
import { onWords } from './words.js';

/** A page of comments shows this much of each, and more where there are few. */
const LEAST_OF_ONE = 1_500;

export const listCommentsTool = defineTool({
  name: 'list_comments',
  title: 'List comments',
  description:
    'Lists comments in Linear, newest first: on one issue, project, initiative, document or status update, or all that match. For the conversation of an issue use get_issue.',
  toolset: 'issues',
  access: 'read',
  extra: true,
  input: z.strictObject({
    ...place,
    author: name('Name, email or "me"').optional(),
    created: dateRange('from..to; P7D for the last 7 days').optional(),
    query: shortText('Words in the text', 200).optional(),
    limit: z.int().min(1).max(100).describe('Comments per page').default(30),
    cursor: shortText('From the previous page, with the same filters', 500).optional(),
  }),
  run: async ({ limit, cursor, ...filters }, { linear, now }) => {
    const { author, created, query } = filters;
    const after = cursor === undefined ? undefined : readCursor(cursor, filters);
    const asked = {
      ...placeIn(filters),
      author,
      text: query,
      created: momentComparator({ name: 'created', range: created, now }),
    };
    const page = await listComments(linear, asked, { limit, after });
    if (cursor !== undefined) checkCursorOwner(cursor, page.viewerId);
    const next =
      page.endCursor === undefined ? undefined : writeCursor(filters, page.viewerId, page.endCursor);
    return { text: commentsText(page.rows, next) };
  },
});

function commentsText(comments: readonly ListedComment[], next: string | undefined): string {
  if (comments.length === 0) return 'No comments match.';
  const fence = createFence();
  const tokens = Math.max(LEAST_OF_ONE, (MOST_TOKENS - 1_000) / comments.length - 200);
  const pieces = comments.map((comment) => pieceOf(comment, tokens));
  const blocks = pieces.map(({ comment, piece, cut }) =>
    fence.block(`${commentLabel(comment)} on ${onWords(comment)}${cut}`, piece),
  );
  const shown = linesWithin(blocks, MOST_TOKENS - 600);
  const more = next === undefined ? undefined : `More comments match: repeat the call with cursor "${next}".`;
  const last =
    shown.length < blocks.length
      ? `Cut after ${shown.length} of ${blocks.length} to keep the answer short: repeat the call with limit ${shown.length}.`
      : more;
  const isCut = pieces.slice(0, shown.length).some(({ cut }) => cut !== '');
  return [
    `${counted(comments.length, 'comment')}${next === undefined ? '' : ', more follow'}, newest first, times in UTC. ${fence.notice}`,
    ...shown,
    ...(isCut ? [comments.length > 1 ? CUT : 'The rest of it is only in Linear.'] : []),
    ...(last === undefined ? [] : [last]),
  ].join('\n');
}

const CUT = 'The fewer comments are listed, the more of each is shown: narrow the call to one that is cut.';

function pieceOf(comment: ListedComment, tokens: number) {
  const text = bodyText(comment.body);
  const piece = pieceWithin(text, tokens);
  const cut = piece.length < text.length ? `, first ${piece.length} of ${text.length} characters` : '';
  return { comment, piece, cut };
}
