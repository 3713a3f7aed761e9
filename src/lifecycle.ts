import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DrainTimes {
  /** How long calls are still taken while readiness already says no: load balancers look every few seconds. */
  delayMs: number;
  /** How long calls in flight may then finish. */
  deadlineMs: number;
}

export interface Lifecycle {
  isServing: () => boolean;
  /** Says that it drains, stops accepting, and resolves when no call is left or the deadline has cut them. */
  drain: (server: Server, times: DrainTimes) => Promise<'drained' | 'cut'>;
}

/** Serving, then draining, then stopped: there is no way back. */
export function createLifecycle(): Lifecycle {
  let isDraining = false;
  return {
    isServing: () => !isDraining,
    drain: async (server, { delayMs, deadlineMs }) => {
      isDraining = true;
      if (delayMs > 0) await sleep(delayMs);
      return close(server, deadlineMs);
    },
  };
}

async function close(server: Server, deadlineMs: number): Promise<'drained' | 'cut'> {
  // A busy connection becomes an idle, kept one when its call ends: look again until none is left.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const closed = new Promise<'drained'>((resolve) => {
    server.close(() => resolve('drained'));
  });
  const deadline = new AbortController();
  const cut = sleep(deadlineMs, 'cut' as const, { signal: deadline.signal }).catch(() => 'drained' as const);
  const how = await Promise.race([closed, cut]);
  clearInterval(sweep);
  deadline.abort();
  if (how === 'cut') {
    server.closeAllConnections();
    // The calls that were cut end as canceled; their events want to get out.
    await sleep(100);
  }
  return how;
}
