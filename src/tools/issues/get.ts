import { z } from 'zod';
import { fail } from '../../errors.js';
import type { Linear } from '../../linear/client.js';
import { getIssue, getIssues, type IssueParts } from '../../linear/issues/detail.js';
import { names, shortText, textFrom, words } from '../fields.js';
import { issueIn } from '../references.js';
import { linesWithin, MOST_TOKENS } from '../text/budget.js';
import { checkCursorOwner, readCursor, writeCursor } from '../text/cursor.js';
import { createFence } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { issueText } from './text.js';

const PARTS = ['comments', 'relations', 'children', 'attachments', 'history', 'releases', 'needs'] as const;

const input = z.strictObject({
  ids: names('Issues such as ENG-123, links or UUIDs; up to 20'),
  include: words(PARTS, 'What to bring besides the description').optional(),
  text_from: textFrom('Read a long description from this character on'),
  cursor: shortText('Older comments: from the previous answer', 500).optional(),
});

export const getIssueTool = defineTool({
  name: 'get_issue',
  title: 'Get issues',
  description:
    'Shows one or several Linear issues in full, on request with comments, relations (with the state of the other issue), sub-issues, attachments, history, releases and customer needs.',
  toolset: 'issues',
  access: 'read',
  input,
  run: async ({ ids, include = [], text_from: textFrom, cursor }, { linear }) => {
    const references = [...new Set(ids.map((id) => issueIn('ids', id)))];
    const [only] = references;
    const parts = partsOf(include);
    if (only !== undefined && references.length === 1) return one(linear, { only, parts, textFrom, cursor });
    if ((textFrom ?? 0) > 0 || cursor !== undefined) {
      fail({ code: 'invalid_arguments', problems: ['text_from and cursor are for one issue at a time'] });
    }
    return several(linear, references, parts);
  },
});

async function one(
  linear: Linear,
  request: { only: string; parts: IssueParts; textFrom: number | undefined; cursor: string | undefined },
) {
  const { only, cursor, textFrom } = request;
  const bound = ['comments', only];
  const commentsAfter = cursor === undefined ? undefined : readCursor(cursor, bound);
  const parts = { ...request.parts, comments: request.parts.comments || cursor !== undefined, commentsAfter };
  const { issue, viewerId } = await getIssue(linear, only, parts);
  if (cursor !== undefined) checkCursorOwner(cursor, viewerId);
  const fence = createFence();
  const text = issueText(issue, {
    fence,
    tokens: MOST_TOKENS - 300,
    // Whoever turns a page of comments has read the description.
    textFrom: textFrom ?? (cursor === undefined ? 0 : undefined),
    commentCursor: (end) => writeCursor(bound, viewerId, end),
  });
  return { text: `${fence.notice}\n${text}` };
}

async function several(linear: Linear, references: readonly string[], parts: IssueParts) {
  const { issues, missing } = await getIssues(linear, references, parts);
  const fence = createFence();
  const tokens = (MOST_TOKENS - 1000) / Math.max(1, issues.length);
  const texts = issues.map((issue) => issueText(issue, { fence, tokens, textFrom: 0 }));
  // Each keeps to its share as well as it can; names alone can exceed it, so the sum is watched too.
  const shown = linesWithin(texts, MOST_TOKENS - 600);
  const omitted = issues.slice(shown.length).map((issue) => issue.identifier);
  const notes = [
    ...(missing.length > 0 ? [`Not found or not visible: ${missing.join(', ')}.`] : []),
    ...(omitted.length > 0
      ? [`Left out to keep the answer short: ${omitted.join(', ')}. Ask for them again.`]
      : []),
  ];
  return {
    text: [...(shown.length > 0 ? [fence.notice] : []), ...notes, shown.join('\n\n')].join('\n').trimEnd(),
  };
}

function partsOf(include: readonly (typeof PARTS)[number][]): IssueParts {
  return {
    comments: include.includes('comments'),
    relations: include.includes('relations'),
    children: include.includes('children'),
    attachments: include.includes('attachments'),
    history: include.includes('history'),
    releases: include.includes('releases'),
    needs: include.includes('needs'),
  };
}
