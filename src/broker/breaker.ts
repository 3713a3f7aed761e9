import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import { CallFailure, type FailureCode } from '../errors.js';
import type { ExchangeVerdict } from './judge.js';

/** Runs an attempt, or answers for a zone that has just failed several times in a row. */
export type Breaker = (attempt: () => Promise<ExchangeVerdict>) => Promise<ExchangeVerdict>;

const FAILURES_IN_A_ROW = 5;
const PAUSE_MS = 5_000;

/**
 * What the breaker counts. The same one for all: it remembers the last, and an error of an attempt leads to the call that
 * made it, with its token.
 */
class ZoneDown extends Error {}
const DOWN = new ZoneDown('zone down');

/**
 * Opens after five outages in a row, whoever's calls they were, and lets one call look again after five seconds.
 * Only outages count, a wait until the call's own deadline among them: an answer to one person's request, whatever it
 * says, shows that the zone is there. An attempt that never reached the zone tells nothing of it, so it does not close it.
 */
export function createBreaker(): { run: Breaker; isOpen: () => boolean } {
  const policy = circuitBreaker(handleType(ZoneDown), {
    halfOpenAfter: PAUSE_MS,
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
  const run: Breaker = async (attempt) => {
    let ended: Ended | undefined;
    try {
      await policy.execute(async () => {
        const isLookingAgain = policy.state !== CircuitState.Closed;
        ended = await endOf(attempt);
        if (isDown(ended, isLookingAgain)) throw DOWN;
        if ('error' in ended) throw ended.error;
      });
    } catch (error) {
      if (error instanceof BrokenCircuitError) return { ok: false, failure: outage(PAUSE_MS / 1000) };
      if (error !== DOWN || ended === undefined) throw error;
    }
    if (ended === undefined) throw new Error('The attempt was not made');
    if ('error' in ended) throw ended.error;
    return ended.verdict;
  };
  return { run, isOpen: () => policy.state === CircuitState.Open };
}

/** How an attempt ended for whoever made it. */
type Ended = { verdict: ExchangeVerdict } | { error: unknown };

async function endOf(attempt: () => Promise<ExchangeVerdict>): Promise<Ended> {
  try {
    return { verdict: await attempt() };
  } catch (error) {
    const isUnavailable = error instanceof CallFailure && error.failure.code === 'exchange_unavailable';
    return isUnavailable ? { verdict: { ok: false, failure: error.failure, isOutage: true } } : { error };
  }
}

function isDown(ended: Ended, isLookingAgain: boolean): boolean {
  if ('verdict' in ended) return !ended.verdict.ok && ended.verdict.isOutage === true;
  const code = ended.error instanceof CallFailure ? ended.error.failure.code : undefined;
  return code === 'deadline_exceeded' || (isLookingAgain && code !== undefined && NOT_ASKED.has(code));
}

/** The client gave up, or this server has nothing to prove itself with. */
const NOT_ASKED: ReadonlySet<FailureCode> = new Set(['canceled', 'identity_unavailable']);

function outage(retryAfterSeconds: number) {
  return { code: 'exchange_unavailable' as const, retryAfterSeconds };
}
