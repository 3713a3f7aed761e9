import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FAILED, type Shot } from './load.js';

/** One caller who keeps the connection: for calls that are timed one by one. */
export interface Caller {
  /** Milliseconds from the request's first byte to the answer's last. */
  call: () => Promise<number>;
  close: () => void;
}

/**
 * On a bare socket, with a request that is written out beforehand: what an HTTP library takes to wake up is the caller's
 * time and not the server's, and at a slow pace it is half a millisecond.
 */
export function createCaller(origin: string, { path, headers, tokens, body }: Shot): Caller {
  const { host, hostname, port } = new URL(origin);
  const lines = Object.entries({
    host,
    ...headers,
    authorization: `Bearer ${tokens[0]}`,
    'content-length': String(Buffer.byteLength(body)),
  }).map(([name, value]) => `${name}: ${value}`);
  const request = `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
  let socket: Socket | undefined;
  return {
    call: async () => {
      if (socket === undefined || socket.destroyed) {
        socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
        await once(socket, 'connect');
      }
      const from = performance.now();
      socket.write(request);
      const answer = await answerOn(socket);
      const ms = performance.now() - from;
      if (!answer.startsWith('HTTP/1.1 200 ') || FAILED.test(answer))
        throw new Error(`${path} answered ${answer.slice(0, 300)}`);
      return ms;
    },
    close: () => socket?.destroy(),
  };
}

/** The next answer, whole: with a length, or in chunks (RFC 9112 §6.3). */
function answerOn(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const gone = (): void => reject(new Error('The connection was closed before the answer'));
    socket.once('error', reject);
    const read = (chunk: string): void => {
      text += chunk;
      if (!isWhole(text)) return;
      socket.off('data', read).off('close', gone).off('error', reject);
      resolve(text);
    };
    socket.on('data', read).on('close', gone);
  });
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1];
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= end + 4 + Number(length);
}
