import { beforeAll, describe, expect, test } from 'vitest';
import { ada, workspaceOf } from '../support.js';

const { run, ok, failure } = workspaceOf(ada);
const made = Array.from({ length: 14 }, (_, n) => `Many ${String(n + 1).padStart(2, '0')}`);

beforeAll(async () => {
  for (const name of made) await ok('create_label', { name });
  await ok('update_issue', { id: 'ENG-20', labels: made });
  await ok('update_issue', { id: 'ENG-21', labels: made.slice(0, 12) });
});

describe('an issue with more labels than one line holds', () => {
  test('is shown with all of them when it is asked for alone, in one request', async () => {
    const { text, operations } = await run('get_issue', { ids: 'ENG-20' });
    for (const name of made) expect(text).toContain(name);
    expect(operations).toEqual(['GetIssue']);
  });

  test('is shown with how many there are besides among others', async () => {
    expect(await ok('get_issue', { ids: ['ENG-20', 'ENG-22'] })).toMatch(/^ENG-20 .*Many \d\d \+4/m);
  });

  test.each(made)('loses %s in a dry run for many, and keeps the others', async (name) => {
    const rest = made.filter((each) => each !== name).join(', ');
    const { text, operations } = await run('update_issues', {
      ids: ['ENG-20', 'ENG-22'],
      remove_labels: name,
      dry_run: true,
    });
    expect(text).toContain(`labels: ${made.join(', ')} → ${rest}`);
    expect(operations).toEqual(['PrepareIssuesUpdate', 'LabelsById']);
  });

  test('tells before and after in full when many are changed', async () => {
    const { text, operations } = await run('update_issues', {
      ids: ['ENG-20', 'ENG-21'],
      remove_labels: 'Many 12',
      add_labels: 'Bug',
    });
    const after = ['Bug', ...made.filter((each) => each !== 'Many 12')];
    expect(text).toContain(`labels: ${made.join(', ')} → ${after.join(', ')}`);
    expect(text).toContain(`labels: ${made.slice(0, 12).join(', ')} → Bug, ${made.slice(0, 11).join(', ')}`);
    expect(operations.filter((name) => name === 'LabelsById')).toHaveLength(1);
  });

  test('is no reason for a request more where all labels are known', async () => {
    const { operations } = await run('update_issues', { ids: ['ENG-23', 'ENG-24'], add_labels: 'Bug' });
    expect(operations).not.toContain('LabelsById');
  });

  test('still says which label is on none of them', async () => {
    expect(await failure('update_issues', { ids: ['ENG-20', 'ENG-22'], remove_labels: 'Many 99' })).toContain(
      'No label on these issues is called "Many 99"',
    );
  });
});
