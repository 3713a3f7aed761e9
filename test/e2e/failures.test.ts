import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { garbage } from '../../src/sandbox/zone/index.js';
import { defineTool } from '../../src/tools/tool.js';
import { BOTH, type Era, message, send } from '../security/support/eras.js';
import { callByHand, rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** Callers that are refused, zones that refuse, and messages that are none, on the real server over HTTP. */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.forget());

const first = (): string => sandbox.handles.linear.workspace.users[0]?.email ?? '';

async function upstreamTouched(): Promise<number> {
  return (await sandbox.zoneJournal()).length + (await sandbox.linearJournal()).length;
}

describe('tokens that are not good', () => {
  it.each([
    ['malformed', () => 'abc'],
    ['with two parts', () => 'e30.e30'],
    ['with five parts', () => 'e30.e30.e30.e30.e30'],
    [
      'unsigned',
      () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${sandbox.token.split('.')[1]}.`,
    ],
    [
      'with a changed payload',
      () => sandbox.token.replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"x"}').toString('base64url')}.`),
    ],
    ['with a cut signature', () => sandbox.token.slice(0, -20)],
    ['of 20 kB', () => 'a'.repeat(20_000)],
    ['expired', () => mint({ exp: 1_600_000_000 })],
    ['for another server', () => mint({ aud: 'https://other.example.com/mcp' })],
    ['for our origin', () => mint({ aud: new URL(sandbox.mcp).origin })],
    ['of another issuer', () => mint({ iss: 'https://evil.example.com' })],
    ['without a subject', () => mint({ sub: undefined })],
    ['of an application', () => mint({ sub_profile: 'app' })],
  ])('%s are 401 with a challenge, and cost nothing upstream', async (_, make) => {
    const response = await rpc(sandbox.mcp, await make(), { jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer error="invalid_token", .*scope="mcp:tools", resource_metadata="http/,
    );
    expect(await response.json()).toMatchObject({ error: 'invalid_token' });
    expect(await upstreamTouched()).toBe(0);
  });

  it('without the scope are 403', async () => {
    const response = await rpc(sandbox.mcp, await mint({ scope: 'openid' }), {});
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toMatch(/insufficient_scope/);
  });
});

function mint(claims: Record<string, unknown>): Promise<string> {
  return sandbox.handles.zone.mintAccessToken({
    email: first(),
    resource: sandbox.mcp,
    overrides: { claims },
  });
}

describe('messages that are none', () => {
  it.each([
    ['broken JSON', '{"jsonrpc":', 400],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]', 400],
    ['no JSON-RPC', '{}', 400],
    ['a wrong version', '{"jsonrpc":"1.0","id":1,"method":"tools/list"}', 400],
    ['a nesting of 40,000', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`, 400],
    ['two megabytes', JSON.stringify({ a: 'x'.repeat(2_000_000) }), 413],
  ])('%s is %s JSON, and the server goes on', async (_, body, status) => {
    const response = await rpc(sandbox.mcp, sandbox.token, body);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: expect.anything() });
    expect(text).not.toMatch(/node_modules|\.js:|\bat /);
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(false);
  });

  it('an unknown tool is an error that names the nearest tools', async () => {
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'delete_everything');
    expect(reply.error).toMatchObject({ code: -32602, message: expect.stringContaining('delete_issues') });
    expect(await upstreamTouched()).toBe(0);
  });

  it('unknown and wrong arguments are tool errors that say what works, before any exchange', async () => {
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'list_issues', {
      asignee: 'me',
      limit: 'many',
    });
    expect(reply.isError).toBe(true);
    expect(reply.text).toMatch(/asignee.*assignee/s);
    expect(reply.text).toMatch(/limit/);
    expect(await upstreamTouched()).toBe(0);
  });
});

describe('what the zone refuses', () => {
  it.each([
    ['insufficient_authorization', 400, /has not connected Linear/],
    ['access_denied', 400, /access policy does not allow/],
    ['invalid_target', 400, /does not know Linear/],
    ['invalid_client', 401, /this server's own credential/],
    ['invalid_request', 400, /operator/],
    ['unauthorized_client', 400, /operator/],
  ])('%s is a tool error of its own', async (error, status, sentence) => {
    sandbox.handles.zone.faults.next('exchange', { kind: 'error', status, error });
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect([reply.status, reply.isError]).toEqual([200, true]);
    expect(reply.text).toMatch(sentence);
    expect(reply.text).not.toMatch(/\b401\b|unauthorized/i);
    expect(await sandbox.linearJournal()).toEqual([]);
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(false);
  });
});

describe('a zone that is overloaded or down', () => {
  const outage = { kind: 'error', status: 503, error: 'temporarily_unavailable' } as const;

  it('is asked again at most twice, and the call succeeds when it is back by then', async () => {
    sandbox.handles.zone.faults.next('exchange', outage, 2);
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect(reply.isError).toBe(false);
    expect(await sandbox.zoneJournal()).toHaveLength(3);
    expect(await sandbox.linearJournal()).toHaveLength(1);
  });

  it('is a tool error after the third attempt', async () => {
    sandbox.handles.zone.faults.next('exchange', outage, 3);
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect([reply.status, reply.isError]).toEqual([200, true]);
    expect(reply.text).toMatch(/Keycard is not available/);
    expect(await sandbox.zoneJournal()).toHaveLength(3);
  });

  it('decides itself when it is asked again, within reason', async () => {
    const busy = (seconds: string) => ({ ...outage, status: 429, headers: { 'Retry-After': seconds } });
    sandbox.handles.zone.faults.next('exchange', busy('1'));
    const started = Date.now();
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(false);
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
    await sandbox.forget();
    sandbox.handles.zone.faults.next('exchange', busy('120'));
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect(reply.text).toMatch(/in 120 seconds/);
    expect(await sandbox.zoneJournal()).toHaveLength(1);
  });

  it('is spared after five outages in a row, never makes a good token bad, and is found again by itself', async () => {
    const lift = sandbox.handles.zone.faults.set('exchange', { kind: 'reset' });
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => callByHand(sandbox.mcp, sandbox.token, 'get_user')),
    );
    expect(replies.map(({ status, isError }) => [status, isError])).toEqual(replies.map(() => [200, true]));
    await sandbox.forget();
    const spared = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect(spared.isError).toBe(true);
    expect(await sandbox.zoneJournal()).toEqual([]);
    lift();
    await expect
      .poll(async () => (await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError, {
        timeout: 9_000,
        interval: 500,
      })
      .toBe(false);
  });
});

describe('a token that the zone no longer takes', () => {
  const dead = {
    kind: 'error',
    status: 400,
    error: 'invalid_grant',
    description: 'session revoked',
  } as const;

  it.each(['2025-06-18', '2026-07-28'])(
    'is answered once with a challenge, then with words (%s)',
    async (revision) => {
      const token = await sandbox.handles.zone.mintAccessToken({ email: first(), resource: sandbox.mcp });
      const lift = sandbox.handles.zone.faults.set('exchange', dead);
      const modern = revision === '2026-07-28';
      const params = {
        name: 'get_user',
        arguments: {},
        ...(modern
          ? {
              _meta: {
                'io.modelcontextprotocol/protocolVersion': revision,
                'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
                'io.modelcontextprotocol/clientCapabilities': {},
              },
            }
          : {}),
      };
      const headers: Record<string, string> = { 'MCP-Protocol-Version': revision };
      if (modern) Object.assign(headers, { 'Mcp-Method': 'tools/call', 'Mcp-Name': 'get_user' });
      const send = () =>
        rpc(sandbox.mcp, token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, { headers });
      const once = await send();
      expect(once.status).toBe(401);
      expect(once.headers.get('WWW-Authenticate')).toMatch(/error="invalid_token".*resource_metadata=/);
      const twice = await send();
      expect(twice.status).toBe(200);
      expect(await twice.text()).toMatch(/no longer accepts the session/);
      lift();
    },
  );

  const uri = 'linear://issue/{id}';
  it.each<[Era, string, Record<string, unknown>]>(
    BOTH.flatMap((era) => [
      [era, 'resources/read', { uri: 'linear://issue/ENG-1' }],
      [
        era,
        'completion/complete',
        { ref: { type: 'ref/resource', uri }, argument: { name: 'id', value: 'ENG-1' } },
      ],
    ]),
  )('is answered once with a challenge whatever is asked with it (%s %s)', async (era, method, params) => {
    const token = await sandbox.handles.zone.mintAccessToken({ email: first(), resource: sandbox.mcp });
    const lift = sandbox.handles.zone.faults.set('exchange', dead);
    const { headers, body } = message(era, method, params);
    if (era === 'modern' && typeof params['uri'] === 'string') headers['Mcp-Name'] = params['uri'];
    const ask = () => send(sandbox.mcp, token, { headers, body });
    const once = await ask();
    expect(once.status).toBe(401);
    expect(once.headers.get('WWW-Authenticate')).toMatch(/error="invalid_token".*resource_metadata=/);
    const twice = await ask();
    lift();
    expect(twice.status).not.toBe(401);
    expect(twice.json).toMatchObject(
      method === 'resources/read'
        ? { error: { code: -32603, message: expect.stringContaining('no longer accepts the session') } }
        : { result: { completion: { values: [] } } },
    );
  });
});

describe('what an answer of the zone may do to us', () => {
  it.each([
    ['HTML', garbage.html()],
    ['ten megabytes', garbage.huge()],
    ['another token type', garbage.wrongTokenType()],
    ['no token', garbage.without('access_token')],
    ['a negative expiry', garbage.expiresIn(-1)],
    ['a redirect to another origin', garbage.redirect('http://127.0.0.1:9/elsewhere')],
  ])('%s is a failure in words, and nothing of it is shown or followed', async (_, fault) => {
    sandbox.handles.zone.faults.next('exchange', fault, 3);
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect([reply.status, reply.isError]).toEqual([200, true]);
    expect(reply.text).toMatch(/^Keycard /);
    expect(reply.text).not.toMatch(/<|It works|127\.0\.0\.1/);
    expect(await sandbox.linearJournal()).toEqual([]);
    sandbox.handles.zone.faults.clear();
  });
});

describe('a fault of our own beside a call', () => {
  it('is logged with the id of the request in which it happened, and never with its words', async () => {
    let shown = 0;
    // Good as it is sent, and no longer when the door looks at it once more.
    const odd = {
      toJSON: () => {
        shown += 1;
        if (shown > 1) throw new TypeError('secret detail in a message');
        return 'odd';
      },
    };
    const tool = defineTool({
      name: 'odd',
      title: 'Odd',
      description: 'Odd.',
      toolset: 'issues',
      access: 'read',
      input: z.object({}),
      run: async () => ({ text: 'odd', structured: { odd } }),
    });
    const odds = await startTestSandbox({ stock: { tools: [tool], resources: [], prompts: [] } });
    const reply = await callByHand(
      odds.mcp,
      odds.token,
      'odd',
      {},
      { headers: { 'X-Request-Id': 'odd-call-1' } },
    );
    const faults = odds.events('fault');
    await odds.stop();
    expect([reply.status, reply.error]).toMatchObject([500, { code: -32603 }]);
    expect(faults).toMatchObject([{ requestId: 'odd-call-1', error: 'TypeError' }]);
    expect(JSON.stringify(faults)).not.toContain('secret');
  });
});
