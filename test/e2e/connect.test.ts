import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, type Page, pressThrough } from '../support/browser.js';
import { callByHand, rpc, startTestSandbox, type TestSandbox, unconnectedIn } from '../support/sandbox.js';

/** Linear is connected in the middle of a conversation: from the refused call to the next one that works. */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());

const NOWHERE = 'http://nowhere.invalid/';

/** A token of somebody who has not connected Linear, and the link that their first call brings. */
async function unconnected(email: string): Promise<{ token: string; link: string }> {
  const { token, link, reply } = await unconnectedIn(sandbox, email);
  expect(reply.isError).toBe(true);
  expect(link).not.toBe('');
  return { token, link };
}

/** Follows a link as a person would: continue, sign in, agree at Linear, agree at Keycard. */
async function follow(
  from: string | Page,
  email: string,
  answers: { linear?: string; keycard?: string } = {},
  browser = createBrowser(),
): Promise<Page> {
  let page = typeof from === 'string' ? await browser.open(from, NOWHERE) : from;
  const next = /class="act" href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
  if (next === undefined) return page;
  page = await browser.open(new URL(next, page.url).href, NOWHERE);
  const acts = [
    { press: 'Sign in', fill: { user: email } },
    { press: answers.linear ?? 'Authorize' },
    { press: answers.keycard ?? 'Allow' },
  ];
  return pressThrough(browser, page, acts, NOWHERE);
}

describe('a link to connect Linear', () => {
  it('connects it for the person it was made for, and the next call with the same token works', async () => {
    const { token, link } = await unconnected('kenji@lumen.example');
    const page = await follow(link, 'kenji@lumen.example');
    expect(page.text).toMatch(/Linear is connected/);
    expect(page.status).toBe(200);
    expect((await callByHand(sandbox.mcp, token, 'get_user')).text).toContain('kenji@lumen.example');
  });

  it('says nothing about whom it is for, and grants nothing by itself', async () => {
    const { link } = await unconnected('kenji@lumen.example');
    const ticket = new URL(link).searchParams.get('ticket') ?? '';
    const readable = ticket
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
      .join(' ');
    const sub = sandbox.handles.zone.directory.userByEmail('kenji@lumen.example')?.identifier ?? 'unknown';
    expect(readable).not.toContain('kenji');
    expect(readable).not.toContain(sub);
    expect((await rpc(sandbox.mcp, ticket, {})).status).toBe(401);
  });

  it('connects nothing for anybody else who opens it', async () => {
    const { token, link } = await unconnected('kenji@lumen.example');
    sandbox.handles.zone.revokeGrant('noor@lumen.example', 'https://api.linear.app');
    const grants = () =>
      sandbox.handles.zone.audit().filter(({ event }) => event === 'delegated_grants:create').length;
    const before = grants();
    const page = await follow(link, 'noor@lumen.example');
    expect([page.status, page.text]).toEqual([
      403,
      expect.stringMatching(/made for somebody else.*Nothing was connected/s),
    ]);
    expect(grants()).toBe(before);
    expect((await callByHand(sandbox.mcp, token, 'get_user')).isError).toBe(true);
  });

  it('opened by somebody else can still be followed by the person it was made for, in the same browser', async () => {
    const { token, link } = await unconnected('kenji@lumen.example');
    const browser = createBrowser();
    const wrong = await follow(link, 'noor@lumen.example', {}, browser);
    expect(wrong.text).toMatch(/made for somebody else/);
    const page = await follow(wrong, 'kenji@lumen.example', {}, browser);
    expect(page.text).toMatch(/Linear is connected/);
    expect((await callByHand(sandbox.mcp, token, 'get_user')).text).toContain('kenji@lumen.example');
  });

  it('works once', async () => {
    const { link } = await unconnected('kenji@lumen.example');
    expect((await follow(link, 'kenji@lumen.example')).text).toMatch(/Linear is connected/);
    const again = await follow(link, 'kenji@lumen.example');
    expect([again.status, again.text]).toEqual([400, expect.stringMatching(/has been used/)]);
  });

  it.each([
    ['at Linear', { linear: 'Cancel' }],
    ['at Keycard', { keycard: 'Deny' }],
  ])('connects nothing when the person refuses %s', async (_, answers) => {
    const { token, link } = await unconnected('sofia@lumen.example');
    const page = await follow(link, 'sofia@lumen.example', answers);
    expect([page.status, page.text]).toEqual([403, expect.stringMatching(/This was not agreed to/)]);
    expect((await callByHand(sandbox.mcp, token, 'get_user')).isError).toBe(true);
  });

  it.each(['', 'x', 'a.b.c.d.e', '%00', 'x'.repeat(5000), '<script>alert(1)</script>'])(
    'that is %j says that it has expired',
    async (ticket) => {
      const url = new URL(`/connect?ticket=${encodeURIComponent(ticket)}`, sandbox.mcp);
      const response = await fetch(url);
      expect(response.status).toBe(400);
      const text = await response.text();
      expect(text).toMatch(/link has expired/);
      expect(text).not.toMatch(/<script>/);
    },
  );
});

describe('the pages of the connect flow', () => {
  it('are locked down', async () => {
    const { link } = await unconnected('priya@lumen.example');
    const response = await fetch(link);
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toMatch(/default-src 'none'.*form-action 'none'.*frame-ancestors 'none'/);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    const start = await fetch(link.replace('/connect?', '/connect/start?'), { redirect: 'manual' });
    expect(start.status).toBe(303);
    expect(new URL(start.headers.get('Location') ?? '').origin).toBe(sandbox.zone);
    expect(start.headers.get('Set-Cookie')).toMatch(/HttpOnly.*SameSite=Lax|SameSite=Lax.*HttpOnly/i);
  });

  it('take a return only from the browser that left, with the state it left with', async () => {
    const { link } = await unconnected('priya@lumen.example');
    const start = await fetch(link.replace('/connect?', '/connect/start?'), { redirect: 'manual' });
    const cookie = (start.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
    const callback = new URL('/connect/callback?code=abc&state=forged', sandbox.mcp);
    const stranger = await fetch(callback);
    expect([stranger.status, await stranger.text()]).toEqual([
      400,
      expect.stringMatching(/This step is over/),
    ]);
    const forged = await fetch(callback, { headers: { Cookie: cookie } });
    expect(forged.status).toBe(400);
    expect(await forged.text()).toMatch(/Nothing was connected here/);
    expect(forged.headers.get('Set-Cookie')).toBeNull();
  });

  it('redirect nowhere but to the zone, whatever they are given', async () => {
    for (const query of [
      'redirect_uri=https://evil.example',
      'return=//evil.example',
      'ticket=//evil.example',
    ]) {
      for (const path of ['/connect', '/connect/start', '/connect/status', '/connect/callback']) {
        const response = await fetch(new URL(`${path}?${query}`, sandbox.mcp), { redirect: 'manual' });
        expect(response.headers.get('Location') ?? '').not.toContain('evil');
        expect(await response.text()).not.toContain('evil');
      }
    }
  });
});

describe('a client that opens links for the person', () => {
  const call = (token: string, meta: object, headers: Record<string, string>) =>
    rpc(
      sandbox.mcp,
      token,
      { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'get_user', arguments: {}, ...meta } },
      { headers },
    );

  it('of 2026-07-28 gets input_required with the link, and only when it has declared url', async () => {
    const { token } = await unconnected('kenji@lumen.example');
    const headers = {
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': 'tools/call',
      'Mcp-Name': 'get_user',
    };
    const meta = (elicitation: object) => ({
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 't', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': { elicitation },
      },
    });
    const asked = (await (await call(token, meta({ url: {} }), headers)).json()) as {
      result: Record<string, unknown>;
    };
    expect(asked.result['resultType']).toBe('input_required');
    expect(JSON.stringify(asked.result)).toMatch(/\/connect\?ticket=/);
    const plain = (await (await call(token, meta({}), headers)).json()) as {
      result: Record<string, unknown>;
    };
    expect(plain.result['isError']).toBe(true);
    expect(JSON.stringify(plain.result)).toMatch(/\/connect\?ticket=/);
  });

  it('of 2025-11-25 gets the URL-elicitation error, and only when it has declared url', async () => {
    const { token } = await unconnected('kenji@lumen.example');
    const initialize = (capabilities: object) =>
      rpc(sandbox.mcp, token, {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 't', version: '1' } },
      });
    const session = (await initialize({ elicitation: { url: {} } })).headers.get('Mcp-Session-Id') ?? '';
    expect(session).not.toBe('');
    expect((await initialize({ elicitation: {} })).headers.get('Mcp-Session-Id')).toBeNull();
    const headers = { 'MCP-Protocol-Version': '2025-11-25', 'Mcp-Session-Id': session };
    expect(await (await call(token, {}, headers)).text()).toMatch(/-32042.*\/connect\?ticket=/s);
    const older = { ...headers, 'MCP-Protocol-Version': '2025-06-18' };
    expect(await (await call(token, {}, older)).text()).toMatch(/"isError":true/);
  });
});
