import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createJournal } from '../../../src/sandbox/linear/http/journal.js';
import type { Fault, JournalEntry, LinearSandbox } from '../../../src/sandbox/linear/index.js';
import { createGrants } from '../../../src/sandbox/linear/oauth/grants.js';
import { ADA, ask, data, startWithClock } from './linear-support.js';

describe('the instruments of the embedded Linear', () => {
  let linear: LinearSandbox;
  beforeAll(async () => {
    ({ linear } = await startWithClock());
  });
  afterEach(async () => {
    linear.faults.clear();
    await fetch(`${linear.origin}/_journal`, { method: 'DELETE' });
  });
  afterAll(() => linear.close());

  const journal = async () => {
    const response = await fetch(`${linear.origin}/_journal`);
    return {
      dropped: response.headers.get('x-journal-dropped'),
      entries: (await response.json()) as JournalEntry[],
    };
  };

  describe('journal', () => {
    it('lists the operations, oldest first, with the whole document and only the names of variables', async () => {
      const document = 'query Secretive($id: String!) { issue(id: $id) { id } }';
      await ask(linear, document, { id: 'ENG-1' });
      await ask(linear, document, { id: 'CANARY-VALUE-1' });
      await ask(linear, '{ viewer { id } }', {}, { authorization: 'Bearer lin_oauth_canary' });
      const { entries, dropped } = await journal();
      expect(dropped).toBe('0');
      const at = '2026-10-15T09:00:00.000Z';
      const first = { at, operation: 'Secretive', document, variables: ['id'], user: ADA, complexity: 2 };
      expect(entries).toEqual([
        { seq: expect.any(Number), ...first, outcome: 'ok', status: 200 },
        { seq: expect.any(Number), ...first, outcome: 'INPUT_ERROR', status: 200 },
        {
          seq: expect.any(Number),
          at,
          operation: null,
          document: '{ viewer { id } }',
          variables: [],
          user: null,
          complexity: 0,
          outcome: 'AUTHENTICATION_ERROR',
          status: 401,
        },
      ]);
      expect(JSON.stringify(entries)).not.toMatch(/lin_oauth_|CANARY/);
      expect(linear.journal()).toEqual(entries);
    });

    it('is emptied by DELETE', async () => {
      await ask(linear, '{ viewer { id } }');
      const response = await fetch(`${linear.origin}/_journal`, { method: 'DELETE' });
      expect(response.status).toBe(204);
      expect((await journal()).entries).toEqual([]);
    });

    it('keeps the newest entries and counts the others', () => {
      const small = createJournal(() => 0, 10);
      const note = { document: null, variables: [], user: null, complexity: 0, outcome: 'ok', status: 200 };
      for (let index = 1; index <= 37; index += 1) small.add({ ...note, operation: `Q${index}` });
      expect(small.entries().map((entry) => entry.operation)).toEqual(
        Array.from({ length: 10 }, (_, i) => `Q${28 + i}`),
      );
      expect(small.dropped()).toBe(27);
    });
  });

  it('keeps a bounded number of tokens and forgets expired ones', () => {
    let now = 0;
    const grants = createGrants(() => now);
    const { refreshToken } = grants.issue({ userId: 'u', scopes: [] });
    for (let index = 0; index < 20_010; index += 1) grants.refresh(refreshToken);
    expect(grants.size()).toBe(20_000);
    now = 86_400_000;
    grants.refresh(refreshToken);
    expect(grants.size()).toBe(1);
  });

  describe('faults', () => {
    const QUERY = 'query Named { viewer { email } }';
    const raw = (query = QUERY) =>
      fetch(linear.graphqlUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${linear.issueTokenFor(ADA).accessToken}`,
        },
        body: JSON.stringify({ query }),
      });

    it.each<[Fault, number, RegExp]>([
      [{ kind: 'status', status: 502, body: '<h1>Bad gateway</h1>' }, 502, /Bad gateway/],
      [{ kind: 'status', status: 429, headers: { 'Retry-After': '7' } }, 429, /^$/],
      [
        { kind: 'error', code: 'LOCK_TIMEOUT', type: 'lock timeout' },
        200,
        /"data":null,"errors":\[.*"code":"LOCK_TIMEOUT"/,
      ],
      [{ kind: 'error', code: 'INTERNAL_SERVER_ERROR', status: 500 }, 500, /INTERNAL_SERVER_ERROR/],
      [{ kind: 'ratelimited' }, 400, /"code":"RATELIMITED"/],
      [{ kind: 'garbage' }, 200, /^<!doctype html>/],
      [
        { kind: 'partial', path: ['viewer'] },
        200,
        /"data":\{"viewer":\{"email".*"errors":\[.*"path":\["viewer"\]/,
      ],
      [{ kind: 'drip', bytes: 10, ms: 1 }, 200, /"email":"ada@lumen\.example"/],
    ])('answers %j for as many requests as asked', async (fault, status, body) => {
      linear.faults.next(1, fault);
      const response = await raw();
      expect(response.status).toBe(status);
      expect(await response.text()).toMatch(body);
      expect((await raw()).status).toBe(200);
      expect(linear.journal().map((entry) => entry.outcome)).toEqual([`fault:${fault.kind}`, 'ok']);
    });

    it('adds latency and still answers', async () => {
      linear.faults.next(1, { kind: 'latency', ms: 80 });
      const before = performance.now();
      expect((await raw()).status).toBe(200);
      expect(performance.now() - before).toBeGreaterThan(75);
    });

    it('sends huge bodies', async () => {
      linear.faults.next(1, { kind: 'huge', bytes: 5_000_000 });
      expect((await (await raw()).text()).length).toBeGreaterThan(5_000_000);
    });

    it('cuts the connection before any byte, or after some', async () => {
      linear.faults.next(1, { kind: 'reset' });
      await expect(raw()).rejects.toThrow();
      linear.faults.next(1, { kind: 'reset', afterBytes: 10 });
      const response = await raw();
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
      expect(linear.journal().map((entry) => entry.status)).toEqual([0, 0]);
    });

    it('can lose the answer of a write that has taken effect', async () => {
      linear.faults.next(1, { kind: 'reset', executed: true, operation: 'Say' });
      const say = 'mutation Say { commentCreate(input: { issueId: "ENG-6", body: "once" }) { success } }';
      const before = linear.workspace.commentsOn('ENG-6').length;
      await expect(raw(say)).rejects.toThrow();
      expect(linear.workspace.commentsOn('ENG-6').length).toBe(before + 1);
    });

    it('strikes one operation only, until it is lifted', async () => {
      const lift = linear.faults.set({ kind: 'status', status: 500, operation: 'Named' });
      expect((await raw()).status).toBe(500);
      expect((await raw('query Other { viewer { id } }')).status).toBe(200);
      expect((await raw()).status).toBe(500);
      lift();
      expect((await raw()).status).toBe(200);
    });

    it('strikes the token endpoint when asked to, and not otherwise', async () => {
      const token = () => fetch(linear.oauth.tokenEndpoint, { method: 'POST', body: new URLSearchParams() });
      linear.faults.set({ kind: 'status', status: 503 });
      expect((await token()).status).toBe(401);
      linear.faults.next(1, { kind: 'status', status: 503, operation: 'oauth/token' });
      expect((await token()).status).toBe(503);
    });
  });

  it('survives what it was put through', async () => {
    expect(await data(linear, '{ viewer { email } }')).toEqual({ viewer: { email: ADA } });
  });
});
