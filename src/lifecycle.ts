import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Listener } from './http/listening/listener.js';

export interface DrainTimes {
  /** How long calls are still taken while readiness already says no: load balancers look every few seconds. */
  delayMs: number;
  /** How long calls in flight may then finish. */
  deadlineMs: number;
}

export interface Lifecycle {
  isServing: () => boolean;
  /** Says that it drains, stops accepting, and resolves when no call is left or the deadline has cut them. */
  drain: (times: DrainTimes) => Promise<'drained' | 'cut'>;
}

/** Serving, then draining, then stopped: there is no way back. */
export function createLifecycle(server: Listener): Lifecycle {
  let isDraining = false;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // RFC 9112 §9.6: said with each answer from the start of draining, so that no next request is sent into the end.
  server.prependListener('request', (_req, res) => {
    if (isDraining) res.setHeader('Connection', 'close');
  });
  const closeIdle = (sinceMs: number): void => {
    server.closeIdleConnections();
    for (const socket of sockets) {
      // Balancers and browsers open connections ahead of need; Node takes those for busy, and those on which a request
      // has been begun and not finished, which it no longer looks at once it has stopped listening.
      const isIdle = socket.bytesRead === 0 || (sinceMs > UNFINISHED_MS && !server.isAnswering(socket));
      if (isIdle) socket.destroy();
    }
  };
  return {
    isServing: () => !isDraining,
    drain: async ({ delayMs, deadlineMs }) => {
      isDraining = true;
      if (delayMs > 0) await sleep(delayMs);
      return close(server, deadlineMs, closeIdle);
    },
  };
}

/** How long a request may still take to arrive whole. */
const UNFINISHED_MS = 2_000;

async function close(
  server: Listener,
  deadlineMs: number,
  closeIdle: (sinceMs: number) => void,
): Promise<'drained' | 'cut'> {
  const from = performance.now();
  // A busy connection becomes an idle, kept one when its call ends: look again until none is left.
  const sweep = setInterval(() => closeIdle(performance.now() - from), 50);
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
