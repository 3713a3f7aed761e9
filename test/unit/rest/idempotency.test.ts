import { describe, expect, it } from 'vitest';
import { createIdempotencyMemory, keyIn } from '../../../src/rest/idempotency.js';

const attempt = (key: string, more: object = {}) => ({
  caller: 'ada',
  key,
  tool: 'create_issue',
  args: {},
  ...more,
});
const DAY = 24 * 3_600_000;

function started(memory: ReturnType<typeof createIdempotencyMemory>, key: string, more: object = {}) {
  const begun = memory.begin(attempt(key, more));
  if (begun.state !== 'new') throw new Error(`${key} is ${begun.state}`);
  return begun;
}

describe('the memory of answers', () => {
  it('tells what is new, what runs, what was answered and what was something else', () => {
    const memory = createIdempotencyMemory();
    const first = started(memory, 'key-1');
    expect(memory.begin(attempt('key-1')).state).toBe('running');
    expect(memory.begin(attempt('key-1', { args: { a: 1 } })).state).toBe('other');
    expect(memory.begin(attempt('key-1', { tool: 'delete_issues' })).state).toBe('other');
    expect(memory.begin(attempt('key-1', { caller: 'kenji' })).state).toBe('new');
    const answer = { status: 200, body: { text: 'done' } };
    first.keep(answer);
    expect(memory.begin(attempt('key-1'))).toEqual({ state: 'done', answer });
  });

  it('forgets what did nothing, what is a day old, and what belongs to a workspace that is no more', () => {
    let now = 0;
    const memory = createIdempotencyMemory({ now: () => now });
    started(memory, 'nothing').forget();
    expect(memory.begin(attempt('nothing')).state).toBe('new');
    started(memory, 'old').keep({ status: 200, body: {} });
    started(memory, 'test', { workspace: 'acme' }).keep({ status: 200, body: {} });
    memory.forgetWorkspace('acme');
    expect(memory.begin(attempt('test', { workspace: 'acme' })).state).toBe('new');
    now = DAY;
    started(memory, 'another').keep({ status: 200, body: {} });
    expect(memory.begin(attempt('old')).state).toBe('new');
  });

  it('is bounded in number and in bytes, and never forgets what is running', () => {
    const memory = createIdempotencyMemory();
    started(memory, 'running');
    for (let at = 0; at < 12_000; at += 1) started(memory, `small-${at}`).keep({ status: 200, body: {} });
    expect(memory.begin(attempt('running')).state).toBe('running');
    expect(memory.begin(attempt('small-11999')).state).toBe('done');
    expect(memory.begin(attempt('small-0')).state).toBe('new');
    const text = 'x'.repeat(1024 * 1024);
    for (let at = 0; at < 40; at += 1) started(memory, `large-${at}`).keep({ status: 200, body: { text } });
    expect(memory.begin(attempt('large-39')).state).toBe('done');
    expect(memory.begin(attempt('large-1')).state).toBe('new');
  });
});

describe('a memory that is full', () => {
  it('costs whoever filled it their own answers, and nobody else theirs', () => {
    const memory = createIdempotencyMemory({ mostEntries: 10, mostBytes: 10_000 });
    const of = (caller: string, key: string) => memory.begin(attempt(key, { caller })).state;
    const write = (caller: string, key: string, text = '') =>
      started(memory, key, { caller }).keep({ status: 200, body: { text } });
    write('ada', 'hers-1');
    for (let at = 0; at < 50; at += 1) write('mallory', `many-${at}`);
    expect([of('ada', 'hers-1'), of('mallory', 'many-49'), of('mallory', 'many-0')]).toEqual([
      'done',
      'done',
      'new',
    ]);
    for (let at = 0; at < 5; at += 1) write('mallory', `long-${at}`, 'x'.repeat(4_000));
    expect([of('ada', 'hers-1'), of('mallory', 'long-4'), of('mallory', 'long-0')]).toEqual([
      'done',
      'done',
      'new',
    ]);
  });
});

describe('what runs', () => {
  it('is bounded for each caller, whether they wait for the answer or not', () => {
    const memory = createIdempotencyMemory({ mostRunning: 2 });
    const one = started(memory, 'key-1');
    started(memory, 'key-2');
    expect(memory.begin(attempt('key-3')).state).toBe('crowded');
    expect(memory.begin(attempt('key-1')).state).toBe('running');
    expect(memory.begin(attempt('key-3', { caller: 'kenji' })).state).toBe('new');
    one.keep({ status: 200, body: {} });
    started(memory, 'key-3').forget();
    started(memory, 'key-4');
    expect(memory.begin(attempt('key-5')).state).toBe('crowded');
  });
});

describe('a key in a header', () => {
  it.each([
    ['c0ffee00-0000', 'c0ffee00-0000'],
    ['"c0ffee00-0000"', 'c0ffee00-0000'],
    ['short', undefined],
    ['', undefined],
    ['x'.repeat(201), undefined],
    ['with a space', undefined],
    ['one-key-1, two-key-2', undefined],
  ])('%j is %j', (header, key) => {
    expect(keyIn(header)).toBe(key);
  });
});
