import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { originOf, type RestAnswer, rest } from '../support/doors.js';
import { keyFile, makeKey } from '../support/keys.js';
import { rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** The REST door as a program sees it: what it takes, what it answers, and what is done once. */
const ADA = 'ada@lumen.example';
const key = makeKey('test');
const colleague = makeKey('test', { user: 'kenji@lumen.example' });
const elsewhere = makeKey('test', { organisation: 'elsewhere' });
const limited = makeKey('test', { organisation: 'limited' });
let sandbox: TestSandbox;
let origin: string;
beforeAll(async () => {
  const { path } = keyFile([key, colleague, elsewhere, limited]);
  sandbox = await startTestSandbox({
    env: { API_KEYS_FILE: path, WRITE_SCOPE: 'mcp:write', LIMIT_REQUESTS_PER_KEY: '200' },
  });
  origin = originOf(sandbox);
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.forget());

const call = (tool: string, body: unknown, headers: Record<string, string> = {}): Promise<RestAnswer> =>
  rest(origin, key.text, `/v1/tools/${tool}`, { body, headers });
const brief = ({ status, body }: RestAnswer): unknown[] => [status, body['code']];

describe('a request', () => {
  it('is answered with its id and with what is left of the limit', async () => {
    const { headers, body } = await rest(origin, key.text, '/v1/me', {
      headers: { 'X-Request-Id': 'my-own-request-1' },
    });
    expect(headers.get('X-Request-Id')).toBe('my-own-request-1');
    expect(headers.get('RateLimit-Limit')).toBe('200');
    expect(Number(headers.get('RateLimit-Remaining'))).toBeLessThan(200);
    expect(Number(headers.get('RateLimit-Reset'))).toBeGreaterThan(0);
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(body).toMatchObject({ mode: 'test', door: 'key', subject: ADA });
    const called = await call('get_user', {});
    expect(called.body['request_id']).toBe(called.headers.get('X-Request-Id'));
  });

  it('beyond the limit of its key is 429 at both doors, and says when to go on', async () => {
    for (let sent = 0; sent < 199; sent += 1) await rest(origin, limited.text, '/v1/me');
    const last = await rest(origin, limited.text, '/v1/me');
    expect([last.status, last.headers.get('RateLimit-Remaining')]).toEqual([200, '0']);
    const over = await rest(origin, limited.text, '/v1/me');
    expect(brief(over)).toEqual([429, 'rate_limited']);
    expect(Number(over.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(over.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    const mcp = await rpc(sandbox.mcp, limited.text, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(mcp.status).toBe(429);
    expect((await rest(origin, key.text, '/v1/me')).status).toBe(200);
  });

  it.each<[string, Parameters<typeof rest>[3], unknown[]]>([
    ['/v1/tools/get_user', { body: '{"user":' }, [400, 'body_invalid']],
    ['/v1/tools/get_user', { body: [] }, [400, 'body_invalid']],
    ['/v1/tools/get_user', { body: '"me"' }, [400, 'body_invalid']],
    ['/v1/tools/get_user', { body: '{}', headers: { 'Content-Type': 'text/plain' } }, [415, 'body_invalid']],
    ['/v1/tools/get_user', { body: '{}', headers: { 'Content-Encoding': 'gzip' } }, [415, 'body_invalid']],
    ['/v1/tools/get_user', { body: `{"user":"${'x'.repeat(1_100_000)}"}` }, [413, 'body_invalid']],
    ['/v1/tools/get_user', { body: `${'['.repeat(50)}${']'.repeat(50)}` }, [400, 'body_invalid']],
    ['/v1/tools/get_user', { body: { nobody: 1 } }, [422, 'invalid_arguments']],
    ['/v1/tools/list_issues', { body: { team: 'NOPE' } }, [422, 'name_not_found']],
    ['/v1/tools/nothing', { body: {} }, [404, 'tool_unknown']],
    ['/v1/tools/__proto__', { body: {} }, [404, 'tool_unknown']],
    ['/v1/tools/get_user', {}, [405, 'method_not_allowed']],
    ['/v1/tools', { body: {} }, [405, 'method_not_allowed']],
    ['/v1/me', { method: 'DELETE' }, [405, 'method_not_allowed']],
    ['/v1/nothing', {}, [404, 'not_found']],
    ['/v1/tools', { headers: { 'X-MCP-Toolsets': 'nonsense' } }, [400, 'invalid_choice']],
    ['/v1/tools', { headers: { Origin: 'https://evil.example' } }, [403, 'origin_not_allowed']],
  ])('to %s with %j is refused as a problem', async (path, init, expected) => {
    const answer = await rest(origin, key.text, path, init);
    expect(brief(answer)).toEqual(expected);
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      status: answer.status,
      request_id: answer.headers.get('X-Request-Id'),
    });
    expect(Object.keys(answer.body).sort()).toEqual([
      'code',
      'detail',
      'request_id',
      'status',
      'title',
      'type',
    ]);
  });

  it('narrows what it is served by the headers of the other door', async () => {
    const { body } = await rest(origin, key.text, '/v1/tools', { headers: { 'X-MCP-Readonly': 'true' } });
    const tools = body['tools'] as { name: string; access: string }[];
    expect(tools.some(({ access }) => access === 'write')).toBe(false);
    const write = await call('create_issue', { team: 'ENG', title: 'x' }, { 'X-MCP-Readonly': 'true' });
    expect(brief(write)).toEqual([404, 'tool_unknown']);
  });
});

describe('an OAuth bearer', () => {
  it('acts for its person, and needs the scopes that it needs at the other door', async () => {
    const { body } = await rest(origin, sandbox.token, '/v1/me');
    expect(body).toMatchObject({ mode: 'live', door: 'oauth', subject: sandbox.people[ADA] });
    const read = await rest(origin, sandbox.token, '/v1/tools/get_user', { body: {} });
    expect([read.status, read.body['mode']]).toEqual([200, 'live']);
    await sandbox.forget();
    const write = await rest(origin, sandbox.token, '/v1/tools/create_issue', {
      body: { team: 'ENG', title: 'x' },
    });
    expect(brief(write)).toEqual([403, 'insufficient_scope']);
    expect(write.headers.get('WWW-Authenticate')).toMatch(
      /error="insufficient_scope".*scope="mcp:tools mcp:write"/,
    );
    expect(await sandbox.zoneJournal()).toEqual([]);
  });

  it('that is not good is 401, and sends nobody to a sign-in', async () => {
    const answer = await rest(origin, 'ey.not.good', '/v1/me');
    expect(brief(answer)).toEqual([401, 'invalid_token']);
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer error="invalid_token"/);
    expect(answer.headers.get('WWW-Authenticate')).not.toContain('resource_metadata');
  });
});

describe('an Idempotency-Key', () => {
  const issue = (title: string): object => ({ team: 'ENG', title });
  const countOf = async (title: string): Promise<number> => {
    const { body } = await call('list_issues', { team: 'ENG', limit: 50 });
    return String(body['text']).split(`"${title}"`).length - 1;
  };

  it('makes a write happen once and be answered twice, whatever the order of the arguments', async () => {
    const headers = { 'Idempotency-Key': 'c0ffee00-once' };
    const first = await call('create_issue', { team: 'ENG', title: 'Once' }, headers);
    const second = await call(
      'create_issue',
      { title: 'Once', team: 'ENG' },
      { 'Idempotency-Key': '"c0ffee00-once"' },
    );
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body['text']).toBe(first.body['text']);
    expect([first.headers.get('Idempotency-Replayed'), second.headers.get('Idempotency-Replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(second.body['request_id']).not.toBe(first.body['request_id']);
    expect(await countOf('Once')).toBe(1);
  });

  it('with other arguments, or for another tool, is refused', async () => {
    const headers = { 'Idempotency-Key': 'c0ffee01-other' };
    await call('create_issue', issue('First'), headers);
    expect(brief(await call('create_issue', issue('Second'), headers))).toEqual([
      422,
      'idempotency_mismatch',
    ]);
    const other = await call('create_comment', { issue: 'ENG-1', body: 'x' }, headers);
    expect(brief(other)).toEqual([422, 'idempotency_mismatch']);
    expect(await countOf('Second')).toBe(0);
  });

  it('sent twice at once runs once', async () => {
    const headers = { 'Idempotency-Key': 'c0ffee02-twice' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => call('create_issue', issue('Twice at once'), headers)),
    );
    const codes = new Set(answers.map(({ status }) => status));
    expect([...codes].every((status) => status === 200 || status === 409)).toBe(true);
    expect(codes.has(200)).toBe(true);
    expect(await countOf('Twice at once')).toBe(1);
  });

  it('of a write that certainly did nothing may be used again', async () => {
    const headers = { 'Idempotency-Key': 'c0ffee03-again' };
    expect((await call('create_issue', { team: 'NOPE', title: 'Again' }, headers)).status).toBe(422);
    expect((await call('create_issue', { team: 'ENG', title: 'Again' }, headers)).status).toBe(200);
  });

  it('belongs to its caller, has a form, and says nothing to a read', async () => {
    const headers = { 'Idempotency-Key': 'c0ffee00-once' };
    const read = await call('get_user', {}, headers);
    expect([read.status, read.headers.get('Idempotency-Replayed')]).toEqual([200, null]);
    await call('create_issue', issue('Mine'), { 'Idempotency-Key': 'c0ffee04-mine' });
    for (const other of [colleague, elsewhere]) {
      const theirs = await rest(origin, other.text, '/v1/tools/create_issue', {
        body: issue('Theirs'),
        headers: { 'Idempotency-Key': 'c0ffee04-mine' },
      });
      expect([theirs.status, theirs.headers.get('Idempotency-Replayed')]).toEqual([200, null]);
      expect(theirs.body['text']).toMatch(/^Created/);
    }
    for (const bad of ['short', 'x'.repeat(201), 'with space']) {
      const refused = await call('create_issue', issue('Bad key'), { 'Idempotency-Key': bad });
      expect(brief(refused)).toEqual([400, 'idempotency_key_invalid']);
    }
  });
});
