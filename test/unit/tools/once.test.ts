import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advertise } from '../../../src/mcp/advertise.js';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { argsOf, toolExamples } from '../../support/examples/index.js';
import { ada, adam, callerOf } from './support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const as = (email: string) => callerOf(sandbox, email);

const creating = toolExamples.filter(([tool]) => tool.name.startsWith('create_'));

/** An answer without the words that tell a new thing from one that was there. */
function told(text: string): string {
  return text
    .replace(/^Nothing (?:created|written): this idempotency_key already made /, '')
    .replace(/^Created /, '')
    .replace(' written on ', ' on ')
    .toLowerCase();
}

test('everything that creates takes a key', () => {
  const without = creating.filter(([tool]) => !('idempotency_key' in tool.input.shape));
  expect(without.map(([tool]) => tool.name)).toEqual([]);
});

test('a key that is too short is refused, as the schema says before', async () => {
  for (const [tool, example] of creating) {
    expect(advertise(tool).inputSchema.properties).toMatchObject({
      idempotency_key: { type: 'string', minLength: 8 },
    });
    const args = await argsOf(example, (other, given) => as(ada).ok(other, given));
    expect(await as(ada).failure(tool.name, { ...args, idempotency_key: '1234567' })).toContain(
      'idempotency_key must have 8 to 200 characters',
    );
  }
});

describe.each(creating.map(([tool, example]) => [tool.name, example] as const))('%s', (name, example) => {
  test('with the same key makes one thing, says so, and shows what stands', async () => {
    const args = await argsOf(example, (other, given) => as(ada).ok(other, given));
    const keyed = { ...args, idempotency_key: `the key of ${name}` };
    const first = await as(ada).ok(name, keyed);
    const second = await as(ada).run(name, keyed);
    expect(second.text).toMatch(/^Nothing (?:created|written): this idempotency_key already made /);
    expect(second.operations.filter((each) => each?.startsWith('Create'))).toHaveLength(1);
    // What the first call was told, the second is told as well, but for who made it.
    expect(told(second.text)).toBe(told(first));
  });
});

test('a key is its person’s alone, and each kind of thing has its own', async () => {
  const key = { idempotency_key: 'weekly-2026-40' };
  await as(ada).ok('create_document', { title: 'Week 40', team: 'ENG', ...key });
  expect(await as(adam).ok('create_document', { title: 'Week 40', team: 'ENG', ...key })).toMatch(/^Created/);
  expect(await as(ada).ok('create_project', { name: 'Week 40', teams: ['ENG'], ...key })).toMatch(/^Created/);
});

test('the same key with other words makes nothing and shows what stands under it', async () => {
  const key = { idempotency_key: 'same-key-other-words' };
  await as(ada).ok('create_document', { title: 'First words', team: 'ENG', ...key });
  const text = await as(ada).ok('create_document', { title: 'Other words', team: 'ENG', ...key });
  expect(text).toMatch(/^Nothing created: this idempotency_key already made document "First words" \(/);
});

test('without a key, a second call makes a second thing', async () => {
  const args = { title: 'Twice', team: 'ENG' };
  const first = await as(ada).ok('create_document', args);
  expect(await as(ada).ok('create_document', args)).not.toBe(first);
});

test('a key whose issue was thrown away since says where it is', async () => {
  const args = { title: 'Thrown away', team: 'ENG', idempotency_key: 'the key of the trash' };
  const id = /ENG-\d+/.exec(await as(ada).ok('create_issue', args))?.[0];
  await as(ada).ok('delete_issues', { ids: id });
  expect(await as(ada).ok('create_issue', args)).toMatch(
    /^Nothing created: this idempotency_key already made ENG-\d+ "Thrown away" .*\| in the trash/,
  );
});
