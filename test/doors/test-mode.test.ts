import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallTool, overMcp, overRest, rest } from '../support/doors.js';
import { argsOf, toolExamples } from '../support/examples/index.js';
import { keyFile, makeKey } from '../support/keys.js';
import { type Running, start } from '../support/process.js';
import { rpc } from '../support/sandbox.js';

/**
 * The server as a process of its own, with a zone and a Linear that are bare sockets and count who comes. Inside the
 * process, everything that opens a connection, looks up a name or sends a datagram is told on standard error.
 */
const acme = makeKey('test', { organisation: 'acme' });
const acmeToo = makeKey('test', { organisation: 'acme', user: 'kenji@lumen.example' });
const umbrella = makeKey('test', { organisation: 'umbrella' });
const stranger = makeKey('test', { organisation: 'acme', user: 'nobody@lumen.example' });
const idle = makeKey('test', { organisation: 'idle' });
const greedy = makeKey('test', { organisation: 'greedy' });
const live = makeKey('live', { user: 'somebody' });

const WATCH = `
import { createHook } from 'node:async_hooks';
import { writeSync } from 'node:fs';
const OUTWARD = /^(?:TCPCONNECTWRAP|PIPECONNECTWRAP|GETADDRINFOREQWRAP|GETNAMEINFOREQWRAP|QUERYWRAP|UDPSENDWRAP|UDPWRAP|PROCESSWRAP)$/;
createHook({ init: (_id, type) => { if (OUTWARD.test(type)) writeSync(2, 'went outward: ' + type + '\\n'); } }).enable();
`;

interface Counted {
  url: string;
  connections: () => number;
  close: () => void;
}

async function startCounting(): Promise<Counted> {
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, connections: () => connections, close: () => server.close() };
}

let zone: Counted;
let linear: Counted;
let server: Running;
let origin: string;
beforeAll(async () => {
  zone = await startCounting();
  linear = await startCounting();
  const { path } = keyFile([acme, acmeToo, umbrella, stranger, idle, greedy, live]);
  const watch = join(tmpdir(), `watch-${process.pid}.mjs`);
  writeFileSync(watch, WATCH);
  const free = await startCounting();
  free.close();
  origin = free.url.replace('127.0.0.1', 'localhost');
  server = start('main', {
    NODE_OPTIONS: `--import ${watch}`,
    PORT: new URL(origin).port,
    KEYCARD_URL: zone.url,
    KEYCARD_CLIENT_ID: 'server',
    KEYCARD_CLIENT_SECRET: 'not-used-here-at-all',
    LINEAR_API_URL: `${linear.url}/graphql`,
    TOOLSETS: 'all',
    API_KEYS_FILE: path,
    LIMIT_REQUESTS_PER_KEY: '100000',
    CALL_TIMEOUT_SECONDS: '5',
  });
  await server.said(/"msg":"ready/);
  // The server looks for its zone at the start, for whoever is there; what is counted comes after.
  await server.said(/zone\.unreachable/);
  atStart = zone.connections();
});
afterAll(async () => {
  server.child.kill('SIGKILL');
  await server.exited;
  zone.close();
  linear.close();
});

const outward = (): number => server.output().split('went outward').length - 1;
let atStart = 0;
const reached = (): number => zone.connections() - atStart + linear.connections();

describe('a test key', () => {
  it('uses every tool through both doors and opens no socket at all', async () => {
    const doors: CallTool[] = [overRest(origin, acme.text), overMcp(`${origin}/mcp`, umbrella.text)];
    const before = outward();
    for (const [tool, example] of toolExamples) {
      for (const call of doors) {
        const args = await argsOf(example, async (other, given) => (await call(other, given)).text);
        const answer = await call(tool.name, args);
        expect([answer.isError, answer.mode], `${tool.name}: ${answer.text}`).toEqual([false, 'test']);
      }
    }
    expect([outward() - before, reached()]).toEqual([0, 0]);
  }, 60_000);

  it('is one letter from a live key, which does go out: the watch is awake', async () => {
    const asLive = acme.text.replace('sk_test_', 'sk_live_');
    const refused = await rest(origin, asLive, '/v1/tools/get_user', { body: {} });
    expect([refused.status, reached()]).toEqual([401, 0]);
    const answer = await rest(origin, live.text, '/v1/tools/get_user', { body: {} });
    expect([answer.status, answer.body['code']]).toEqual([503, 'exchange_unavailable']);
    expect(zone.connections()).toBeGreaterThan(atStart);
    expect(outward()).toBeGreaterThan(0);
    expect(linear.connections()).toBe(0);
  });

  it('says so of what a person attaches, too', async () => {
    const read = { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'linear://issue/ENG-1' } };
    const response = await rpc(`${origin}/mcp`, acme.text, read, { headers: { Accept: 'application/json' } });
    const { result } = (await response.json()) as { result: { contents: { text: string }[] } };
    expect(result).toMatchObject({ _meta: { mode: 'test' } });
    expect(result.contents[0]?.text).toMatch(/\nmode: "test" \(a sandbox workspace/);
  });

  it('shares its workspace with its organisation and with nobody else', async () => {
    const call = overRest(origin, acme.text);
    const made = await call('create_issue', { team: 'ENG', title: 'Only for acme' });
    const id = /\b[A-Z]{2,5}-\d+\b/.exec(made.text)?.[0] ?? '';
    const mine = await overRest(origin, acmeToo.text)('list_issues', { team: 'ENG', limit: 1 });
    expect(mine.text).toContain('Only for acme');
    const theirs = await overRest(origin, umbrella.text)('list_issues', { team: 'ENG', limit: 50 });
    expect(theirs.text).not.toContain('Only for acme');
    expect(id).not.toBe('');
  });

  it('resets its workspace, and repeats no answer from the one before', async () => {
    const call = overRest(origin, acme.text);
    const headers = { 'Idempotency-Key': 'before-and-after-the-reset' };
    const issue = { team: 'ENG', title: 'Gone after the reset' };
    const first = await call('create_issue', issue, { headers });
    await overRest(origin, umbrella.text)('create_issue', { team: 'ENG', title: 'Stays' });
    const reset = await rest(origin, acme.text, '/v1/test/reset', { method: 'POST' });
    expect([reset.status, reset.body]).toEqual([200, { mode: 'test', organisation: 'acme', reset: true }]);
    await server.said(
      new RegExp(
        `"event":"tool.call"[^\n]*"keyId":"${acme.record.id}"[^\n]*"tool":"test/reset"[^\n]*"outcome":"ok"`,
      ),
    );
    expect((await call('list_issues', { team: 'ENG', limit: 1 })).text).not.toContain('Gone after');
    const again = await call('create_issue', issue, { headers });
    expect(again.text).toMatch(/^Created/);
    expect(first.text).toMatch(/^Created/);
    const others = await overRest(origin, umbrella.text)('list_issues', { team: 'ENG', limit: 1 });
    expect(others.text).toContain('Stays');
    const refused = await rest(origin, live.text, '/v1/test/reset', { method: 'POST' });
    expect([refused.status, refused.body['code']]).toEqual([403, 'test_mode_only']);
    const early = await rest(origin, acmeToo.text, '/v1/test/reset', { method: 'POST' });
    expect([early.status, early.body['code']]).toEqual([429, 'rate_limited']);
    expect(Number(early.headers.get('Retry-After'))).toBeGreaterThan(0);
    const unopened = await rest(origin, idle.text, '/v1/test/reset', { method: 'POST' });
    expect(unopened.status).toBe(200);
  });

  it('cannot fill the memory of the server: a workspace has a size, and says how to go on', async () => {
    const call = overRest(origin, greedy.text);
    const issues = Array.from({ length: 40 }, () => ({ title: 'Big', description: 'x'.repeat(20_000) }));
    let last = { status: 200, text: '' };
    for (let sent = 0; sent < 20 && last.status === 200; sent += 1) {
      last = await call('create_issues', { team: 'ENG', issues });
    }
    expect([last.status, last.text]).toEqual([422, expect.stringMatching(/is full.*\/v1\/test\/reset/)]);
    expect((await call('list_issues', { team: 'ENG', limit: 1 })).status).toBe(200);
    expect((await rest(origin, greedy.text, '/v1/test/reset', { method: 'POST' })).status).toBe(200);
    expect((await call('create_issue', { team: 'ENG', title: 'Room again' })).status).toBe(200);
  });

  it('cannot keep the server busy or end it with one query for the whole schema many times over', async () => {
    const leaves = Array.from({ length: 1_200 }, (_, n) => `x${n}: name`).join(' ');
    const document = `query { __schema { types { fields { type { fields { type { ${leaves} } } } } } } }`;
    const refused = await overRest(origin, greedy.text)('linear_graphql', { document });
    expect([refused.status, refused.text]).toEqual([
      422,
      expect.stringMatching(/too complex|too costly|too large/),
    ]);
    expect((await overRest(origin, acme.text)('list_teams', {})).status).toBe(200);
  });

  it('cannot keep others waiting with many queries that each are work: they have their turn in between', async () => {
    const titles = Array.from({ length: 250 }, () => ({ title: { containsIgnoreCase: 'zqN' } }));
    const fields = Array.from(
      { length: 100 },
      (_, n) => `a${n}: issues(first: 1, filter: $f) { nodes { id } }`,
    );
    const query = {
      document: `query($f: IssueFilter) { ${fields.join(' ')} }`,
      variables: { f: { or: titles } },
    };
    let done = 0;
    const all = Promise.all(
      Array.from({ length: 15 }, async () => {
        const { status } = await overRest(origin, greedy.text)('linear_graphql', query);
        done += 1;
        return status;
      }),
    );
    // While they are at it, somebody else is answered again and again.
    let others = 0;
    while (done === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    while (done < 15) {
      expect((await fetch(`${origin}/healthz`)).status).toBe(200);
      others += 1;
    }
    const statuses = await all;
    expect(statuses.every((status) => status === 422 || status === 504)).toBe(true);
    expect(others).toBeGreaterThan(3);
  });

  it('for somebody who is not in the workspace is told so', async () => {
    const { status, body } = await rest(origin, stranger.text, '/v1/tools/get_user', { body: {} });
    expect([status, body['code']]).toEqual([502, 'person_unknown']);
  });
});
