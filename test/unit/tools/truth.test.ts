import { describe, expect, test } from 'vitest';
import { ada, workspaceOf } from './support.js';

/** What an answer says is what happened, and what was asked for is what is done. */
const { ok, failure } = workspaceOf(ada);
const LONG = `${'A sentence of a long text. '.repeat(700)}The end.`;

describe('a long text can be read where it can be written', () => {
  test('as the description of a cycle, when it is listed alone', async () => {
    const which = { team: 'MOB', cycle: 'next' };
    expect(await ok('update_cycle', { ...which, description: LONG })).toMatch(
      new RegExp(`^description: none → ${LONG.length} characters$`, 'm'),
    );
    expect(await ok('list_cycles', { team: 'MOB', which: 'next' })).toContain('long text. The end.');
    const all = await ok('list_cycles', { team: 'MOB' });
    expect(all).not.toContain('The end.');
    expect(all).toContain('description, whole when listed alone.');
  });

  test('as a status update, when few are listed', async () => {
    const made = await ok('create_status_update', { project: 'Apollo', body: LONG });
    expect(made).toContain('on Apollo');
    expect(await ok('list_status_updates', { project: 'Apollo', limit: 1 })).toContain('long text. The end.');
    const several = await ok('list_status_updates', { project: 'Apollo', limit: 30 });
    expect(several).not.toContain('The end.');
    expect(several).toMatch(/, first \d+ of \d+ characters/);
    expect(several).toContain('The fewer updates are listed, the more of each is shown.');
  });
});

test('a label is not offered for its resemblance to the name that another one is to get', async () => {
  const text = await failure('update_label', { label: 'Qzxv', name: 'Crash report' });
  expect(text).not.toContain('Crash,');
  expect(text).not.toContain('There is: Crash');
});

test('what was made under a key and thrown away since is said to be there', async () => {
  for (const [create, args, gone, which] of [
    ['create_project', { name: 'Gone one', teams: 'ENG' }, 'delete_project', { project: 'Gone one' }],
    ['create_document', { title: 'Gone two', team: 'ENG' }, 'delete_document', { document: 'Gone two' }],
    ['create_initiative', { name: 'Gone three' }, 'archive_initiative', { initiative: 'Gone three' }],
  ] as const) {
    const keyed = { ...args, idempotency_key: `the key of ${create}` };
    expect(await ok(create, keyed)).toMatch(/^Created /);
    await ok(gone, which);
    expect(await ok(create, keyed)).toMatch(
      /^Nothing created: this idempotency_key already made .* \| (in the trash|archived)\./,
    );
  }
});

test('an issue is assigned to people, and whoever names an agent is told of delegate, in a dry run as well', async () => {
  const args = { assignee: 'Triage Bot' };
  const words = 'assignee is for people, and Triage Bot is an agent: use delegate';
  expect(await failure('update_issue', { id: 'ENG-1', ...args })).toContain(words);
  expect(await failure('update_issues', { ids: ['ENG-1'], ...args, dry_run: true })).toContain(words);
  expect(await failure('create_issue', { team: 'ENG', title: 'x', ...args })).toContain(words);
});

test('what Linear refuses of issues of several teams is told with those teams', async () => {
  const args = { ids: ['ENG-31', 'SEC-1'], assignee: 'kenji' };
  expect(await failure('update_issues', args)).toMatch(
    /for one of these issues of (ENG, SEC|SEC, ENG): call for each/,
  );
});

test('as many are said to be changed as were', async () => {
  await ok('update_issues', { ids: ['ENG-33', 'ENG-34'], priority: 'low' });
  await ok('update_issues', { ids: ['ENG-34'], priority: 'high' });
  expect(await ok('update_issues', { ids: ['ENG-33', 'ENG-34'], priority: 'low' })).toMatch(
    /^Changed 1 of 2 issues:/,
  );
  const [id = ''] = /^[0-9a-f]{8}/m.exec(await ok('list_notifications', { unread_only: true })) ?? [];
  expect(await ok('mark_notifications', { ids: [id], action: 'read' })).toMatch(
    /^1 notification changed:\n.* unread → read$/m,
  );
  expect(await ok('mark_notifications', { ids: [id], action: 'read' })).toMatch(
    /^0 notifications changed:\n.* read \(as before\)$/m,
  );
  expect(await ok('mark_notifications', { ids: [id], action: 'unsnooze' })).toContain('awake (as before)');
});

describe('a refusal', () => {
  test.each([
    ['mark_issue', { id: 'ENG-40', add_reaction: '+1', remove_reaction: ':+1:' }, 'are the same: leave one'],
    ['create_project', { name: 'x', teams: 'ENG', color: 'red' }, 'color must be a colour such as #5e6ad2'],
    ['create_initiative', { name: 'x', color: 'red' }, 'color must be a colour such as #5e6ad2'],
    ['create_label', { name: 'None' }, 'name cannot be none, which means no label'],
    ['update_label', { label: 'Bug', name: 'none' }, 'name cannot be none, which means no label'],
    [
      'update_issue',
      { id: 'ENG-1', labels: null },
      'labels must be a list, not null: [] for none, or leave it out',
    ],
    ['create_issues', { issues: 'B1' }, 'issues must be a list of objects, not "B1"'],
    [
      'linear_graphql',
      { document: 'query {\n  issue(id: ENG-1) { title }\n}' },
      'document is not a GraphQL document: see line 2, column 16',
    ],
  ])('of %s %j says what would work', async (tool, args, words) => {
    expect(await failure(tool, args)).toContain(words);
  });

  test('of an unknown argument names none that is not like it', async () => {
    const text = await failure('create_issue', { title: 'x', team: 'ENG', release: 'Robot OS 4.1' });
    expect(text).toContain('there is no argument "release"; the arguments are');
    expect(await failure('create_issue', { titel: 'x', team: 'ENG' })).toContain('(did you mean title?)');
  });

  test('of a document that cannot be run does not say that a part of it was', async () => {
    const document =
      'mutation($id: String!) { issueDelete(id: $id) { success } noSuchThing(id: $id) { success } }';
    const text = await failure('linear_graphql_mutation', { document, variables: { id: 'ENG-2' } });
    expect(text).toContain('Nothing was changed');
    expect(text).not.toContain('may have been done');
  });
});
