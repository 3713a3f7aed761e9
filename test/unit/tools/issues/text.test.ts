import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { describe, expect, test } from 'vitest';
import type { IssueDetail } from '../../../../src/linear/issues/detail.js';
import { issueText } from '../../../../src/tools/issues/text.js';
import { createFence } from '../../../../src/tools/text/untrusted.js';

const issue: IssueDetail = {
  id: '6f1c3f0e-1111-4222-8333-0123456789ab',
  identifier: 'ENG-1',
  title: 'A title',
  url: 'https://linear.app/lumen/issue/ENG-1/a-title',
  branchName: 'ada/eng-1',
  priority: 0,
  labelIds: [],
  createdAt: '2026-10-01T00:00:00.000Z',
  updatedAt: '2026-10-02T00:00:00.000Z',
  state: { name: 'Todo' },
  team: { key: 'ENG' },
  labels: { nodes: [] },
  subscribers: { nodes: [], pageInfo: { hasNextPage: false } },
};
const fence = createFence('cafe1234');
const textOf = (
  more: Partial<IssueDetail>,
  options: { tokens?: number; textFrom?: number; commentCursor?: (cursor: string) => string } = {},
) => issueText({ ...issue, ...more }, { fence, tokens: 19_000, textFrom: 0, ...options });

const comment = (id: number, body: string) => ({
  cursor: `c${id}`,
  node: {
    id: `0000000${id}-1111-4222-8333-0123456789ab`,
    body,
    createdAt: `2026-10-0${id}T10:00:00.000Z`,
    user: { name: 'Ada' },
  },
});
const page = (...edges: ReturnType<typeof comment>[]) => ({ edges, pageInfo: { hasNextPage: false } });

test('an issue without anything is four short lines', () => {
  expect(textOf({}).split('\n')).toEqual([
    'ENG-1 "A title" | Todo',
    'team ENG | created 2026-10-01 | updated 2026-10-02',
    'https://linear.app/lumen/issue/ENG-1 | branch ada/eng-1',
    'No description.',
  ]);
});

test('comments stand in the order in which they were written, each in its own block', () => {
  const reply = { ...comment(2, 'second').node, parent: { id: comment(1, '').node.id } };
  const text = textOf({ comments: page({ cursor: 'x', node: reply }, comment(1, 'first')) });
  expect(text).toContain(
    [
      '2 comments, oldest first, times in UTC:',
      '<<cafe1234 comment 00000001 by Ada, 2026-10-01 10:00',
      'first',
      'cafe1234>>',
      '<<cafe1234 comment 00000002 by Ada, 2026-10-02 10:00, reply to 00000001',
      'second',
      'cafe1234>>',
    ].join('\n'),
  );
});

test('relations say the state of the other issue, in both directions', () => {
  const other = { identifier: 'ENG-2', title: 'Other', state: { name: 'Done' } };
  const pageInfo = { hasNextPage: false };
  const text = textOf({
    relations: {
      pageInfo,
      nodes: [
        { type: 'blocks', relatedIssue: other },
        { type: 'related', relatedIssue: other },
      ],
    },
    inverseRelations: {
      pageInfo,
      nodes: [
        { type: 'blocks', issue: other },
        { type: 'duplicate', issue: other },
      ],
    },
  });
  for (const word of ['blocks', 'related to', 'blocked by', 'duplicated by']) {
    expect(text).toContain(`- ${word} ENG-2 "Other" | Done`);
  }
});

describe('what does not fit', () => {
  const hostile = {
    'image marks': '![',
    'tags of images': '<img src=x>',
    'open tags': '<img ',
    Chinese: '横浜倉庫',
    emoji: '🚀',
    marks: '|~^',
    newlines: '\n.',
  };
  test.each(Object.entries(hostile))('is cut, however it swells: %s', (_what, piece) => {
    const body = piece.repeat(100_000);
    const text = textOf({ description: body, comments: page(comment(1, body), comment(2, body)) });
    expect(encode(text).length).toBeLessThan(20_000);
    expect(text).toMatch(/The description goes on: call get_issue with ids \["ENG-1"\] and text_from \d+/);
  });

  test('of one enormous comment is said', () => {
    const text = textOf({ comments: page(comment(1, 'word '.repeat(100_000))) });
    expect(text).toMatch(/first \d+ of \d+ characters, more: call get_issue with ids \["ENG-1"\] alone/);
    const alone = textOf(
      { comments: page(comment(1, 'word '.repeat(100_000))) },
      { commentCursor: (cursor) => cursor },
    );
    expect(alone).toMatch(/first \d+ of \d+ characters, the rest only in Linear/);
  });

  test('for want of room is named, with the way to it', () => {
    const text = textOf({ description: 'text', comments: page(comment(1, 'word')) }, { tokens: 100 });
    expect(text).toContain('The description (4 characters) is left out: call get_issue with ids ["ENG-1"].');
    expect(text).toContain('Comments are left out');
  });

  test('because it is behind the end is said', () => {
    expect(textOf({ description: 'text' }, { textFrom: 10 })).toContain('ends before character 10: it has 4');
  });
});
