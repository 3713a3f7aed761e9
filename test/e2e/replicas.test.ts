import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { whyUnusable } from '../../src/replicas.js';
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

  it('do not wait for one that hangs with each request, and count together again when it answers', async () => {
    const redis = await startRedis();
    const lines: Record<string, unknown>[] = [];
    const log = pino({}, { write: (line) => lines.push(JSON.parse(line)) });
    const env = { LIMIT_REQUESTS_PER_PERSON: '1000', REDIS_URL: redis.url };
    replicas = await startReplicas(1, env, log);
    const token = replicas.authority.mint('ada', replicas.url);
    const left = async (): Promise<number> => Number((await list(token)).headers.get('ratelimit-remaining'));
    // The store in memory has not counted any of these.
    await expect.poll(left, { timeout: 10_000 }).toBeLessThan(998);
    redis.hang();
    const waited: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const from = performance.now();
      expect((await list(token)).status).toBe(200);
      waited.push(performance.now() - from);
    }
    // Of those that wait for an answer each waits 300 ms: only the first few do.
    expect(waited.filter((ms) => ms > 250).length).toBeLessThan(6);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'replicas.lost', reason: 'no answer' }));
    redis.wake();
    const joined = async (): Promise<number> => {
      await list(token);
      return lines.filter(({ event }) => event === 'replicas.joined').length;
    };
    await expect.poll(joined, { timeout: 15_000, interval: 300 }).toBe(2);
    await redis.stop();
  });

  it('count alone beside one that only refuses, say why, and count together again when it takes what is written', async () => {
    const redis = await startRedis();
    const lines: Record<string, unknown>[] = [];
    const log = pino({}, { write: (line) => lines.push(JSON.parse(line)) });
    replicas = await startReplicas(1, { REDIS_URL: redis.url }, log);
    const token = replicas.authority.mint('ada', replicas.url);
    const count = async (event: string): Promise<number> => {
      expect((await list(token)).status).toBe(200);
      return lines.filter((line) => line['event'] === event).length;
    };
    await expect.poll(() => count('replicas.joined'), { timeout: 10_000 }).toBe(1);
    expect(await whyUnusable(redis.url)).toBeUndefined();
    await redis.tell('REPLICAOF', '127.0.0.1', '1');
    await expect.poll(() => count('replicas.lost'), { timeout: 10_000 }).toBe(1);
    expect(lines.at(-1)).toMatchObject({ event: 'replicas.lost', reason: 'READONLY' });
    expect(await whyUnusable(redis.url)).toBe('READONLY');
    await redis.tell('REPLICAOF', 'NO', 'ONE');
    await expect.poll(() => count('replicas.joined'), { timeout: 15_000, interval: 300 }).toBe(2);
    await redis.stop();
  });

  it('say of one that refuses them why it does', async () => {
    const redis = await startRedis();
    const lines: Record<string, unknown>[] = [];
    const log = pino({}, { write: (line) => lines.push(JSON.parse(line)) });
    const url = redis.url.replace('redis://', 'redis://nobody:wrong@');
    replicas = await startReplicas(1, { REDIS_URL: url }, log);
    await expect
      .poll(() => lines)
      .toContainEqual(expect.objectContaining({ event: 'replicas.lost', reason: 'WRONGPASS' }));
    await redis.stop();
  });
});
