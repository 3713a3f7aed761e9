import { afterEach, describe, expect, it } from 'vitest';
import { BOTH, message, send, toolCall } from '../security/support/eras.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { startReplicas } from '../support/replicas.js';

type Replicas = Awaited<ReturnType<typeof startReplicas>>;
let replicas: Replicas;
afterEach(() => replicas.stop());

const list = (token: string) => send(replicas.url, token, message('legacy', 'tools/list'));

describe('three replicas behind a plain proxy', () => {
  it('serve mixed callers of both protocols as one would: nothing is kept between two requests', async () => {
    replicas = await startReplicas(3);
    const people = Array.from({ length: 12 }, (_, n) => `person-${n}`);
    const tokens = people.map((person) => replicas.authority.mint(person, replicas.url));
    const answers = await Promise.all(
      Array.from({ length: 120 }, async (_, n) => {
        const who = n % people.length;
        const era = BOTH[Math.floor(n / people.length) % 2] ?? 'legacy';
        const answer = await send(replicas.url, tokens[who], toolCall(era, 'get_user', {}, n));
        return { person: people[who], answer };
      }),
    );
    for (const { person, answer } of answers) {
      expect([answer.status, answer.isError, answer.text.includes(`${person}@people.example`)]).toEqual([
        200,
        false,
        true,
      ]);
    }
    expect(replicas.served).toEqual([40, 40, 40]);
    expect(replicas.authority.exchanges).toHaveLength(120);
  });

  it('without a Redis count each for itself', async () => {
    replicas = await startReplicas(3, { LIMIT_REQUESTS_PER_PERSON: '4' });
    const token = replicas.authority.mint('ada', replicas.url);
    const statuses: number[] = [];
    for (let n = 0; n < 15; n += 1) statuses.push((await list(token)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(12);
  });
});

describe.skipIf(!hasRedis)('three replicas with a Redis (skipped where there is no redis-server)', () => {
  it('count together, alone while it is away, and together again when it is back', async () => {
    const redis = await startRedis();
    replicas = await startReplicas(3, { LIMIT_REQUESTS_PER_PERSON: '6', REDIS_URL: redis.url });
    const used = async (person: string): Promise<number> => {
      const token = replicas.authority.mint(person, replicas.url);
      let served = 0;
      for (let n = 0; n < 24; n += 1) if ((await list(token)).status === 200) served += 1;
      return served;
    };
    await expect.poll(() => used(`early-${Math.random()}`), { timeout: 10_000 }).toBe(6);
    await redis.stop();
    expect(await used('ken')).toBe(18);
    await redis.start();
    await expect.poll(() => used(`late-${Math.random()}`), { timeout: 15_000, interval: 300 }).toBe(6);
    await redis.stop();
  });
});
