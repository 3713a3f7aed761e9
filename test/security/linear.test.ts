import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { json } from './support/authority.js';
import { type Answer, BOTH, send, toolCall } from './support/eras.js';
import { type Guarded, startGuarded } from './support/guarded.js';
import { viewer } from './support/ledger.js';

/** Linear in every bad mood: what is asked again, what is not, and what a person is told. */
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded({ env: { CALL_TIMEOUT_SECONDS: '4' } });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.forget();
  delete server.ledger.misbehave.query;
});

type Res = Parameters<typeof json>[0];
const callAs = (name: string, args: object = {}): Promise<Answer> =>
  send(server.url, server.tokenOf('ada'), toolCall('legacy', name, args));
function failing(answer: (res: Res) => void): void {
  server.ledger.misbehave.query = (res) => {
    answer(res);
    return true;
  };
}

describe('a rate limit of Linear', () => {
  const limited = (status: number, headers: Record<string, string>) => (res: Res) =>
    json(
      res,
      status,
      { errors: [{ message: 'confidential', extensions: { code: 'RATELIMITED' } }] },
      headers,
    );
  const bucket = (remaining: number): Record<string, string> => ({
    'X-RateLimit-Requests-Limit': '3600',
    'X-RateLimit-Requests-Remaining': String(remaining),
    // The moment at which the bucket is full: an hour ahead, and not a moment to wait for.
    'X-RateLimit-Requests-Reset': String(Date.now() + 3_600_000),
  });

  it.each([
    ['HTTP 400 with its code', 400, bucket(-30), /in 31 seconds/],
    ['HTTP 429', 429, bucket(-30), /in 31 seconds/],
    ['HTTP 200 with its code', 200, bucket(-9), /in 10 seconds/],
    ['no header at all', 400, {}, /in a few seconds/],
    ['headers that say nothing', 400, { 'X-RateLimit-Requests-Remaining': 'none' }, /in a few seconds/],
  ] as const)(
    'S65: as %s is told with the time at which there is room again, and not waited for',
    async (_, status, headers, when) => {
      failing(limited(status, headers));
      const started = performance.now();
      const answer = await callAs('get_user');
      expect([answer.status, answer.isError]).toEqual([200, true]);
      expect(answer.text).toMatch(when);
      expect(answer.text).not.toContain('confidential');
      expect(performance.now() - started).toBeLessThan(1_900);
      expect(server.upstream()).toEqual({ exchanges: 1, queries: 1 });
    },
  );

  it('S65: that is over in a second is waited out by a read, on the same token', async () => {
    let left = 1;
    server.ledger.misbehave.query = (res) => {
      if (left === 0) return undefined;
      left -= 1;
      limited(400, bucket(0))(res);
      return true;
    };
    expect((await callAs('get_user')).isError).toBe(false);
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 2 });
    expect(new Set(server.ledger.queries.map(({ token }) => token)).size).toBe(1);
  });

  it('S65: on the size of a query is told as such', async () => {
    failing((res) =>
      json(res, 400, { errors: [{ message: 'Query too complex', extensions: { code: 'INPUT_ERROR' } }] }),
    );
    expect((await callAs('list_issues', { limit: 250 })).text).toMatch(/refused the query as too large/);
  });
});

describe('a fault of Linear', () => {
  it.each<[string, (res: Res) => void, number, RegExp]>([
    ['a 500', (res) => json(res, 500, {}), 3, /did not answer properly/],
    [
      'a 502 page',
      (res) => res.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad</h1>'),
      3,
      /did not answer properly/,
    ],
    ['a reset', (res) => res.destroy(), 3, /did not answer properly/],
    [
      'a reset after some bytes',
      (res) => res.writeHead(200, { 'Content-Length': '999' }).write('{"da', () => res.destroy()),
      3,
      /did not answer properly/,
    ],
    ['a page with 200', (res) => res.end('<h1>It works</h1>'), 1, /could not be read/],
    ['nothing with 200', (res) => res.end(), 1, /could not be read/],
    [
      'a redirect',
      (res) => res.writeHead(307, { Location: 'http://127.0.0.1:9/' }).end(),
      1,
      /could not be read/,
    ],
  ])(
    'S66: such as %s is asked again only where that can help, on the same token',
    async (_, answer, queries, words) => {
      failing(answer);
      for (const era of BOTH) {
        server.forget();
        const failed = await send(server.url, server.tokenOf('ada'), toolCall(era, 'get_user'));
        expect([failed.status, failed.isError]).toEqual([200, true]);
        expect(failed.text).toMatch(words);
        expect(failed.body).not.toMatch(/<h1>|ECONN|undici|127\.0\.0\.1/);
        expect(server.upstream()).toEqual({ exchanges: 1, queries });
        expect(new Set(server.ledger.queries.map(({ token }) => token)).size).toBe(1);
      }
    },
  );

  it('S66: is never a reason to send a change twice', async () => {
    failing((res) => json(res, 502, {}));
    await callAs('update_issue', { id: 'ENG-1', title: 'changed' });
    const writes = server.ledger.queries.filter(({ document }) => /^\s*mutation/.test(document));
    expect(writes.length).toBeLessThanOrEqual(1);
    const sandbox = await startTestSandbox();
    const faults = sandbox.handles.linear.faults;
    for (const fault of [
      { kind: 'status', status: 502 },
      { kind: 'reset', executed: true },
    ] as const) {
      await sandbox.forget();
      faults.next(5, { operation: 'UpdateIssue', ...fault });
      const answer = await send(
        sandbox.mcp,
        sandbox.token,
        toolCall('legacy', 'update_issue', { id: 'ENG-1', title: 'once' }),
      );
      faults.clear();
      expect(answer.text).toMatch(/check first whether it took effect/);
      const sent = (await sandbox.linearJournal()).filter(({ operation }) => operation === 'UpdateIssue');
      expect(sent).toHaveLength(1);
    }
    await sandbox.stop();
  });

  it('S67: that answers a part is a failure in words: a part is never taken for the whole', async () => {
    const errors = [{ message: 'confidential', extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
    for (const body of [
      { data: { viewer: viewer('ada') }, errors },
      { data: { viewer: null }, errors },
      { data: null, errors },
      { data: null },
      { data: {} },
      { data: { viewer: 'ada' } },
      { errors: [] },
      [],
    ]) {
      failing((res) => json(res, 200, body));
      const answer = await callAs('get_user');
      expect([JSON.stringify(body).slice(0, 40), answer.isError]).toEqual([
        JSON.stringify(body).slice(0, 40),
        true,
      ]);
      expect(answer.text).toMatch(/^Linear |^Something went wrong/);
      expect(answer.body).not.toContain('confidential');
    }
  });
});

describe('an answer of Linear without an end', () => {
  it('S58: is cut off by size', async () => {
    failing((res) => {
      res.writeHead(200, { 'Content-Type': 'application/json' });
      res.on('error', () => undefined);
      const piece = 'x'.repeat(1_000_000);
      res.write('{"data":{"viewer":"');
      let left = 50;
      const more = (): void => {
        left -= 1;
        if (left > 0 && !res.destroyed) res.write(piece, () => setImmediate(more));
      };
      more();
    });
    const answer = await callAs('get_user');
    expect([answer.isError, answer.text]).toEqual([true, expect.stringMatching(/could not be read/)]);
    expect(server.ledger.queries[0]?.isAborted).toBe(true);
  });

  it('S58: is cut off by time, all pieces together', async () => {
    failing((res) => {
      res.writeHead(200, { 'Content-Type': 'application/json' });
      const drip = setInterval(() => res.write(' '), 100);
      res.once('close', () => clearInterval(drip));
    });
    expect((await callAs('get_user')).text).toMatch(/stopped after 4 seconds/);
    await sleep(50);
    expect(server.ledger.queries[0]?.isAborted).toBe(true);
  });

  it('S58: of very many rows is shown as far as there is room, and says so', async () => {
    const row = {
      ...viewer('ada'),
      teams: {
        nodes: Array.from({ length: 60_000 }, (_, n) => ({ key: `T${n}`, name: 'x'.repeat(40) })),
        pageInfo: { hasNextPage: true, endCursor: 'x' },
      },
    };
    failing((res) => json(res, 200, { data: { viewer: row } }));
    const answer = await callAs('get_user');
    expect(answer.body.length).toBeLessThan(200_000);
    expect(answer.text).toMatch(/ends here\.$|and more$/);
  });
});

describe('access that Linear has ended', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.stop());

  it('S68: for a person, or for the whole connection, is told to that person at the next call, and to nobody else', async () => {
    const { linear, zone } = sandbox.handles;
    const mint = (name: string) =>
      zone.mintAccessToken({ email: `${name}@lumen.example`, resource: sandbox.mcp });
    const [kenji, noor] = [await mint('kenji'), await mint('noor')];
    const ask = (token: string) => send(sandbox.mcp, token, toolCall('modern', 'get_user'));
    expect((await ask(kenji)).isError).toBe(false);
    linear.workspace.setActive('kenji@lumen.example', false);
    linear.workspace.disconnect('noor@lumen.example');
    for (const token of [kenji, noor]) {
      const answer = await ask(token);
      expect([answer.status, answer.isError]).toEqual([200, true]);
      expect(answer.text).toMatch(/reconnect Linear|has not connected Linear/);
      expect(answer.headers.get('WWW-Authenticate')).toBeNull();
    }
    expect((await ask(sandbox.token)).isError).toBe(false);
    linear.workspace.setActive('kenji@lumen.example', true);
    expect((await ask(kenji)).isError).toBe(false);
  });
});
