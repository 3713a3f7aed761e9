import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count } from './support/counts.js';
import { type Deployed, deploy } from './support/deployed.js';
import { HEAP_CALLS } from './support/depth.js';
import { BOTH, toolCall } from './support/eras.js';

/** Memory over very many calls: what a call takes, it gives back. */
const PEOPLE = 500;
const LANES = 16;

let server: Deployed;
let agent: Agent;
beforeAll(async () => {
  server = await deploy({ LOG_LEVEL: 'info' });
  agent = new Agent({ connections: LANES });
});
afterAll(async () => {
  await agent?.close();
  await server?.stop();
});

async function calls(howMany: number): Promise<void> {
  const lane = async (start: number): Promise<void> => {
    for (let n = start; n < howMany; n += LANES) {
      const who = `person-${n % PEOPLE}`;
      const { headers, body } = toolCall(
        BOTH[n % 2] ?? 'legacy',
        'get_user',
        n % 7 === 0 ? { wrong: n } : {},
        n,
      );
      const { statusCode, body: answer } = await request(server.mcp, {
        method: 'POST',
        dispatcher: agent,
        headers: { ...headers, Authorization: `Bearer ${server.authority.mint(who, server.mcp)}` },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      expect([statusCode, n % 7 === 0 || text.includes(`${who}@`)]).toEqual([200, true]);
      // The stand-ins must not be what grows.
      if (n % 1_000 === 0) {
        server.authority.forget();
        server.ledger.forget();
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, start) => lane(start)));
  await sleep(200);
}

describe('memory', () => {
  it('S28: is where it was after thousands of calls of 500 people, refused ones among them', async (context) => {
    // Everybody has called before, so that what is remembered of a person is there already; and often enough that
    // compiled code and the heap have the size at which they stay.
    await calls(Math.max(PEOPLE * 2, HEAP_CALLS / 5));
    const before = await server.memory();
    await calls(HEAP_CALLS);
    const after = await server.memory();
    count(context, 'heap calls', HEAP_CALLS);
    count(context, 'heap growth in KiB', Math.round((after.heapUsed - before.heapUsed) / 1024));
    expect(after.heapUsed / before.heapUsed).toBeLessThan(1.25);
    expect(after.rss / before.rss).toBeLessThan(1.5);
  }, 600_000);
});
