import { expect, test } from 'vitest';
import { ada, workspaceOf } from '../support.js';

/** ENG-9001 moved to another team and is MOB-1 there. */
const { run, ok, failure } = workspaceOf(ada);

test('an issue that moved is changed by its former identifier, among others', async () => {
  const args = { ids: ['ENG-20', 'ENG-9001'], priority: 'low' };
  const { text, operations } = await run('update_issues', args);
  expect(text).toMatch(/^Changed 2 issues:\nENG-20 .*\nMOB-1 /);
  expect(operations.slice(0, 3)).toEqual(['PrepareIssuesUpdate', 'IdentifierNow', 'PrepareIssuesUpdate']);
});

test('it is shown among others, in its place', async () => {
  const text = await ok('get_issue', { ids: ['ENG-20', 'ENG-9001', 'ENG-21'] });
  expect([...text.matchAll(/^([A-Z]+-\d+) "/gm)].map((match) => match[1])).toEqual([
    'ENG-20',
    'MOB-1',
    'ENG-21',
  ]);
  expect(text).not.toContain('Not found');
});

test('it is related, archived and restored by it', async () => {
  expect(await ok('link_issues', { id: 'ENG-20', relation: 'blocks', to: ['ENG-9001'] })).toContain('MOB-1');
  expect(await ok('archive_issues', { ids: ['ENG-9001'] })).toContain('MOB-1');
  expect(await ok('archive_issues', { ids: ['ENG-9001'], action: 'restore' })).toContain('MOB-1');
});

test.each([
  ['list_issues', { parent: 'ENG-9001' }],
  ['list_comments', { issue: 'ENG-9001' }],
  ['list_documents', { issue: 'ENG-9001' }],
])('%s lists what hangs off it', async (tool, args) => {
  const { text, operations } = await run(tool, args);
  expect(text).not.toMatch(/^FAILED/);
  expect(operations.filter((name) => name === 'IdentifierNow')).toHaveLength(1);
});

test('an identifier that no issue has or had names no issues of other teams', async () => {
  for (const [tool, args] of [
    ['list_issues', { parent: 'DES-99999' }],
    ['list_comments', { issue: 'XYZ-1' }],
    ['list_documents', { issue: 'XYZ-1' }],
  ] as const) {
    const text = await failure(tool, args);
    expect(text).toMatch(/is called "(DES-99999|XYZ-1)"/);
    expect(text).not.toContain('There is:');
  }
  expect(await failure('update_issues', { ids: ['ENG-20', 'XYZ-1'], priority: 'low' })).toContain(
    'no issue XYZ-1',
  );
});

test('nothing more is asked for where every issue is found', async () => {
  const { operations } = await run('get_issue', { ids: ['ENG-20', 'ENG-21'] });
  expect(operations).toEqual(['GetIssues']);
});
