import { describe, expect, test } from 'vitest';
import { ada, workspaceOf } from './support.js';

/** What an answer says to do next is something that can be done. */
const { ok, run, failure } = workspaceOf(ada);

describe('a name that nothing resembles', () => {
  test.each([
    ['get_project', { project: 'Qzxv' }, 'list_projects with include_archived'],
    ['get_initiative', { initiative: 'Qzxv' }, 'list_initiatives with include_archived'],
    ['get_document', { document: 'Qzxv' }, 'list_documents with include_archived'],
    ['read_view', { view: 'Qzxv' }, 'list_views'],
    ['get_user', { user: 'Qzxv' }, 'list_users with include_inactive'],
    ['get_release', { release: 'Qzxv' }, 'list_releases'],
    ['get_customer', { customer: 'Qzxv' }, 'list_customers'],
    ['mark_notifications', { ids: ['00000000'], action: 'read' }, 'list_notifications'],
    ['list_issues', { label: 'Qzxv' }, 'get_workspace or list_labels'],
  ])('%s %j says which list has it', async (tool, args, list) => {
    expect(await failure(tool, args)).toContain(`look it up first with ${list}. Nothing was done`);
  });

  test('for the parent of an initiative, or a project that is blocked, names the list of its kind', async () => {
    expect(await failure('update_initiative', { initiative: 'Japan', add_parent: 'Qzxv' })).toContain(
      'No parent initiative is called "Qzxv". Nothing resembles it: look it up first with list_initiatives',
    );
    expect(await failure('relate_projects', { project: 'Apollo', blocks: 'Qzxv' })).toContain(
      'list_projects',
    );
  });

  test('is told that a link names no such thing', async () => {
    const link = 'https://linear.app/lumen/release/7f7843b01f1d';
    expect(await failure('get_release', { release: link })).toContain(
      'For a link, give the name or UUID, from list_releases.',
    );
    expect(await ok('list_cycles', { team: 'https://linear.app/lumen/team/ENG/all', limit: 1 })).toMatch(
      /^ENG cycle/m,
    );
  });

  test('is not sent to look for what was to be taken off and is not there', async () => {
    await ok('update_issue', { id: 'ENG-24', labels: [] });
    const text = await failure('update_issue', { id: 'ENG-24', remove_labels: 'Bug' });
    expect(text).toContain('There is none at all. Nothing was done; call again without it.');
  });

  test('of somebody who has left is found by the list that is named', async () => {
    expect(await failure('update_issue', { id: 'ENG-24', assignee: 'Lena Vogt' })).toContain(
      'list_users with include_inactive',
    );
    expect(await ok('list_users', { query: 'Lena Vogt' })).toBe(
      'No users match. include_inactive lists former people as well.',
    );
    expect(await ok('list_users', { query: 'Lena Vogt', include_inactive: true })).toContain('deactivated');
  });

  test('and is a word for nothing is told the word that is taken', async () => {
    expect(await failure('list_issues', { assignee: 'null' })).toContain('For nothing, give "none".');
    expect(await failure('update_issue', { id: 'ENG-20', project: 'null' })).toContain(
      'For nothing, give "none".',
    );
    expect(await failure('update_issue', { id: 'ENG-20', state: 'null' })).not.toContain('"none"');
  });

  test('of many items is told as well', async () => {
    const issues = [{ title: 'x', team: 'ENG', project: 'Qzxv' }];
    expect(await failure('create_issues', { issues })).toContain(
      '(look it up with list_projects with include_archived)',
    );
  });
});

test('a team without cycles is said to have none', async () => {
  expect(await failure('list_issues', { team: 'SEC', cycle: 'current' })).toContain(
    'no cycle of SEC is near today, and there may be none',
  );
});

test('a list of what is blocked says that finished blockers count', async () => {
  expect(await ok('list_issues', { is: ['open', 'blocked'], limit: 3 })).toContain(
    'Blockers that are finished count as well: get_issue with relations',
  );
  expect(await ok('list_issues', { is: 'open', limit: 3 })).not.toContain('Blockers');
});

test('a person is shown with the link that mentions them', async () => {
  const { text, operations } = await run('get_user', { user: 'sofia@lumen.example' });
  expect(text).toMatch(/^Profile: https:\/\/linear\.app\/lumen\/profiles\/\S+ \(.*mentions them/m);
  expect(operations).toEqual(['GetUser']);
});

describe('a view', () => {
  test('keeps what its names meant, not the names', async () => {
    const text = await ok('create_view', {
      name: 'Kept',
      assignee: 'Sofia Marques',
      project: 'Apollo',
      state: ['In Progress', 'unstarted'],
      label: ['Bug', 'Area'],
      cycle: 'current',
    });
    const [, filter = ''] = /^filter: (.*)$/m.exec(text) ?? [];
    expect(filter).not.toMatch(/Sofia|Apollo|In Progress|Bug|Area/);
    expect(filter).toContain('"type":{"eq":"unstarted"}');
    expect(filter).toContain('"isActive":{"eq":true}');
    expect(filter).toMatch(/"assignee":\{"id":\{"in":\["[0-9a-f-]{36}"\]\}\}/);
    expect(filter).toMatch(/"parent":\{"id":\{"in":\["[0-9a-f-]{36}"/);
    expect(await ok('update_view', { view: 'Kept', name: 'Kept still' })).toContain('Kept still');
  });

  test('shows the same issues as a list by those names', async () => {
    await ok('create_view', { name: 'Alike', state: 'In Progress', label: 'Area', open_only: true });
    const listed = await ok('list_issues', { state: 'In Progress', label: 'Area', is: 'open', limit: 250 });
    const viewed = await ok('read_view', { view: 'Alike', limit: 250 });
    const ids = (text: string) => [...text.matchAll(/^([A-Z]+-\d+) "/gm)].map((match) => match[1]).sort();
    expect(ids(viewed).length).toBeGreaterThan(0);
    expect(ids(viewed)).toEqual(ids(listed));
  });

  test('is told whole when its filter changes, so that the change can be undone', async () => {
    const many = Array.from({ length: 40 }, (_, n) => ({
      title: { containsIgnoreCase: `word number ${n}` },
    }));
    const long = { or: many };
    await ok('create_view', { name: 'Long', filter: long });
    const text = await ok('update_view', { view: 'Long', filter: { priority: { eq: 1 } } });
    const [, before = ''] = /^filter: (.*) → \{"priority"/m.exec(text) ?? [];
    expect(JSON.parse(before)).toEqual(long);
    expect(await ok('update_view', { view: 'Long', filter: JSON.parse(before) })).toContain('→ {"or"');
  });
});
