import type { Server } from 'node:http';

export interface Lifecycle {
  isServing: () => boolean;
  /** Stops accepting, lets calls in flight finish, and resolves when none is left or the deadline has come. */
  drain: (server: Server, deadlineMs: number) => Promise<'drained' | 'cut'>;
}

/** Serving, then draining, then stopped: there is no way back. */
export function createLifecycle(): Lifecycle {
  let isDraining = false;
  return {
    isServing: () => !isDraining,
    drain: (server, deadlineMs) => {
      isDraining = true;
      return new Promise((resolve) => {
        // A busy connection becomes an idle, kept one when its call ends: look again until none is left.
        const sweep = setInterval(() => server.closeIdleConnections(), 50);
        const deadline = setTimeout(() => {
          clearInterval(sweep);
          resolve('cut');
          server.closeAllConnections();
        }, deadlineMs);
        server.close(() => {
          clearInterval(sweep);
          clearTimeout(deadline);
          resolve('drained');
        });
      });
    },
  };
}
