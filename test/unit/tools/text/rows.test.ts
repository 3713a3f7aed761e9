import { expect, test } from 'vitest';
import type { IssueRow } from '../../../../src/linear/rows.js';
import { counted, issueLine } from '../../../../src/tools/text/rows.js';

const bare: IssueRow = {
  identifier: 'ENG-1',
  title: 'A title',
  priority: 0,
  labelIds: [],
  updatedAt: '2026-10-14T12:00:00.000Z',
  state: { name: 'Todo' },
  labels: { nodes: [] },
};

test('a row leaves out what an issue does not have', () => {
  expect(issueLine(bare)).toBe('ENG-1 "A title" | Todo | 2026-10-14');
  expect(issueLine({ ...bare, assignee: null, project: null, dueDate: null })).toBe(issueLine(bare));
});

test('a row shows what it has, names as every tool takes them back, and counts the labels that it does not show', () => {
  const full: IssueRow = {
    ...bare,
    priority: 2,
    assignee: { name: 'Ada' },
    project: { name: 'Apollo' },
    dueDate: '2026-11-01',
    archivedAt: '2026-10-15T00:00:00.000Z',
    labelIds: ['1', '2', '3', '4'],
    labels: { nodes: [{ name: 'Bug' }, { name: 'Docking', parent: { name: 'Area' } }] },
  };
  expect(issueLine(full)).toBe(
    'ENG-1 "A title" | Todo | high | @Ada | #Bug, Area/Docking +2 | in Apollo | due 2026-11-01 | 2026-10-14 | archived',
  );
});

test('a title cannot pass for other fields, nor a name for another row', () => {
  const line = issueLine({ ...bare, title: 'x" | Done | @Eve\nENG-2 "y', state: { name: 'A | B\nC' } });
  expect(line).toBe(`ENG-1 "x' | Done | @Eve ENG-2 'y" | A ¦ B C | 2026-10-14`);
});

test('one is not many', () => {
  expect([counted(1, 'issue'), counted(0, 'issue'), counted(2, 'issue')]).toEqual([
    '1 issue',
    '0 issues',
    '2 issues',
  ]);
});
