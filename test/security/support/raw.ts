import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  /** Names in lower case; the values of a repeated one in order. */
  headers: Record<string, string[]>;
  body: string;
  /** Every status line that came back on the connection. */
  statuses: number[];
  /** Whether the other side closed the connection by itself. */
  isClosed: boolean;
  text: string;
}

/** Sends bytes as they are: nothing is repaired on the way. Ends at the other side's close, or after `waitMs` of silence. */
export function raw(
  port: number,
  bytes: string | Buffer,
  waitMs = 1_500,
  host = '127.0.0.1',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    const chunks: Buffer[] = [];
    let timer = setTimeout(finish, waitMs);
    let isClosed = false;
    function finish(): void {
      clearTimeout(timer);
      socket.destroy();
      resolve(parse(Buffer.concat(chunks).toString('latin1'), isClosed));
    }
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(timer);
      timer = setTimeout(finish, waitMs);
    });
    socket.on('end', () => {
      isClosed = true;
      finish();
    });
    socket.on('error', (error) => {
      // A reset after an answer is a close: the server had no use for the rest of the bytes.
      isClosed = true;
      if (chunks.length > 0 || (error as NodeJS.ErrnoException).code === 'EPIPE') finish();
      else reject(error);
    });
    socket.on('connect', () => socket.write(bytes));
  });
}

/** A request of header lines and a body; `Connection: close`, so that the answer has an end. */
export function request(lines: readonly string[], body = ''): string {
  return [...lines, 'Connection: close', '', body].join('\r\n');
}

/** `POST /mcp` with these further header lines and a length. */
export function post(port: number, lines: readonly string[], body: string): string {
  return request(
    [
      'POST /mcp HTTP/1.1',
      `Host: localhost:${port}`,
      'Content-Type: application/json',
      'Accept: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...lines,
    ],
    body,
  );
}

function parse(text: string, isClosed: boolean): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string[]> = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    headers[name] = [...(headers[name] ?? []), line.slice(at + 1).trim()];
  }
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(status)?.[1] ?? 0),
    headers,
    body: rest.join('\r\n\r\n'),
    statuses: [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1])),
    isClosed,
    text,
  };
}

/** Opens a connection and keeps it, for clients that take their time. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
  });
}
