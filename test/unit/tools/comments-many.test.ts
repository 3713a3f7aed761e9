import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, callerOf } from './support.js';

/** More comments on one issue than Linear gives on a page. */
let sandbox: LinearSandbox;
let oldest: string;
let uuid: string;
const caller = () => callerOf(sandbox, ada);

beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
  const body = 'The very first ![plan](https://example.com/plan.png)';
  const text = await caller().ok('create_comment', { issue: 'ENG-75', body });
  oldest = /^Comment ([0-9a-f]{8})/.exec(text)?.[1] ?? '';
  await caller().ok('create_comment', { issue: 'ENG-75', body: 'An answer', parent: oldest });
  uuid = sandbox.workspace.commentsOn('ENG-75').find(({ id }) => id.startsWith(oldest))?.id ?? '';
  for (let n = 0; n < 26; n++) {
    const ten = Array.from({ length: 10 }, (_, i) => ({ issue: 'ENG-75', body: `Later ${n * 10 + i}` }));
    await Promise.all(ten.map((args) => caller().ok('create_comment', args)));
  }
}, 60_000);
afterAll(() => sandbox.close());

test('a comment of the second page is changed by what lists show of it', async () => {
  const { text, operations } = await caller().run('update_comment', {
    issue: 'ENG-75',
    comment: oldest,
    edits: { op: 'append', text: 'More.' },
  });
  expect(text).toContain(`Comment ${oldest} on ENG-75\ntext: `);
  expect(operations).toEqual(['ThreadsOfIssue', 'ThreadsOfIssue', 'ChangeComment']);
});

test('a UUID is asked for itself', async () => {
  const { text, operations } = await caller().run('update_comment', {
    issue: 'ENG-75',
    comment: uuid,
    resolved: true,
  });
  expect(text).toContain(`Comment ${oldest} on ENG-75\nthread: resolved`);
  expect(operations).toEqual(['ThreadsOfIssue', 'ChangeComment']);
});

test('a comment of the second page takes a reaction, which is known afterwards', async () => {
  const react = { id: 'ENG-75', comment: oldest, add_reaction: 'tada' };
  const { text, operations } = await caller().run('mark_issue', react);
  expect(text).toBe('ENG-75: reacted with tada');
  expect(operations).toEqual(['MarksOfIssue', 'MarksOfIssue', 'MarkIssue']);
  expect((await caller().run('mark_issue', { ...react, comment: uuid })).text).toBe(
    'ENG-75: reacted with tada already',
  );
});

test('images are looked for in all comments', async () => {
  expect(await caller().ok('extract_images', { issue: 'ENG-75' })).toContain(
    `comment ${oldest}: "plan" https://example.com/plan.png`,
  );
});

test('a comment that is on no page is said not to be there, after the last one', async () => {
  const none = { issue: 'ENG-75', comment: '00000000', resolved: true };
  const { text, operations } = await caller().run('update_comment', none);
  expect(text).toContain('no comment 00000000 on ENG-75 that this person can see');
  expect(operations).toEqual(['ThreadsOfIssue', 'ThreadsOfIssue']);
});

test('a thread of the second page goes with its replies, and they are counted', async () => {
  expect(await caller().ok('delete_comment', { issue: 'ENG-75', comment: oldest })).toContain(
    `Comment ${oldest} of Ada Lindqvist on ENG-75 is deleted with its reply.`,
  );
});
