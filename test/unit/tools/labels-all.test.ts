import { beforeAll, describe, expect, test } from 'vitest';
import { ada, cursorIn, workspaceOf } from './support.js';

/** More labels than any answer holds, those that are out of use, and groups that hold nothing. */
const { ok, run, failure } = workspaceOf(ada);

beforeAll(async () => {
  await ok('create_label', { name: 'Barren', group_of: 'several' });
  await ok('create_label', { name: 'Bygone' });
  await ok('update_label', { label: 'Bygone', retired: true });
  await ok('create_planning_label', { owner: 'project', name: 'Hollow', is_group: true });
  await ok('create_planning_label', { owner: 'project', name: 'Faded' });
  await ok('update_planning_label', { owner: 'project', label: 'Faded', retired: true });
  for (let n = 1; n <= 101; n++) {
    await ok('create_planning_label', { owner: 'initiative', name: `Theme ${n}` });
  }
});

describe('get_workspace', () => {
  test('marks labels that are retired, and names groups without labels', async () => {
    const text = await ok('get_workspace', { include: ['labels', 'planning'] });
    expect(text).toMatch(/^Labels of every team: .*Barren \(group\)/m);
    expect(text).toMatch(/^Labels of every team: .*Bygone \(retired\)/m);
    expect(text).toMatch(/^Project labels: .*Hollow \(group\)/m);
    expect(text).toMatch(/^Project labels: .*Faded \(retired\)/m);
    expect(text).not.toContain('Area (group)');
  });

  test('says that there are more labels of initiatives, and which call lists them', async () => {
    const text = await ok('get_workspace', { include: ['planning'] });
    expect(text).toContain('more initiative labels exist: list_labels with of "initiative"');
    expect(text).not.toContain('more project labels');
  });
});

test('list_teams marks labels that are retired, and names groups without labels', async () => {
  const text = await ok('list_teams', { include: ['labels'] });
  expect(text).toMatch(/^Labels of every team: .*Barren \(group\)/m);
  expect(text).toMatch(/^Labels of every team: .*Bygone \(retired\)/m);
});

describe('list_labels', () => {
  test('lists all labels of initiatives, page by page', async () => {
    const first = await run('list_labels', { of: 'initiative' });
    expect(first.operations).toEqual(['ListInitiativeLabels']);
    expect(first.text).toMatch(/^100 labels, more follow/);
    const second = await ok('list_labels', { of: 'initiative', cursor: cursorIn(first.text) });
    const names = [...`${first.text}\n${second}`.matchAll(/^(Theme \d+) \|/gm)].map((match) => match[1]);
    expect(new Set(names).size).toBe(101);
  });

  test('lists labels of projects by a part of their name, groups and retired ones marked', async () => {
    expect(await ok('list_labels', { of: 'project', query: 'hollow' })).toMatch(/^Hollow \| group/m);
    expect(await ok('list_labels', { of: 'project', query: 'faded' })).toMatch(/^Faded .*\| retired \d{4}/m);
    expect(await ok('list_labels', { of: 'project', query: 'bygone' })).toBe('No labels match.');
  });

  test('refuses a team for labels that no team has', async () => {
    expect(await failure('list_labels', { of: 'project', team: 'ENG' })).toContain(
      'team is for labels of issues',
    );
  });
});
