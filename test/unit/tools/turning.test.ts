import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, callerOf, cursorIn } from './support.js';

/** Pages that an answer has no room for go on where it ended, and nothing is read twice. */
let sandbox: LinearSandbox;
const caller = () => callerOf(sandbox, ada);
const LONG = 'All is well with the robots of this week, as far as anybody can tell from here. '.repeat(25);

beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
  for (let n = 0; n < 60; n++) {
    await caller().ok('create_comment', { issue: 'ENG-75', body: `Comment number ${n}. ${LONG}${LONG}` });
    await caller().ok('create_status_update', { project: 'Apollo', body: `Update number ${n}. ${LONG}` });
  }
  await caller().ok('create_issues', {
    team: 'ENG',
    issues: Array.from({ length: 50 }, (_, n) => ({ title: `Long ${n}`, description: LONG })),
  });
}, 60_000);
afterAll(() => sandbox.close());

test.each([
  ['list_comments', { issue: 'ENG-75', limit: 60 }, /Comment number \d+\./g, 60],
  ['list_status_updates', { project: 'Apollo', limit: 50 }, /update [0-9a-f-]{36}/g, 60],
  ['list_issues', { team: 'ENG', detail: 'full', limit: 250, include_archived: true }, /^ENG-\d+ "/gm, 0],
])('%s shows each row once, page by page', async (tool, args, rows, most) => {
  const seen: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  let operation: string | null | undefined;
  do {
    const { text, operations } = await caller().run(tool, { ...args, ...(cursor && { cursor }) });
    const shown = text.match(rows) ?? [];
    // The header counts what is shown, and a page takes one request, also when it goes on within one.
    expect(Number(/^(\d+) /m.exec(text)?.[1])).toBe(shown.length);
    expect(shown.length).toBeGreaterThan(0);
    expect(operations).toHaveLength(1);
    operation ??= operations[0];
    expect(operations[0]).toBe(operation);
    seen.push(...shown);
    cursor = cursorIn(text) || undefined;
    pages++;
  } while (cursor !== undefined && pages < 20);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(most);
  expect(pages).toBeGreaterThan(1);
  if (most === 0) {
    const plain = await caller().ok(tool, { ...args, detail: 'row' });
    for (const row of plain.match(rows) ?? []) expect(seen).toContain(row);
  }
});
