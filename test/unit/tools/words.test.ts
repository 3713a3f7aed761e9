import { beforeAll, describe, expect, test } from 'vitest';
import { ada, workspaceOf } from './support.js';

const { run, ok } = workspaceOf(ada);

/** Something called "Zebra crossing" of each kind that is listed by words. */
const KINDS: Readonly<Record<string, () => Promise<unknown>>> = {
  list_issues: () => ok('create_issue', { team: 'ENG', title: 'Zebra', description: 'A crossing.' }),
  list_projects: () => ok('create_project', { teams: ['ENG'], name: 'Zebra', content: 'A crossing.' }),
  list_documents: () => ok('create_document', { team: 'ENG', title: 'Zebra', content: 'A crossing.' }),
  list_initiatives: () => ok('create_initiative', { name: 'A zebra is crossing' }),
  list_views: () => ok('create_view', { name: 'A zebra is crossing', shows: 'issues', assignee: 'me' }),
  list_customers: () => ok('create_customer', { name: 'Zebra & Crossing', status: 'Trial' }),
  list_releases: () => ok('create_release', { name: 'Zebra is crossing', pipeline: 'Robot OS' }),
  list_release_notes: () =>
    ok('create_release_note', { title: 'Zebra is crossing', pipeline: 'Robot OS', content: 'x' }),
  list_comments: () => ok('create_comment', { issue: 'ENG-2', body: 'A zebra is crossing.' }),
};

describe.each(Object.entries(KINDS))('the words of %s', (list, make) => {
  beforeAll(make);

  test('are each looked for, in any order', async () => {
    const { text, operations } = await run(list, { query: 'CROSSING  zebra' });
    expect(text).toMatch(/^1 /);
    expect(operations).toHaveLength(1);
    expect(await ok(list, { query: 'crossing zebra unicorn' })).toMatch(/^No .*match/);
  });
});

test('words in quotes stay together', async () => {
  const found = (query: string) => ok('list_initiatives', { query });
  expect(await found('night robots')).toMatch(/^1 initiative/);
  expect(await found('"run all" robots')).toMatch(/^1 initiative/);
  expect(await found('"all run" robots')).toBe('No initiatives match.');
  expect(await found('" "')).toBe('No initiatives match.');
});
