import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

  it('an unknown tool is an error that names the tools', async () => {
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'delete_everything');
    expect(reply.error).toMatchObject({ code: -32602, message: expect.stringContaining('list_issues') });
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
    ['invalid_target', 400, /not set up correctly/],
    ['invalid_client', 401, /not set up correctly/],
    ['invalid_grant', 400, /no longer accepts the session/],
    ['invalid_request', 400, /operator/],
    ['unauthorized_client', 400, /operator/],
    ['temporarily_unavailable', 503, /did not answer in time/],
  ])('%s is a tool error of its own', async (error, status, sentence) => {
    sandbox.handles.zone.faults.next('exchange', { kind: 'error', status, error });
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect([reply.status, reply.isError]).toEqual([200, true]);
    expect(reply.text).toMatch(sentence);
    expect(reply.text).not.toMatch(/401|unauthorized/i);
    expect(await sandbox.linearJournal()).toEqual([]);
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(false);
  });
});
