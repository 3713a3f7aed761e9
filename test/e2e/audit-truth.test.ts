import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditRecord } from '../../src/telemetry/audit/record.js';
import { originOf, type RestAnswer, rest } from '../support/doors.js';
import { keyFile, makeKey } from '../support/keys.js';
import { callByHand, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** That the audit log says what happened: nothing that did not, and nothing less. */
const file = join(mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-')), 'audit.jsonl');
const key = makeKey('test');
const readOnly = makeKey('test', { readOnly: true });
const DENIED = { kind: 'error', status: 400, error: 'insufficient_authorization' } as const;
let sandbox: TestSandbox;
let read = 0;

const lines = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [auditRecord.parse(JSON.parse(line))]));
/** The records since the last time, once there are as many as that. */
async function records(count: number) {
  await expect.poll(() => lines().length - read).toBe(count);
  const found = lines().slice(read);
  read += count;
  return found;
}
const rolesOf = ({ delegation }: { delegation: readonly { role: string }[] }) =>
  delegation.map(({ role }) => role);
const call = (tool: string, body: unknown, headers: Record<string, string> = {}): Promise<RestAnswer> =>
  rest(originOf(sandbox), sandbox.token, `/v1/tools/${tool}`, { body, headers });

beforeAll(async () => {
  sandbox = await startTestSandbox({
    env: { AUDIT_LOG: file, AUDIT_REQUIRED: '1', API_KEYS_FILE: keyFile([key, readOnly]).path },
  });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.forget());
afterEach(() => {
  sandbox.handles.zone.faults.clear();
  sandbox.handles.linear.faults.clear();
});

describe('an answer that is given again for an Idempotency-Key', () => {
  const headers = { 'Idempotency-Key': 'c0ffee77-again' };
  const issue = { team: 'ENG', title: 'Answered again' };

  it('is an access: it trades for a token, asks Linear, and is recorded as what it is', async () => {
    const first = await call('create_issue', issue, headers);
    expect((await records(2)).map(({ event, replayed }) => [event, replayed])).toEqual([
      ['tool.write_begun', undefined],
      ['tool.call', undefined],
    ]);
    await sandbox.forget();
    const again = await call('create_issue', issue, headers);
    expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([200, 'true']);
    expect(again.body['text']).toBe(first.body['text']);
    expect([(await sandbox.zoneJournal()).length, (await sandbox.linearJournal()).length]).toEqual([1, 1]);
    const [record] = await records(1);
    expect(record).toMatchObject({ event: 'tool.call', tool: 'create_issue', outcome: 'ok', replayed: true });
    expect(record).toMatchObject({ access: 'read', requestId: again.headers.get('X-Request-Id') });
    expect(sandbox.events('tool.call').at(-1)).toMatchObject({ tool: 'create_issue', replayed: true });
  });

  it('is not given to somebody who would not be let in now', async () => {
    sandbox.handles.zone.faults.set('exchange', DENIED);
    const refused = await call('create_issue', issue, headers);
    expect([refused.status, refused.body['code']]).toEqual([403, 'consent_required']);
    expect(JSON.stringify(refused.body)).not.toContain('Answered again');
    expect(await records(1)).toMatchObject([{ outcome: 'consent_required', replayed: true }]);
  });
});

describe('what was reached', () => {
  it('is not Linear when no token was given for it', async () => {
    sandbox.handles.zone.faults.set('exchange', DENIED);
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(true);
    const [record] = await records(1);
    expect(record?.exchangeMs).toBeGreaterThanOrEqual(0);
    expect(record && rolesOf(record)).toEqual(['person', 'client', 'server']);
  });

  it('is Linear when a change was sent and its answer lost, and the request counts', async () => {
    sandbox.handles.linear.faults.set({ kind: 'reset' });
    const title = 'Sent and not answered';
    await callByHand(sandbox.mcp, sandbox.token, 'create_issue', { team: 'ENG', title });
    const [begun, ended] = await records(2);
    // It was not reached yet when that was written.
    expect(begun && rolesOf(begun)).toEqual(['person', 'client', 'server']);
    expect(ended && rolesOf(ended)).toEqual(['person', 'client', 'server', 'resource']);
    expect(ended?.linear?.requests).toBeGreaterThan(0);
  });
});

describe('a call of the REST door that is not run', () => {
  const asKey = (path: string, init: Parameters<typeof rest>[3], who = key) =>
    rest(originOf(sandbox), who.text, path, init);

  it.each<[string, () => Promise<RestAnswer>, unknown]>([
    ['with a body that is none', () => asKey('/v1/tools/get_user', { body: '[1]' }), 'malformed'],
    [
      'with a choice that means nothing',
      () => asKey('/v1/tools/get_user', { body: {}, headers: { 'X-MCP-Toolsets': 'nonsense' } }),
      'malformed',
    ],
    [
      'with a key for it that is none',
      () => call('create_issue', {}, { 'Idempotency-Key': 'short' }),
      'malformed',
    ],
    [
      'with a key that was for something else',
      () => call('create_issue', { team: 'ENG' }, { 'Idempotency-Key': 'c0ffee77-again' }),
      'idempotency_mismatch',
    ],
    [
      'to reset a workspace with a key that may not write',
      () => asKey('/v1/test/reset', { method: 'POST' }, readOnly),
      'test_mode_only',
    ],
  ])('%s is recorded', async (_what, send, outcome) => {
    const answer = await send();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const requestId = answer.headers.get('X-Request-Id');
    expect(await records(1)).toMatchObject([{ event: 'tool.call', outcome, requestId }]);
  });
});
