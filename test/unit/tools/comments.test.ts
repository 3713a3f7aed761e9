import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf, cursorIn } from './support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const as = (email: string) => callerOf(sandbox, email);

async function written(issue: string, body: string, email = ada): Promise<string> {
  return (
    /^(?:Comment|Reply) ([0-9a-f]{8})/.exec(await as(email).ok('create_comment', { issue, body }))?.[1] ?? ''
  );
}

describe('create_comment', () => {
  test('with a key writes once for each person', async () => {
    const args = { issue: 'ENG-70', body: 'Daily note', idempotency_key: 'daily-note' };
    const first = await as(ada).run('create_comment', args);
    expect(first.operations).toEqual(['Viewer', 'CreateComment']);
    expect(await as(ada).ok('create_comment', args)).toMatch(
      /^Nothing written: this idempotency_key already made comment/,
    );
    await as(adam).ok('create_comment', args);
    expect(sandbox.workspace.commentsOn('ENG-70').filter(({ body }) => body === 'Daily note')).toHaveLength(
      2,
    );
  });
});

describe('update_comment', () => {
  test('changes words, resolves and reopens, in two requests', async () => {
    const comment = await written('ENG-71', 'The arm drifts by 3 mm.');
    const { text, operations } = await as(ada).run('update_comment', {
      issue: 'ENG-71',
      comment,
      edits: { op: 'replace', find: '3 mm', text: '4 mm' },
      resolved: true,
    });
    expect(operations).toEqual(['ThreadsOfIssue', 'ChangeComment']);
    expect(text).toMatch(
      /^Comment [0-9a-f]{8} on ENG-71\ntext: 23 → 23 characters, version [0-9a-f]{8}\nthread: resolved\n/,
    );
    const stored = sandbox.workspace.commentsOn('ENG-71').find(({ id }) => id.startsWith(comment));
    expect(stored?.body).toBe('The arm drifts by 4 mm.');
    expect(stored?.resolvedAt).not.toBeNull();
    await as(adam).ok('update_comment', { issue: 'ENG-71', comment, resolved: false });
    expect(
      sandbox.workspace.commentsOn('ENG-71').find(({ id }) => id.startsWith(comment))?.resolvedAt,
    ).toBeNull();
  });

  test('knows a comment by its link, and resolves the thread of a reply', async () => {
    const root = await written('ENG-72', 'Question?');
    const reply = await as(adam).ok('create_comment', { issue: 'ENG-72', body: 'Answer.', parent: root });
    const link = /https:\S+/.exec(reply)?.[0];
    expect(await as(ada).ok('update_comment', { comment: link, resolved: true })).toContain(
      'thread: resolved',
    );
    expect(
      sandbox.workspace.commentsOn('ENG-72').find(({ id }) => id.startsWith(root))?.resolvedAt,
    ).not.toBeNull();
  });

  test.each([
    [{ comment: '0a1b2c3d' }, /issue is required, unless comment is a link/],
    [{ comment: '0a1b2c3d', issue: 'ENG-71' }, /give body, edits or resolved/],
    [{ comment: '0a1b2c3d', issue: 'ENG-71', resolved: true }, /no comment 0a1b2c3d on ENG-71/],
    [
      { comment: 'that one', issue: 'ENG-71', resolved: true },
      /comment must be a comment as get_issue shows it/,
    ],
    [{ comment: '0a1b2c3d', issue: 'ENG-71', body: ' ' }, /body must not be empty/],
  ])('refuses %j', async (args, sentence) => {
    expect(await as(ada).failure('update_comment', args)).toMatch(sentence);
  });

  test("does not touch another person's words", async () => {
    const comment = await written('ENG-71', 'Mine.');
    expect(await as(adam).failure('update_comment', { issue: 'ENG-71', comment, body: 'Yours.' })).toMatch(
      /linear_forbidden/,
    );
  });
});

describe('delete_comment', () => {
  test('takes the replies along, and says so', async () => {
    const comment = await written('ENG-73', 'Start');
    await as(adam).ok('create_comment', { issue: 'ENG-73', body: 'Reply', parent: comment });
    expect(await as(ada).ok('delete_comment', { issue: 'ENG-73', comment })).toBe(
      `Comment ${comment} on ENG-73 is deleted, with its replies.`,
    );
    expect(
      sandbox.workspace.commentsOn('ENG-73').some(({ body }) => body === 'Start' || body === 'Reply'),
    ).toBe(false);
  });
});

describe('list_comments', () => {
  test('lists over all issues by author, time and words, fenced, in one request', async () => {
    await written('ENG-74', 'Torque limit raised', adam);
    const { text, operations } = await as(ada).run('list_comments', {
      author: adam,
      created: 'P1D',
      query: 'torque',
    });
    expect(operations).toEqual(['ListComments']);
    expect(text).toMatch(/^1 comment, newest first\. Text between/);
    expect(text).toMatch(/comment [0-9a-f]{8} by Adam.* on ENG-74\nTorque limit raised/);
    expect(await as(ada).ok('list_comments', { author: 'me', query: 'torque' })).toBe('No comments match.');
  });

  test('pages, and refuses the cursor of other filters', async () => {
    const first = await as(ada).ok('list_comments', { limit: 3 });
    const cursor = cursorIn(first);
    const second = await as(ada).ok('list_comments', { limit: 3, cursor });
    const ids = (text: string) => [...text.matchAll(/comment ([0-9a-f]{8}) by/g)].map((match) => match[1]);
    expect(ids(second).filter((id) => ids(first).includes(id))).toEqual([]);
    expect(await as(ada).failure('list_comments', { issue: 'ENG-1', cursor })).toContain(
      'belongs to other filters',
    );
    expect(await as(adam).failure('list_comments', { limit: 3, cursor })).toContain(
      'given to another person',
    );
  });

  test('shows nothing of issues that somebody cannot see', async () => {
    await written('SEC-1', 'Very secret');
    expect(await as(adam).ok('list_comments', { query: 'Very secret' })).toBe('No comments match.');
    expect(await as(ada).failure('list_comments', { author: 'Nobody At All' })).toContain(
      'No author is called',
    );
  });
});
