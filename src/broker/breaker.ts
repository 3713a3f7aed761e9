import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { CallFailure } from '../errors.js';
import type { ExchangeVerdict } from './judge.js';

/** Runs an attempt, or answers for a zone that has just failed several times in a row. */
export type Breaker = (attempt: () => Promise<ExchangeVerdict>) => Promise<ExchangeVerdict>;

const FAILURES_IN_A_ROW = 5;
const PAUSE_MS = 5_000;

/** What one attempt says of the zone, in the form in which the breaker counts it. */
class ZoneDown extends Error {
  /** How the attempt ended for whoever made it. */
  readonly end: () => ExchangeVerdict;

  constructor(end: () => ExchangeVerdict) {
    super('zone down');
    this.end = end;
  }
}

/**
 * Opens after five outages in a row, whoever's calls they were, and lets one call look again after five seconds.
 * Only outages count, a wait until the call's own deadline among them: an answer to one person's request, whatever it
 * says, shows that the zone is there. Of an attempt that its client gave up nothing is known, so it does not close it.
 */
export function createBreaker(): { run: Breaker; isOpen: () => boolean } {
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof ZoneDown),
    {
      halfOpenAfter: PAUSE_MS,
      breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
    },
  );
  const run: Breaker = async (attempt) => {
    try {
      return await policy.execute(() => counted(attempt, policy.state !== CircuitState.Closed));
    } catch (error) {
      if (error instanceof ZoneDown) return error.end();
      if (error instanceof BrokenCircuitError) return { ok: false, failure: outage(PAUSE_MS / 1000) };
      throw error;
    }
  };
  return { run, isOpen: () => policy.state === CircuitState.Open };
}

async function counted(
  attempt: () => Promise<ExchangeVerdict>,
  isLookingAgain: boolean,
): Promise<ExchangeVerdict> {
  const verdict = await attempt().catch((error: unknown): never => {
    if (!(error instanceof CallFailure)) throw error;
    const { failure } = error;
    if (failure.code === 'exchange_unavailable')
      throw new ZoneDown(() => ({ ok: false, failure, isOutage: true }));
    const isDown = failure.code === 'deadline_exceeded' || (isLookingAgain && failure.code === 'canceled');
    if (!isDown) throw error;
    throw new ZoneDown(() => {
      throw error;
    });
  });
  if (!verdict.ok && verdict.isOutage) throw new ZoneDown(() => verdict);
  return verdict;
}

function outage(retryAfterSeconds: number) {
  return { code: 'exchange_unavailable' as const, retryAfterSeconds };
}
