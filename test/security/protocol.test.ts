import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BOTH, type Message, MODERN, message, send, toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { post, raw, request } from './support/raw.js';

/** Messages that contradict themselves, come in heaps, or come by the wrong method. */
let server: Guarded;
let token: string;
beforeAll(async () => {
  server = await startGuarded();
  token = server.tokenOf('ada');
});
afterAll(() => server.stop());
beforeEach(() => {
  server.forget();
  delete server.ledger.misbehave.query;
});

const META = 'io.modelcontextprotocol';
function modern(headers: Record<string, string | undefined>, meta: Record<string, unknown> = {}): Message {
  const call = toolCall('modern', 'get_user');
  const own = Object.entries({ ...call.headers, ...headers }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const { params } = call.body;
  const envelope = { ...(params['_meta'] as object), ...meta };
  return { headers: Object.fromEntries(own), body: { ...call.body, params: { ...params, _meta: envelope } } };
}

const reported = () => server.events('tool.call').map(({ tool, outcome }) => [tool, outcome]);

describe('headers that contradict the message', () => {
  const inBase64 = (text: string): string => `=?base64?${Buffer.from(text).toString('base64')}?=`;

  it.each<[string, Record<string, string | undefined>]>([
    ['another tool', { 'Mcp-Name': 'list_issues' }],
    ['another tool in base64', { 'Mcp-Name': inBase64('list_issues') }],
    ['another case', { 'Mcp-Name': 'GET_USER' }],
    ['two names', { 'Mcp-Name': 'get_user, list_issues' }],
    ['base64 that is none', { 'Mcp-Name': '=?base64?%%%?=' }],
    ['no name', { 'Mcp-Name': undefined }],
    ['another method', { 'Mcp-Method': 'tools/list' }],
    ['no method', { 'Mcp-Method': undefined }],
    ['another revision', { 'MCP-Protocol-Version': '2025-06-18' }],
    ['no revision', { 'MCP-Protocol-Version': undefined }],
  ])('S38: by %s are refused before anything is decided by either', async (_, headers) => {
    const answer = await send(server.url, token, modern(headers));
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([400, 'application/json']);
    expect(answer.json).toMatchObject({ jsonrpc: '2.0', id: 1, error: { code: -32020 } });
    expect(server.upstream()).toEqual(NOTHING);
    expect(reported()).toEqual([['get_user', 'malformed']]);
    expect((await send(server.url, token, modern({ 'Mcp-Name': inBase64('get_user') }))).isError).toBe(false);
  });

  it('S38: over a bare socket, sent twice, are refused as well', async () => {
    const { body, headers } = modern({});
    const lines = Object.entries(headers)
      .filter(([name]) => name.startsWith('M'))
      .map(([name, value]) => `${name}: ${value}`);
    const sent = (...more: string[]) =>
      raw(
        server.port,
        post(server.port, [`Authorization: Bearer ${token}`, ...lines, ...more], JSON.stringify(body)),
      );
    expect((await sent()).status).toBe(200);
    server.forget();
    expect((await sent('Mcp-Name: list_issues')).status).toBe(400);
    expect((await sent('Mcp-Method: tools/list')).status).toBe(400);
    expect(server.upstream()).toEqual(NOTHING);
    expect(reported()).toHaveLength(2);
  });
});

describe('heaps of messages', () => {
  const one = (id: number, name = 'get_user') => toolCall('legacy', name, {}, id).body;
  it.each<[string, unknown[]]>([
    ['none', []],
    ['one', [one(1)]],
    ['a read and a write', [one(1), one(2, 'create_issue')]],
    ['a hundred', Array.from({ length: 100 }, (_, n) => one(n))],
    ['a hundred and one', Array.from({ length: 101 }, (_, n) => one(n))],
    ['two with one id', [one(1), one(1, 'list_issues')]],
    ['both eras', [one(1), toolCall('modern', 'get_user', {}, 2).body]],
    ['a nested heap', [[one(1)], [[one(2)]]]],
  ])('S39: of %s are refused whole, in both eras', async (_, heap) => {
    for (const era of BOTH) {
      const answer = await send(server.url, token, {
        headers: message(era, 'tools/call').headers,
        body: heap,
      });
      expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
        400,
        'application/json; charset=utf-8',
      ]);
      expect(answer.json).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32600 } });
    }
    expect(server.upstream()).toEqual(NOTHING);
  });
});

describe('a revision', () => {
  it('S40: that nobody knows, or that is told without what belongs to it, is refused with the id of the request', async () => {
    const version = `${META}/protocolVersion`;
    const future = modern({ 'MCP-Protocol-Version': '2099-01-01' }, { [version]: '2099-01-01' });
    const unknown = await send(server.url, token, future);
    expect([unknown.status, unknown.json]).toMatchObject([
      400,
      { id: 1, error: { code: -32022, data: { supported: [MODERN], requested: '2099-01-01' } } },
    ]);
    for (const key of ['protocolVersion', 'clientCapabilities']) {
      const lacking = await send(server.url, token, modern({}, { [`${META}/${key}`]: undefined }));
      expect([lacking.status, lacking.json]).toMatchObject([400, { id: 1, error: { code: -32602 } }]);
    }
    const bare = toolCall('modern', 'get_user');
    const { _meta: _, ...params } = bare.body.params;
    const none = await send(server.url, token, { ...bare, body: { ...bare.body, params } });
    expect([none.status, none.json]).toMatchObject([400, { id: 1, error: { code: -32602 } }]);
    for (const odd of ['1999-01-01', 'latest', '2026-07-28 ', '2026-7-28', 'x'.repeat(5_000)]) {
      const call = toolCall('legacy', 'get_user');
      const headers = { ...call.headers, 'MCP-Protocol-Version': odd };
      const answer = await send(server.url, token, { ...call, headers });
      expect([odd.slice(0, 20), answer.status]).toEqual([odd.slice(0, 20), 400]);
      expect(answer.json['error']).toBeDefined();
    }
    expect(server.upstream()).toEqual(NOTHING);
    expect(reported()).toEqual(Array.from({ length: 9 }, () => ['get_user', 'malformed']));
  });
});

describe('a call that is not taken up', () => {
  const legacy = toolCall('legacy', 'get_user');
  const { params } = legacy.body;
  const spoilt: [string, { headers?: Record<string, string>; body?: object }, string?][] = [
    ['another version of JSON-RPC', { body: { jsonrpc: '1.0' } }],
    ['null for an id', { body: { id: null } }],
    ['no id', { body: { id: undefined } }],
    ['_meta that is none', { body: { params: { ...params, _meta: 'x' } } }],
    ['an answer in a form that there is not', { headers: { Accept: 'text/html' } }],
    ['a name of a tool that nobody is shown', { body: { params: { name: 'x'.repeat(99) } } }, 'unknown_tool'],
    ['arguments that are no object', { body: { params: { ...params, arguments: 7 } } }],
    ['a choice of tools that there is not', { headers: { 'X-MCP-Toolsets': 'everything' } }],
  ];

  it.each(spoilt)('because of %s is one event, for whoever looks into the log', async (_, more, outcome) => {
    const headers = { ...legacy.headers, ...more.headers, 'X-Request-Id': 'not-taken-up' };
    const answer = await send(server.url, token, { headers, body: { ...legacy.body, ...more.body } });
    expect(answer.json['result']).toBeUndefined();
    expect(server.upstream()).toEqual(NOTHING);
    expect(server.events('tool.call')).toMatchObject([
      {
        requestId: 'not-taken-up',
        outcome: outcome ?? 'malformed',
        subject: 'ada',
        queueMs: expect.any(Number),
      },
    ]);
  });

  it.each(BOTH)('is none when it was something else that was asked, or is run (%s)', async (era) => {
    const { body, headers } = message(era, 'tools/list');
    for (const odd of [{ 'MCP-Protocol-Version': '1999-01-01' }, { 'Mcp-Method': 'tools/call' }]) {
      await send(server.url, token, { headers: { ...headers, ...odd }, body });
    }
    expect(reported()).toEqual([]);
    for (let n = 0; n < 3; n += 1) await send(server.url, token, toolCall(era, 'get_user'));
    await expect.poll(reported).toEqual(Array.from({ length: 3 }, () => ['get_user', 'ok']));
  });
});

describe('other methods', () => {
  it('S41: are answered at once, with the one that works', async () => {
    const ask = (method: string) =>
      raw(
        server.port,
        request([
          `${method} /mcp HTTP/1.1`,
          `Host: localhost:${server.port}`,
          `Authorization: Bearer ${token}`,
          'Accept: text/event-stream',
        ]),
      );
    for (const method of ['GET', 'HEAD', 'DELETE', 'PUT', 'PATCH', 'TRACE', 'PROPFIND']) {
      const answer = await ask(method);
      expect([method, answer.status, answer.headers['allow']]).toEqual([method, 405, ['POST']]);
      expect(answer.isClosed).toBe(true);
      expect(answer.headers['content-type']?.[0]).toMatch(/^application\/json/);
      if (method !== 'HEAD') expect(JSON.parse(answer.body)).toMatchObject({ error: 'method_not_allowed' });
    }
    expect(server.upstream()).toEqual(NOTHING);
  });

  it('S42: and sessions of another time do not matter: what is stale is ignored', async () => {
    const stale = { 'Mcp-Session-Id': 'd0e6f3b2-stale', 'Last-Event-ID': '41' };
    for (const era of BOTH) {
      const call = toolCall(era, 'get_user');
      const answer = await send(server.url, token, { ...call, headers: { ...call.headers, ...stale } });
      expect([answer.status, answer.isError]).toEqual([200, false]);
      expect(answer.headers.get('Mcp-Session-Id')).toBeNull();
    }
  });
});

describe('state that a client carries', () => {
  it('S43: is never issued, and opens nothing when it is made up: each call is judged on its own', async () => {
    server.authority.misbehave.token = (res) => {
      res.writeHead(403, { 'Content-Type': 'application/json' });
      res.end('{"error":"insufficient_authorization"}');
      return true;
    };
    const capabilities = { [`${META}/clientCapabilities`]: { elicitation: { url: {} } } };
    const asked = await send(server.url, token, modern({}, capabilities));
    expect(asked.json).toMatchObject({ result: { resultType: 'input_required' } });
    expect(asked.body).not.toContain('requestState');
    const forged = modern({}, capabilities);
    Object.assign(forged.body.params, {
      requestState: Buffer.from('{"sub":"bob","connected":true}').toString('base64url'),
      inputResponses: { connect: { action: 'accept' } },
    });
    const again = await send(server.url, token, forged);
    expect(again.json).toMatchObject({ result: { resultType: 'input_required' } });
    expect(server.upstream()).toEqual({ exchanges: 2, queries: 0 });
    expect(server.authority.exchanges.map(({ subject }) => subject)).toEqual(['ada', 'ada']);
    delete server.authority.misbehave.token;
    const served = await send(server.url, token, forged);
    expect([served.status, served.text]).toEqual([200, expect.stringContaining('ada@people.example')]);
  });
});

describe('a client that hangs up', () => {
  it.each(BOTH)('S45: has its request to Linear ended, and nothing more is sent (%s)', async (era) => {
    server.ledger.misbehave.query = async () => {
      await sleep(100);
      return true as const;
    };
    const leave = new AbortController();
    const call = send(server.url, token, toolCall(era, 'get_user'), { signal: leave.signal });
    call.catch(() => undefined);
    await expect.poll(() => server.ledger.queries.length).toBe(1);
    leave.abort();
    await expect.poll(() => server.ledger.queries[0]?.isAborted).toBe(true);
    await expect.poll(() => server.events('tool.call').map(({ outcome }) => outcome)).toEqual(['canceled']);
    await sleep(400);
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 1 });
    delete server.ledger.misbehave.query;
    expect((await send(server.url, token, toolCall(era, 'get_user'))).isError).toBe(false);
  });
});
