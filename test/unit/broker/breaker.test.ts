import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBreaker } from '../../../src/broker/breaker.js';
import type { ExchangeVerdict } from '../../../src/broker/judge.js';
import { CallFailure, type Failure } from '../../../src/errors.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const OUTAGE: ExchangeVerdict = { ok: false, failure: { code: 'exchange_unavailable' }, isOutage: true };
const SERVED: ExchangeVerdict = { ok: true, token: 'lin_x' };
const LATE: Failure = { code: 'deadline_exceeded', seconds: 8, beforeLinear: true };

type Breaker = ReturnType<typeof createBreaker>;
const answering = async ({ run }: Breaker, verdict: ExchangeVerdict, times = 1): Promise<void> => {
  for (let n = 0; n < times; n += 1) await run(async () => verdict);
};
const ending = async ({ run }: Breaker, failure: Failure, times = 1): Promise<void> => {
  for (let n = 0; n < times; n += 1) {
    const ended = run(async () => {
      throw new CallFailure(failure);
    });
    await expect(ended).rejects.toMatchObject({ failure });
  }
};

describe('the breaker', () => {
  it('opens for a zone that lets calls wait until their own end, and each is told of its own', async () => {
    const breaker = createBreaker();
    await ending(breaker, LATE, 5);
    expect(breaker.isOpen()).toBe(true);
    await expect(breaker.run(async () => SERVED)).resolves.toMatchObject({
      failure: { code: 'exchange_unavailable' },
    });
  });

  it.each([
    ['whose client went away before there was an answer', { code: 'canceled' }],
    ['for which this server could not prove itself', { code: 'identity_unavailable' }],
  ] as const)('is not closed by a look %s', async (_how, failure) => {
    const breaker = createBreaker();
    await answering(breaker, OUTAGE, 5);
    vi.advanceTimersByTime(5_001);
    await ending(breaker, failure);
    expect(breaker.isOpen()).toBe(true);
    vi.advanceTimersByTime(5_001);
    await answering(breaker, SERVED);
    expect(breaker.isOpen()).toBe(false);
  });

  it('counts no client that goes away while the zone answers others', async () => {
    const breaker = createBreaker();
    await ending(breaker, { code: 'canceled' }, 20);
    expect(breaker.isOpen()).toBe(false);
  });
});
