import type { RateLimitRow } from '../context.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

export interface RateLimits {
  readonly requestsPerHour: number;
  readonly pointsPerHour: number;
  readonly searchesPerMinute: number;
}

/** Linear's limits for OAuth tokens, per user. */
export const LINEAR_LIMITS: RateLimits = {
  requestsPerHour: 5_000,
  pointsPerHour: 2_000_000,
  searchesPerMinute: 30,
};

export interface Meter {
  /** Takes `amount` if the bucket holds that much. */
  take(amount: number): boolean;
  readonly limit: number;
  remaining(): number;
  /** Epoch milliseconds at which the bucket will be full again. */
  reset(): number;
}

interface MeterOptions {
  readonly limit: number;
  readonly periodMs: number;
  readonly clock: () => number;
}

/** A leaky bucket that refills continuously at `limit` per period. */
function createMeter({ limit, periodMs, clock }: MeterOptions): Meter {
  let level = limit;
  let at = clock();

  function refill(): void {
    const now = clock();
    level = Math.min(limit, level + ((now - at) * limit) / periodMs);
    at = now;
  }

  return {
    limit,
    take(amount) {
      refill();
      if (amount > level) return false;
      level -= amount;
      return true;
    },
    remaining() {
      refill();
      return Math.floor(level);
    },
    reset() {
      refill();
      return Math.ceil(at + ((limit - level) * periodMs) / limit);
    },
  };
}

export interface Allowance {
  readonly requests: Meter;
  readonly points: Meter;
  readonly searches: Meter;
}

/** The allowances of everybody, each made when it is first needed; `who` is a user id or `anonymous`. */
export function createAllowances(limits: RateLimits, clock: () => number): (who: string) => Allowance {
  const known = new Map<string, Allowance>();
  const meter = (limit: number, periodMs: number) => createMeter({ limit, periodMs, clock });
  return (who) => {
    const allowance = known.get(who) ?? {
      requests: meter(limits.requestsPerHour, HOUR),
      points: meter(limits.pointsPerHour, HOUR),
      searches: meter(limits.searchesPerMinute, MINUTE),
    };
    known.set(who, allowance);
    return allowance;
  };
}

function headersOf(prefix: string, meter: Meter): Record<string, string> {
  return {
    [`X-RateLimit-${prefix}-Limit`]: String(meter.limit),
    [`X-RateLimit-${prefix}-Remaining`]: String(meter.remaining()),
    [`X-RateLimit-${prefix}-Reset`]: String(meter.reset()),
  };
}

/** The headers Linear puts on every answer. */
export function rateHeaders(
  allowance: Allowance,
  complexity: number,
  searched: boolean,
): Record<string, string> {
  const endpoint = searched
    ? { ...headersOf('Endpoint-Requests', allowance.searches), 'X-RateLimit-Endpoint-Name': 'searchIssues' }
    : {};
  return {
    'X-Complexity': String(complexity),
    ...headersOf('Requests', allowance.requests),
    ...headersOf('Complexity', allowance.points),
    ...endpoint,
  };
}

/** The rows of the `rateLimitStatus` query. */
export function rateRows(allowance: Allowance, complexity: number): readonly RateLimitRow[] {
  const row = (type: string, meter: Meter, requestedAmount: number): RateLimitRow => ({
    type,
    allowedAmount: meter.limit,
    remainingAmount: meter.remaining(),
    requestedAmount,
    period: HOUR,
    reset: meter.reset(),
  });
  return [row('requests', allowance.requests, 1), row('complexity', allowance.points, complexity)];
}
