import { afterEach, describe, expect, it } from 'vitest';
import { callByHand, rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** How much one person, one address and one message may ask for. */
let sandbox: TestSandbox;
afterEach(() => sandbox.stop());

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const ping = (token: string, init: RequestInit = {}) => rpc(sandbox.mcp, token, LIST, init);
const tokenOf = (email: string) => sandbox.handles.zone.mintAccessToken({ email, resource: sandbox.mcp });

describe('S55: one person', () => {
  it('who floods is answered 429 before anything is dispatched, with any of their tokens, and nobody else is', async () => {
    sandbox = await startTestSandbox({ env: { LIMIT_REQUESTS_PER_PERSON: '5' } });
    for (let n = 4; n >= 0; n -= 1) {
      const response = await ping(sandbox.token);
      expect([
        response.status,
        response.headers.get('RateLimit-Limit'),
        response.headers.get('RateLimit-Remaining'),
      ]).toEqual([200, '5', String(n)]);
    }
    for (const token of [sandbox.token, await tokenOf('ada@lumen.example')]) {
      const response = await rpc(sandbox.mcp, token, '{"not even":');
      expect(response.status).toBe(429);
      expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ error: 'rate_limited' });
    }
    expect((await ping(await tokenOf('kenji@lumen.example'))).status).toBe(200);
    expect(await sandbox.zoneJournal()).toEqual([]);
  });

  it('may have only so many requests in progress, and gets its place back when they end', async () => {
    sandbox = await startTestSandbox({ env: { LIMIT_CONCURRENT_PER_PERSON: '3' } });
    const lift = sandbox.handles.linear.faults.set({ kind: 'latency', ms: 400 });
    const replies = await Promise.all(Array.from({ length: 8 }, () => ping2()));
    expect(replies.filter((status) => status === 429)).toHaveLength(5);
    expect(replies.filter((status) => status === 200)).toHaveLength(3);
    const leave = new AbortController();
    const left = Array.from({ length: 3 }, () => ping2({ signal: leave.signal }).catch(() => 0));
    await new Promise((resolve) => setTimeout(resolve, 100));
    leave.abort();
    await Promise.all(left);
    lift();
    await expect.poll(() => ping2(), { timeout: 3_000 }).toBe(200);
  });

  async function ping2(init: RequestInit = {}): Promise<number> {
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_user', arguments: {} } };
    const response = await rpc(sandbox.mcp, sandbox.token, call, init);
    await response.text();
    return response.status;
  }
});

describe('S55: one address', () => {
  it('is stopped whatever it sends, good token or none, and cheaply', async () => {
    sandbox = await startTestSandbox({ env: { LIMIT_REQUESTS_PER_ADDRESS: '10' } });
    const statuses: number[] = [];
    for (let n = 0; n < 14; n += 1) statuses.push((await ping('not-a-token')).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429, 429, 429]);
    expect((await ping(sandbox.token)).status).toBe(429);
    expect((await fetch(new URL('/healthz', sandbox.mcp))).status).toBe(200);
  });

  it('is the one that a trusted proxy names, and the header of anybody else is ignored', async () => {
    const from = (address: string) => ping('not-a-token', { headers: { 'X-Forwarded-For': address } });
    sandbox = await startTestSandbox({ env: { LIMIT_REQUESTS_PER_ADDRESS: '2', TRUST_PROXY: '1' } });
    for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2'])
      expect((await from(address)).status).toBe(401);
    expect((await from('192.0.2.1')).status).toBe(429);
    // Some proxies name the port besides, which the caller may choose anew for each request.
    for (const address of [
      '192.0.2.1:4711',
      '[2001:db8::1]:1',
      '2001:db8::1',
      '[2001:db8::1]',
      'unknown',
      '_gazonk',
    ])
      await from(address);
    for (const address of ['192.0.2.1:4712', '[2001:db8::2]:99', '[2001:db8::1]:2', '_other', 'no address'])
      expect([address, (await from(address)).status]).toEqual([address, 429]);
    await sandbox.stop();
    sandbox = await startTestSandbox({ env: { LIMIT_REQUESTS_PER_ADDRESS: '2' } });
    for (const address of ['192.0.2.1', '192.0.2.2']) expect((await from(address)).status).toBe(401);
    expect((await from('192.0.2.3')).status).toBe(429);
  });
});

describe('the size', () => {
  it('of body, depth, members and token is what the operator says', async () => {
    sandbox = await startTestSandbox({
      env: {
        LIMIT_BODY_BYTES: '2000',
        LIMIT_JSON_DEPTH: '8',
        LIMIT_JSON_MEMBERS: '100',
        LIMIT_TOKEN_LENGTH: '5000',
      },
    });
    const body = (text: string) => rpc(sandbox.mcp, sandbox.token, text).then(({ status }) => status);
    expect(await body(JSON.stringify({ ...LIST, x: 'y'.repeat(2000) }))).toBe(413);
    expect(await body(`{"a":${'['.repeat(8)}${']'.repeat(8)}}`)).toBe(400);
    expect(await body(JSON.stringify({ a: Array.from({ length: 101 }, () => 0) }))).toBe(400);
    expect(await body(JSON.stringify(LIST))).toBe(200);
    expect((await ping('a'.repeat(5001))).status).toBe(401);
  });

  it("of Linear's answer is bounded", async () => {
    sandbox = await startTestSandbox({ env: { LIMIT_LINEAR_ANSWER_BYTES: '65536' } });
    sandbox.handles.linear.faults.next(1, { kind: 'huge', bytes: 1_000_000 });
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect([reply.isError, reply.text]).toEqual([true, expect.stringMatching(/^Linear gave an answer/)]);
  });
});
