import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createImpersonation } from '../../src/broker/impersonation.js';
import { type CallTool, originOf, overMcp, overRest, rest } from '../support/doors.js';
import { keyFile, makeKey } from '../support/keys.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** A live key acts for one person whom the zone lets this application act for; the zone has the last word each time. */
const ADA = 'ada@lumen.example';
const KENJI = 'kenji@lumen.example';
const LINEAR = 'https://api.linear.app';
const SUBSTITUTE = /^eyJ0eXAiOiJ2bmQua2Muc3Urand0IiwiYWxnIjoibm9uZSJ9\./;

let sandbox: TestSandbox;
let file: ReturnType<typeof keyFile>;
let keys: Record<'ada' | 'kenji' | 'nobody' | 'test', ReturnType<typeof makeKey>>;
let doors: Record<string, (key: string) => CallTool>;
let withdraw: () => void;

beforeAll(async () => {
  file = keyFile([]);
  sandbox = await startTestSandbox({ env: { API_KEYS_FILE: file.path, LIMIT_CONCURRENT_PER_PERSON: '3' } });
  keys = {
    ada: makeKey('live', { user: sandbox.people[ADA] ?? '' }),
    kenji: makeKey('live', { user: sandbox.people[KENJI] ?? '' }),
    nobody: makeKey('live', { user: 'nobody-at-all' }),
    test: makeKey('test'),
  };
  file.write({ keys: Object.values(keys).map(({ record }) => record) });
  const origin = originOf(sandbox);
  doors = { REST: (key) => overRest(origin, key), MCP: (key) => overMcp(sandbox.mcp, key) };
  await vi.waitFor(async () => expect((await rest(origin, keys.ada.text, '/v1/me')).status).toBe(200), 5_000);
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  withdraw = sandbox.handles.zone.permitImpersonation({ application: 'urn:keycard-linear-mcp', user: '*' });
  await sandbox.forget();
});
afterEach(() => {
  withdraw();
  sandbox.handles.zone.faults.clear();
});

const BOTH = ['REST', 'MCP'];
const through = (door: string, { text }: { text: string }): CallTool => {
  const open = doors[door];
  if (open === undefined) throw new Error(`no door ${door}`);
  return open(text);
};

describe.each(BOTH)('a live key over %s', (door) => {
  it('reaches Linear as its person, in one exchange per call, and the record says which key it was', async () => {
    const before = sandbox.events('tool.call').length;
    const answer = await through(door, keys.ada)('get_user');
    expect([answer.isError, answer.text]).toEqual([false, expect.stringContaining(ADA)]);
    expect(await sandbox.zoneJournal()).toMatchObject([
      { user: ADA, resource: LINEAR, outcome: 'ok', status: 200 },
    ]);
    expect((await sandbox.linearJournal()).map(({ user }) => user)).toEqual([ADA]);
    const [event] = sandbox.events('tool.call').slice(before);
    expect(event).toMatchObject({
      door: 'key',
      mode: 'live',
      keyId: keys.ada.record.id,
      organisation: 'acme',
      subject: sandbox.people[ADA],
      outcome: 'ok',
    });
    const audit = sandbox.handles.zone.audit().at(-1);
    expect(audit).toMatchObject({ event: 'credentials:issue', user: sandbox.people[ADA], status: 'success' });
    expect(audit?.identity_chain.map(({ type }) => type)).toEqual(['application', 'user']);
  });

  it('reaches nothing without a policy that permits it, and says whom to ask', async () => {
    withdraw();
    const answer = await through(door, keys.ada)('get_user');
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/access policy does not allow/);
    expect(await sandbox.linearJournal()).toEqual([]);
    expect(await sandbox.zoneJournal()).toMatchObject([{ outcome: 'access_denied' }]);
    expect(sandbox.handles.zone.audit().at(-1)).toMatchObject({
      status: 'failure',
      failure_code: 'access_denied',
    });
  });

  it('for somebody who has not connected Linear brings the link, as for anybody', async () => {
    const answer = await through(door, keys.kenji)('get_user');
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/has not connected Linear.*\/connect\?ticket=/);
    expect(await sandbox.linearJournal()).toEqual([]);
  });

  it('for nobody is a mistake of the operator, who is told', async () => {
    const answer = await through(door, keys.nobody)('get_user');
    expect(answer.text).toMatch(/^The person for whom this API key acts is not known/);
    const event = sandbox.events('tool.call').at(-1);
    expect(event).toMatchObject({ outcome: 'person_unknown', hint: expect.stringContaining('npm run keys') });
  });

  it('is tried again while the zone is busy, through the same breaker, and never told as its fault', async () => {
    sandbox.handles.zone.faults.next('exchange', { kind: 'error', status: 503, error: 'server_error' });
    expect((await through(door, keys.ada)('get_user')).isError).toBe(false);
    expect((await sandbox.zoneJournal()).length).toBe(2);
  });
});

describe('over REST, a failure', () => {
  it('is a problem with the status that fits, and never 401', async () => {
    const origin = originOf(sandbox);
    const unconnected = await rest(origin, keys.kenji.text, '/v1/tools/get_user', { body: {} });
    expect([unconnected.status, unconnected.body['code']]).toEqual([403, 'consent_required']);
    expect(String(unconnected.body['link'])).toMatch(/\/connect\?ticket=/);
    const nobody = await rest(origin, keys.nobody.text, '/v1/tools/get_user', { body: {} });
    expect([nobody.status, nobody.body['code']]).toEqual([502, 'person_unknown']);
    const missing = await rest(origin, keys.ada.text, '/v1/tools/get_issue', {
      body: { ids: ['ENG-99999'] },
    });
    expect([404, 422]).toContain(missing.status);
  });

  it('of a token that the zone no longer takes is a 401 for the token, and none for a key', async () => {
    const origin = originOf(sandbox);
    sandbox.handles.zone.faults.set('exchange', { kind: 'error', status: 400, error: 'invalid_grant' });
    const oauth = await rest(origin, sandbox.token, '/v1/tools/get_user', { body: {} });
    expect([oauth.status, oauth.body['code']]).toEqual([401, 'invalid_token']);
    const key = await rest(origin, keys.ada.text, '/v1/tools/get_user', { body: {} });
    expect([key.status, key.body['code']]).toEqual([502, 'person_unknown']);
  });
});

describe('writes whose client went away', () => {
  it('run on, and count for their caller as long as they do', async () => {
    const origin = originOf(sandbox);
    const me = async (): Promise<number> => (await rest(origin, keys.ada.text, '/v1/me')).status;
    const left = new AbortController();
    const send = (at: number, signal: AbortSignal | null): Promise<number> =>
      fetch(`${origin}/v1/tools/create_issue`, {
        method: 'POST',
        signal,
        headers: {
          Authorization: `Bearer ${keys.ada.text}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': `went-away-${at}`,
        },
        body: JSON.stringify({ team: 'ENG', title: `Went away ${at}` }),
      }).then(
        ({ status }) => status,
        () => 0,
      );
    sandbox.handles.zone.faults.set('exchange', { kind: 'latency', ms: 2_000 });
    const sent = [1, 2, 3].map((at) => send(at, left.signal));
    await expect.poll(me, { interval: 20 }).toBe(429);
    left.abort();
    expect(await Promise.all(sent)).toEqual([0, 0, 0]);
    await expect.poll(me, { interval: 20 }).toBe(200);
    expect(await send(4, null)).toBe(429);
    sandbox.handles.zone.faults.clear();
    await expect.poll(() => send(4, null), { timeout: 5_000, interval: 100 }).toBe(200);
    expect(await send(1, null)).toBe(200);
  });
});

describe('the subject token', () => {
  it('names the person and nothing else, unsigned, with a trailing dot and no actor', async () => {
    const seen: { token: string; type: string }[] = [];
    const impersonate = createImpersonation(async (subject) => {
      seen.push(subject);
      return 'lin_abc';
    });
    await impersonate('person "1"', AbortSignal.timeout(1_000));
    const [{ token, type } = { token: '', type: '' }] = seen;
    expect(type).toBe('urn:keycard:params:oauth:token-type:substitute-user');
    expect(token).toMatch(SUBSTITUTE);
    const [, payload = '', signature] = token.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({ sub: 'person "1"' });
    expect(signature).toBe('');
  });
});

describe('the file of keys', () => {
  const origin = (): string => originOf(sandbox);
  const status = async (key: { text: string }): Promise<number> =>
    (await rest(origin(), key.text, '/v1/me')).status;

  it('is read again when it changes: what is revoked is refused within seconds', async () => {
    expect(await status(keys.test)).toBe(200);
    const others = [keys.ada, keys.kenji, keys.nobody].map(({ record }) => record);
    file.write({ keys: [...others, { ...keys.test.record, revoked: new Date().toISOString() }] });
    await expect.poll(() => status(keys.test), { timeout: 5_000, interval: 100 }).toBe(401);
    file.write({ keys: Object.values(keys).map(({ record }) => record) });
    await expect.poll(() => status(keys.test), { timeout: 5_000, interval: 100 }).toBe(200);
  });

  it('closes the door while it is damaged or gone, with 503, and OAuth goes on', async () => {
    const breaks = [
      () => writeFileSync(file.path, '{"version":1,"keys":[', { mode: 0o600 }),
      () => rmSync(file.path),
    ];
    const told = async (): Promise<unknown[]> => {
      await status(keys.test);
      return sandbox.events('api_keys.file').map(({ what }) => what);
    };
    for (const [at, damage] of breaks.entries()) {
      damage();
      const expected = ['damaged', 'missing'].slice(0, at + 1);
      await expect.poll(told, { timeout: 5_000, interval: 100 }).toEqual(expected);
      const { headers, body } = await rest(origin(), keys.test.text, '/v1/me');
      expect([headers.get('Retry-After'), body['code']]).toEqual(['5', 'temporarily_unavailable']);
      expect(await status({ text: sandbox.token })).toBe(200);
    }
    file.write({ keys: Object.values(keys).map(({ record }) => record) });
    await expect.poll(() => status(keys.test), { timeout: 5_000, interval: 100 }).toBe(200);
    expect(sandbox.events('api_keys.file').map(({ msg }) => msg)).toEqual([
      expect.stringMatching(
        /^every API key is answered 503 until .*: API_KEYS_FILE .* is damaged.*: restore it$/,
      ),
      expect.stringMatching(/is gone: put it back$/),
      expect.stringMatching(/good again$/),
    ]);
    expect(sandbox.events('api_keys.file').at(-1)).toMatchObject({ what: 'good' });
  });
});
