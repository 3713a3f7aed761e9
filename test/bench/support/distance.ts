import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP relay that makes `target` as far away as a round trip of `rttMs`: each direction takes half of it, and a new
 * connection one round trip more, as TCP's own handshake does. TLS above it pays for its flights by itself.
 */
export function createDistance(target: number, rttMs: number): Server {
  return createServer({ noDelay: true }, (near) => {
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true });
    const openedAt = performance.now();
    relay(near, far, () => Math.max(rttMs / 2, openedAt + rttMs * 1.5 - performance.now()));
    relay(far, near, () => rttMs / 2);
  });
}

/** Timers of unequal length must not reorder the bytes, so each chunk waits for the one before it. */
function relay(from: Socket, to: Socket, delayMs: () => number): void {
  let before = Promise.resolve();
  const later = (act: () => void): void => {
    const due = new Promise<void>((resolve) => setTimeout(resolve, delayMs()));
    before = Promise.all([before, due]).then(act);
  };
  from.on('data', (chunk) => later(() => void to.write(chunk)));
  from.on('end', () => later(() => void to.end()));
  from.on('error', () => to.destroy());
  from.on('close', () => later(() => void to.destroy()));
}
