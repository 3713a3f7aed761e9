import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { json } from './support/authority.js';
import { type Answer, BOTH, send, toolCall } from './support/eras.js';
import { type Guarded, startGuarded } from './support/guarded.js';

/** Many calls at once: each has its own exchange, its own token and its own end. */
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded({ env: { CALL_TIMEOUT_SECONDS: '8' } });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.forget();
  delete server.authority.misbehave.token;
});

describe('200 calls of one person at once', () => {
  const crowd = (marked?: string): Promise<Answer[]> =>
    Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        send(
          server.url,
          n === 77 && marked ? marked : server.tokenOf('ada'),
          toolCall('legacy', 'get_user', {}, n),
        ),
      ),
    );

  it('S22: are 200 exchanges; one that fails throughout fails alone, and leaves nothing behind', async () => {
    expect((await crowd()).filter(({ isError }) => isError)).toEqual([]);
    expect(server.upstream()).toEqual({ exchanges: 200, queries: 200 });
    expect(new Set(server.ledger.queries.map(({ token }) => token)).size).toBe(200);
    for (const status of [400, 500, 'hang'] as const) {
      server.forget();
      const marked = server.tokenOf('ada');
      server.authority.misbehave.token = async (res, seen) => {
        // Late, so that the others have come and gone in between: nobody may wait for this one or share its end.
        if (seen?.subjectToken !== marked) return undefined;
        await sleep(50);
        if (status !== 'hang') json(res, status, { error: 'access_denied' });
        return true;
      };
      const answers = await crowd(marked);
      expect(answers.map(({ isError }, n) => (isError ? n : -1)).filter((n) => n >= 0)).toEqual([77]);
      expect(answers.filter(({ status: of }) => of !== 200)).toEqual([]);
      expect(server.ledger.queries).toHaveLength(199);
      delete server.authority.misbehave.token;
      const again = await send(server.url, marked, toolCall('legacy', 'get_user'));
      expect([status, again.isError]).toEqual([status, false]);
    }
  });

  it('S24: belong to whoever asked, however alike the names are', async () => {
    const names = ['a::b', 'a', ':b', 'a:', '__proto__', 'constructor', 'toString', 'a::b ', 'A'];
    const leave = new AbortController();
    server.authority.misbehave.token = async () => {
      await sleep(Math.random() * 30);
      return undefined;
    };
    const calls = Array.from({ length: 180 }, async (_, n) => {
      const name = names[n % names.length] ?? '';
      const token = server.tokenOf(name);
      const init = n % 20 === 3 ? { signal: leave.signal } : {};
      const answer = await send(server.url, token, toolCall(BOTH[n % 2] ?? 'legacy', 'get_user'), init).catch(
        () => undefined,
      );
      return { name, token, text: answer?.text };
    });
    setTimeout(() => leave.abort(), 25);
    const done = await Promise.all(calls);
    for (const { name, text } of done.filter((call) => call.text !== undefined))
      expect(text).toMatch(new RegExp(`\\| ${name.trim().replaceAll('_', '_')} ?@people\\.example`));
    const owner = new Map(done.map(({ name, token }) => [token, name]));
    const { exchanges } = server.authority;
    expect(exchanges.filter(({ subject, subjectToken }) => owner.get(subjectToken) !== subject)).toEqual([]);
    expect(new Set(exchanges.map(({ subjectToken }) => subjectToken)).size).toBe(exchanges.length);
    expect(new Set(server.ledger.queries.map(({ token }) => token)).size).toBe(server.ledger.queries.length);
  });
});
