import { describe, expect, test } from 'vitest';
import { ada, workspaceOf } from './support.js';

/** Labels and workflow states, as a team keeps them. */
const { ok, failure } = workspaceOf(ada);

describe('labels', () => {
  test('are made for a team, in a group, and can be put on an issue at once', async () => {
    expect(await ok('create_label', { name: 'Gripper', team: 'ENG', group: 'Area', color: '#112233' })).toBe(
      'Created label Area/Gripper | team ENG | #112233.',
    );
    expect(await ok('update_issue', { id: 'ENG-80', labels: ['Area/Gripper'] })).toContain('Area/Gripper');
    expect(await ok('create_label', { name: 'Region', group_of: 'several' })).toContain(
      'Region | group of several | workspace',
    );
  });

  test('of a group say how many of it an issue carries, before and after', async () => {
    await ok('create_label', { name: 'Kinds', group_of: 'several', color: '#112233' });
    expect(await ok('update_label', { label: 'Kinds', group_of: 'one', retired: false })).toBe(
      'before: Kinds | group of several | workspace | #112233\nafter: Kinds | group of one | workspace | #112233',
    );
    expect(await ok('update_label', { label: 'Kinds', group_of: 'several' })).toContain(
      'after: Kinds | group of several',
    );
  });

  test('are retired with what is in them, and restored', async () => {
    await ok('create_label', { name: 'Old', team: 'ENG' });
    expect(await ok('update_label', { label: 'Old', retired: true, description: 'No longer' })).toMatch(
      /after: Old .*\| retired \d{4}/,
    );
    expect(await failure('update_issue', { id: 'ENG-81', add_labels: 'Old' })).toMatch(/did not accept/);
    expect(await ok('update_label', { label: 'Old', retired: false })).not.toMatch(/after: .*retired/);
  });

  test('are listed with group and team', async () => {
    const text = await ok('list_labels', { query: 'area' });
    expect(text).toMatch(/^Area\/Docking \| team ENG/m);
    expect(text).toMatch(/^Area \| group of \w+ \| team ENG/m);
    expect(await ok('list_labels', { team: 'DES' })).not.toContain('team ENG');
  });

  test.each([
    [
      'update_label',
      { label: 'Regression', name: 'x' },
      /"Regression" fits more than one label: Regression \((ENG\), Regression \(MOB|MOB\), Regression \(ENG)\)/,
    ],
    [
      'update_label',
      { label: 'Regresion', name: 'x' },
      /No label is called "Regresion"\. There is: .*Regression/,
    ],
    ['update_label', { label: 'Bug' }, /name at least one thing to change/],
    ['create_label', { name: 'X', group: 'Aria' }, /No label group is called "Aria"/],
    ['create_label', { name: 'X', team: 'NOPE' }, /No team is called "NOPE"/],
    ['create_label', { name: 'X', color: 'red' }, /color must be a colour such as/],
    ['create_label', { name: 'Bug' }, /did not accept/],
  ])('%s refuses %j', async (tool, args, sentence) => {
    expect(await failure(tool, args)).toMatch(sentence);
  });

  test('go into no group of another place, and say whose it is', async () => {
    await ok('create_label', { name: 'Plain' });
    const refusal = await failure('update_label', { label: 'Plain', group: 'Area' });
    expect(refusal).toContain('the label group Area is of ENG, the label of workspace');
    expect(await failure('create_label', { name: 'X', group: 'Area' })).toContain('is of ENG, the label of');
    expect(await failure('create_label', { name: 'X', group: 'Area', team: 'MOB' })).toContain(
      'is of ENG, the label of MOB',
    );
    expect(await failure('create_label', { name: 'X', group: 'Aria' })).not.toContain('Area');
  });

  test('take no name that another one beside them has', async () => {
    await ok('create_label', { name: 'First of two' });
    await ok('create_label', { name: 'Second of two' });
    expect(await failure('update_label', { label: 'Second of two', name: 'first OF two' })).toContain(
      'name is taken by another label beside it',
    );
    expect(await ok('update_label', { label: 'Second of two', name: 'SECOND of two' })).toMatch(
      /after: SECOND of two/,
    );
  });

  test('of another team are said to be no label of this one', async () => {
    expect(await failure('update_issue', { id: 'ENG-83', add_labels: 'Crash' })).toContain(
      'No label of this team is called "Crash"',
    );
    expect(await failure('update_issue', { id: 'ENG-83', add_labels: 'Krash' })).toContain(
      'No label is called "Krash"',
    );
  });

  test('that are both added and removed are refused', async () => {
    await ok('update_issue', { id: 'ENG-84', labels: ['Bug'] });
    for (const [tool, which] of [
      ['update_issue', { id: 'ENG-84' }],
      ['update_issues', { ids: ['ENG-84'] }],
    ] as const) {
      expect(await failure(tool, { ...which, add_labels: 'Bug', remove_labels: 'Bug' })).toContain(
        'label Bug is both added and removed',
      );
    }
  });

  test('are the ones that are written exactly so, before those in other letters', async () => {
    await ok('create_label', { name: 'Quick win' });
    await ok('create_label', { name: 'quick win', team: 'ENG' });
    const put = async (label: string) => ok('update_issue', { id: 'ENG-82', labels: [label] });
    expect(await put('Quick win')).toMatch(/→ Quick win$/m);
    expect(await put('quick win')).toMatch(/→ quick win$/m);
    expect(await put('QUICK WIN')).toMatch(/labels: quick win \(as before\)$/m);
    await ok('update_issue', { id: 'ENG-82', labels: ['Quick win', 'quick win'] });
    expect(await ok('update_issue', { id: 'ENG-82', remove_labels: 'Quick win' })).toMatch(/→ quick win$/m);
    expect(await ok('update_label', { label: 'Quick win', description: 'Easy' })).toMatch(
      /after: Quick win \| workspace/,
    );
    const refusal = await failure('update_label', { label: 'Quick Win', description: 'Easy' });
    for (const candidate of ['quick win (ENG)', 'Quick win (workspace)']) {
      expect(refusal).toContain(candidate);
      expect(await ok('update_label', { label: candidate, description: 'As said' })).toMatch(/As said$/);
    }
  });

  test('of one name in two teams are told apart by the team', async () => {
    expect(
      await ok('update_label', { label: 'Regression', team: 'MOB', description: 'Was fine before' }),
    ).toMatch(/after: Regression \| team MOB \| #\w+ \| Was fine before/);
  });
});

describe('workflow states', () => {
  test('are added, renamed, and archived when no issue is in them', async () => {
    expect(await ok('create_state', { team: 'ENG', name: 'On hold', type: 'started' })).toBe(
      'Created state On hold (started) in ENG.',
    );
    expect(await ok('update_issue', { id: 'ENG-82', state: 'On hold' })).toContain('→ On hold');
    expect(await failure('update_state', { team: 'ENG', state: 'On hold', archived: true })).toMatch(
      /did not accept/,
    );
    expect(await ok('update_state', { team: 'ENG', state: 'on hold', name: 'Parked' })).toBe(
      'ENG: On hold → Parked (started)',
    );
    await ok('update_issue', { id: 'ENG-82', state: 'Todo' });
    expect(await ok('update_state', { team: 'ENG', state: 'Parked', description: 'Later' })).toBe(
      'ENG: Parked → Parked (started)\ndescription: none → Later',
    );
    expect(await ok('update_state', { team: 'ENG', state: 'Parked', archived: true })).toContain('archived');
  });

  test('take no name that another one of the team has', async () => {
    const renamed = { team: 'ENG', state: 'In Review' };
    expect(await failure('update_state', { ...renamed, name: 'todo' })).toContain(
      'name is taken by another state of this team',
    );
    expect(await ok('update_state', { ...renamed, name: 'In review' })).toMatch(/→ In review/);
  });

  test.each([
    ['create_state', { team: 'ENG', name: 'X', type: 'triage' }, /type must be one of backlog, unstarted/],
    ['update_state', { team: 'ENG', state: 'Dun', name: 'X' }, /No state is called "Dun"\. There is: Done/],
    ['update_state', { team: 'ENG', state: 'Done' }, /name at least one field to change/],
  ])('%s refuses %j', async (tool, args, sentence) => {
    expect(await failure(tool, args)).toMatch(sentence);
  });
});
