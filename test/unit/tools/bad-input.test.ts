import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { catalogue } from '../../../src/tools/catalogue.js';
import { ada, adam, callerOf, cursorIn } from './support.js';

/** What no argument of any tool may get away with, and what each answer must name. Nothing of it reaches Linear. */
let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const as = (email: string) => callerOf(sandbox, email);

/** Objects of anything are what these are for. */
const ANYTHING = ['variables', 'filter'];

const every = catalogue.flatMap((tool) =>
  Object.keys(tool.input.shape)
    .filter((key) => !ANYTHING.includes(key))
    .map((key) => [tool.name, key] as const),
);

describe.each(every)('%s with a wrong %s', (tool, key) => {
  test.each([
    ['an object', { bad: 1 }],
    ['more than 100,000 characters', 'x'.repeat(100_001)],
    ['a list of lists', [[['x']]]],
  ])('%s: names it, and asks Linear nothing', async (_what, value) => {
    const { text, operations } = await as(ada).run(tool, { [key]: value });
    expect(text).toMatch(/^FAILED invalid_arguments/);
    expect(text).toContain(key);
    expect(text.length).toBeLessThan(3000);
    expect(operations).toEqual([]);
  });
});

describe('an empty text', () => {
  test.each([
    ['list_issues', { assignee: '' }, 'assignee'],
    ['list_issues', { label: ['Bug', ' '] }, 'label, entry 2'],
    ['list_issues', { query: '' }, 'query'],
    ['search_issues', { term: '   ' }, 'term'],
    ['get_issue', { ids: '' }, 'ids'],
    ['create_issue', { title: '', team: 'ENG' }, 'title'],
    ['create_issue', { title: 'x', team: '' }, 'team'],
    ['update_issue', { id: 'ENG-1', title: ' ' }, 'title'],
    ['create_comment', { issue: 'ENG-1', body: '\n' }, 'body'],
    ['create_label', { name: '' }, 'name'],
  ])('%s refuses %j', async (tool, args, named) => {
    const { text, operations } = await as(ada).run(tool, args);
    expect(text).toMatch(/^FAILED invalid_arguments/);
    expect(text).toContain(`${named} must`);
    expect(operations).toEqual([]);
  });
});

describe('an issue of a private team', () => {
  test.each([
    ['get_issue', { ids: ['SEC-1'] }],
    ['update_issue', { id: 'SEC-1', priority: 'low' }],
    ['update_issues', { ids: ['SEC-1'], priority: 'low' }],
    ['archive_issues', { ids: ['SEC-1'] }],
    ['delete_issues', { ids: ['SEC-1'] }],
    ['link_issues', { id: 'ENG-1', relation: 'related', to: ['SEC-1'] }],
    ['add_links', { issue: 'SEC-1', links: [{ url: 'https://example.com' }] }],
    ['mark_issue', { id: 'SEC-1', favorite: true }],
    ['create_comment', { issue: 'SEC-1', body: 'x' }],
    ['update_comment', { issue: 'SEC-1', comment: '0a1b2c3d', body: 'x' }],
    ['delete_comment', { issue: 'SEC-1', comment: '0a1b2c3d' }],
    ['delete_attachment', { issue: 'SEC-1', attachment: 'x' }],
    ['share_issue', { issue: 'SEC-1', user: 'me' }],
    ['extract_images', { issue: 'SEC-1' }],
    ['create_issue', { team: 'ENG', title: 'x', parent: 'SEC-1' }],
  ])('%s with %j is not there, and nothing of it is told', async (tool, args) => {
    const title = sandbox.workspace.issue('SEC-1')?.title ?? '';
    const { text } = await as(adam).run(tool, args);
    expect(text).toMatch(/SEC-1/);
    expect(text).not.toContain(title);
    expect(sandbox.workspace.issue('SEC-1')?.priority).toBeDefined();
    expect(sandbox.workspace.commentsOn('SEC-1').some(({ body }) => body === 'x')).toBe(false);
  });

  test('by its UUID neither', async () => {
    const id = sandbox.workspace.issue('SEC-1')?.id;
    expect(await as(adam).failure('update_issue', { id, priority: 'low' })).toMatch(/linear_not_found/);
    expect(await as(adam).failure('delete_issues', { ids: [id] })).toMatch(/linear_not_found/);
  });
});

describe('a cursor', () => {
  test('whose place is gone is an error that says so, not another page', async () => {
    const cursor = cursorIn(await as(ada).ok('list_issues', { team: 'ENG', limit: 2 }));
    const stale = `${cursor.slice(0, 11)}${Buffer.alloc(16, 7).toString('base64url')}`;
    expect(await as(ada).failure('list_issues', { team: 'ENG', limit: 2, cursor: stale })).toMatch(
      /did not accept|cursor/,
    );
  });

  test('of another tool is refused', async () => {
    const cursor = cursorIn(await as(ada).ok('list_labels', { limit: 2 }));
    expect(cursor).not.toBe('');
    expect(await as(ada).failure('list_comments', { limit: 2, cursor })).toContain(
      'belongs to other filters',
    );
  });
});

test('a text of a hundred thousand characters is written and read in parts', async () => {
  const description = `${'Lorem ipsum dolor. '.repeat(5_250)}End.`;
  expect(description.length).toBeLessThanOrEqual(100_000);
  const made = await as(ada).ok('create_issue', { team: 'ENG', title: 'Long', description });
  const id = /ENG-\d+/.exec(made)?.[0];
  const read = await as(ada).ok('get_issue', { ids: id });
  expect(read).toMatch(/The description goes on: call get_issue with ids \["ENG-\d+"\] and text_from \d+/);
  const edited = await as(ada).ok('update_issue', {
    id,
    edits: { op: 'replace', find: 'End.', text: 'Fin.' },
  });
  expect(edited).toMatch(/description: \d+ → \d+ characters/);
});
