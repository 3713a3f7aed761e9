import { describe, expect, test } from 'vitest';
import { ada, workspaceOf } from './support.js';

/** Fields that are taken away: what holds nothing afterwards was asked for as "" or as null. */
const { ok, failure } = workspaceOf(ada);

describe.each([null, ''])('a text that is given as %j', (nothing) => {
  test.each([
    ['update_issue', { id: 'ENG-5' }, 'description'],
    ['update_project', { project: 'Apollo' }, 'content'],
    ['update_project', { project: 'Apollo' }, 'summary'],
    ['update_milestone', { project: 'Apollo', milestone: 'Pilot' }, 'description'],
    ['update_initiative', { initiative: 'Japan' }, 'content'],
    ['update_initiative', { initiative: 'Japan' }, 'summary'],
    ['update_document', { document: 'Incident 14' }, 'content'],
    ['update_view', { view: 'Bugs of engineering' }, 'description'],
    ['update_release', { release: 'Robot OS 4.1' }, 'description'],
    ['update_release_note', { note: 'What is new in Robot OS 4.0' }, 'content'],
    ['update_cycle', { team: 'ENG', cycle: 'current' }, 'description'],
  ])('%s %j empties %s', async (tool, which, field) => {
    await ok(tool, { ...which, [field]: 'Something.' });
    expect(await ok(tool, { ...which, [field]: nothing })).toMatch(
      new RegExp(`^${field}: .+ → (none$|0 characters)`, 'm'),
    );
  });

  test('takes the description off a label', async () => {
    await ok('update_label', { label: 'Bug', description: 'Something.' });
    expect(await ok('update_label', { label: 'Bug', description: nothing })).toMatch(
      /Something\.\nafter: Bug \| workspace \| #[0-9a-f]{6}$/,
    );
  });

  test('is not enough where there has to be one', async () => {
    expect(await failure('create_comment', { issue: 'ENG-5', body: nothing })).toContain(
      'body must not be empty',
    );
  });
});

test('a release note covers nothing with an empty list, which a new one does not take', async () => {
  const note = 'What is new in Robot OS 4.0';
  expect(await ok('update_release_note', { note, releases: [] })).toMatch(/^releases: .+ → none$/m);
  expect(
    await failure('create_release_note', { pipeline: 'Robot OS', title: 'Blank', releases: [] }),
  ).toContain('releases must not be an empty list');
});
