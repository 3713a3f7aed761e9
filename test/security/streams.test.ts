import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BOTH, type Message, message, send, toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';

/** Streams that stay open are requests in progress: they count for the person who opened them. */
const MOST = 8;
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded({ env: { LIMIT_CONCURRENT_PER_PERSON: String(MOST) } });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.forget();
  delete server.authority.misbehave.token;
});

const open = (subject: string, { headers, body }: Message, signal: AbortSignal): Promise<Response> =>
  fetch(server.url, {
    method: 'POST',
    headers: { ...headers, Authorization: `Bearer ${server.tokenOf(subject)}` },
    body: JSON.stringify(body),
    signal,
  });

describe('S56: streams', () => {
  it('that listen for changes end at once, because this server has none to tell: nothing is held open', async () => {
    const listen = message('modern', 'subscriptions/listen', {
      notifications: { toolsListChanged: true, resourceSubscriptions: ['linear://issue/ENG-1'] },
    });
    for (let n = 0; n < 5 * MOST; n += 1) {
      const answer = await send(server.url, server.tokenOf('ada'), listen);
      expect([answer.status, answer.json['result']]).toEqual([
        200,
        expect.objectContaining({ resultType: 'complete' }),
      ]);
      expect(answer.body).toContain('"notifications":{}');
    }
    expect(server.upstream()).toEqual(NOTHING);
  });

  it.each(BOTH)(
    'of %s calls are bounded per person, and the next one is served when they go',
    async (era) => {
      server.authority.misbehave.token = async (_res, seen) => {
        if (seen?.subject === 'ada') await sleep(5_000, undefined, { ref: false });
        return undefined;
      };
      const leave = new AbortController();
      const call = toolCall(era, 'get_user');
      call.body.params['_meta'] = { ...(call.body.params['_meta'] ?? {}), progressToken: 'p' };
      const refused: Response[] = [];
      const held = Array.from({ length: 4 * MOST }, () =>
        open('ada', call, leave.signal).then(
          (response) => response.status === 429 && refused.push(response),
          () => undefined,
        ),
      );
      await expect.poll(() => refused.length, { timeout: 4_000 }).toBe(3 * MOST);
      expect(refused.map(({ headers }) => headers.get('Retry-After'))).toEqual(Array(3 * MOST).fill('1'));
      expect((await send(server.url, server.tokenOf('ken'), toolCall(era, 'get_user'))).isError).toBe(false);
      leave.abort();
      await Promise.all(held);
      delete server.authority.misbehave.token;
      await expect
        .poll(async () => (await send(server.url, server.tokenOf('ada'), call)).status, { timeout: 4_000 })
        .toBe(200);
    },
  );
});
