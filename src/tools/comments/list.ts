import { z } from 'zod';
import { type ListedComment, listComments } from '../../linear/comments/list.js';
import type { Page } from '../../linear/pages.js';
import { name, shortText } from '../fields.js';
import { commentLabel } from '../issues/text.js';
import { dateRange, momentComparator } from '../ranges.js';
import { beginningOf, MOST_TOKENS, shareOf } from '../text/budget.js';
import { type Place, placeOf, turned } from '../text/paging.js';
import { counted } from '../text/rows.js';
import { bodyText, createFence } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { place, placeIn } from './references.js';
import { onWords } from './words.js';

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
    const place = placeOf(cursor, filters);
    const asked = {
      ...placeIn(filters),
      author,
      text: query,
      created: momentComparator({ name: 'created', range: created, now }),
    };
    const page = await listComments(linear, asked, { limit, after: place.after });
    return { text: commentsText(page, { place, query: filters }) };
  },
});

function commentsText(page: Page<ListedComment>, at: { place: Place; query: unknown }): string {
  const comments = page.rows;
  const fence = createFence();
  const pieces = comments.map((comment) => pieceOf(comment, shareOf(comments.length)));
  const blocks = pieces.map(({ comment, piece, cut }) =>
    fence.block(`${commentLabel(comment)} on ${onWords(comment)}${cut}`, piece),
  );
  const keys = comments.map(({ id }) => id);
  const { shown, next } = turned(page, blocks, { ...at, tokens: MOST_TOKENS - 600, keys });
  if (comments.length === 0) return 'No comments match.';
  const isCut = pieces.some(({ cut }, index) => cut !== '' && shown.includes(blocks[index] ?? ''));
  return [
    `${counted(shown.length, 'comment')}${next === undefined ? '' : ', more follow'}, newest first, times in UTC. ${fence.notice}`,
    ...shown,
    ...(isCut ? [comments.length > 1 ? CUT : 'The rest of it is only in Linear.'] : []),
    ...(next === undefined ? [] : [`More comments match: repeat the call with cursor "${next}".`]),
  ].join('\n');
}

const CUT = 'The fewer comments are listed, the more of each is shown: narrow the call to one that is cut.';

function pieceOf(comment: ListedComment, tokens: number) {
  return { comment, ...beginningOf(bodyText(comment.body), tokens) };
}
