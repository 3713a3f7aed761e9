import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes that have to have left, counted from the connection's beginning, and since when they wait (ms). */
interface Mark {
  bytes: number;
  since: number;
}

/**
 * Closes the connections of clients that leave what they were sent unread: whatever is given to a connection has to
 * have left it within `seconds`. Node has times for a client that sends slowly, and none for one that receives slowly,
 * which would hold its descriptor, and the answer, for as long as it likes (CWE-400).
 *
 * It looks at all connections at an interval, so that a request costs nothing.
 */
export function closeUnread(server: Server, seconds: number): void {
  const open = new Map<Socket, Mark>();
  server.on('connection', (socket: Socket) => {
    open.set(socket, { bytes: 0, since: performance.now() });
    socket.once('close', () => open.delete(socket));
  });
  const look = (): void => {
    const now = performance.now();
    for (const [socket, mark] of open) {
      const { bytesWritten, writableLength } = socket;
      if (bytesWritten - writableLength >= mark.bytes) {
        mark.bytes = bytesWritten;
        mark.since = now;
      } else if (now - mark.since > seconds * 1000) socket.destroy();
    }
  };
  const timer = setInterval(look, Math.min(5_000, seconds * 250)).unref();
  server.on('close', () => clearInterval(timer));
}
