import type { Server } from 'node:http';
import type { Socket } from 'node:net';
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
  drain: (times: DrainTimes) => Promise<'drained' | 'cut'>;
}

/** Serving, then draining, then stopped: there is no way back. */
export function createLifecycle(server: Server): Lifecycle {
  let isDraining = false;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const closeIdle = (): void => {
    server.closeIdleConnections();
    // Balancers and browsers open connections ahead of need; Node takes those for busy.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
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

async function close(server: Server, deadlineMs: number, closeIdle: () => void): Promise<'drained' | 'cut'> {
  // A busy connection becomes an idle, kept one when its call ends: look again until none is left.
  const sweep = setInterval(closeIdle, 50);
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
