import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';

const BAD_REQUEST = '{"error":"bad_request","error_description":"The request could not be read."}';

export interface ListenerLimits {
  headerBytes: number;
  headerSeconds: number;
  requestSeconds: number;
}

const STANDARD: ListenerLimits = { headerBytes: 32_768, headerSeconds: 10, requestSeconds: 30 };

export interface Listener extends Server {
  /** Answers requests with this application; once, for one that belongs to this listener alone. */
  serve: (app: Express) => void;
}

/**
 * An HTTP server with our limits; the caller lets it serve an application, and listens.
 *
 * Its requests and responses are made with the prototypes that Express would give them. Changing the prototype of an
 * object that exists, as Express does, leaves each with a hidden class of its own: all that reads or writes one is then
 * looked up anew, in every request (V8 11.3), which makes Express itself four times as dear.
 */
export function createListener(limits: ListenerLimits = STANDARD): Listener {
  class Incoming extends IncomingMessage {}
  class Outgoing extends ServerResponse {}
  const server = createServer({
    IncomingMessage: Incoming,
    ServerResponse: Outgoing,
    maxHeaderSize: limits.headerBytes,
    // Node looks for slow clients at this interval only, and by default every 30 s.
    connectionsCheckingInterval: 1_000,
    headersTimeout: limits.headerSeconds * 1000,
    requestTimeout: limits.requestSeconds * 1000,
    keepAliveTimeout: 65_000,
  });
  server.on('clientError', answerUnreadable);
  return Object.assign(server, {
    serve: (app: Express) => {
      app.request = Object.setPrototypeOf(Incoming.prototype, app.request);
      app.response = Object.setPrototypeOf(Outgoing.prototype, app.response);
      server.on('request', app);
    },
  });
}

/** What Node's parser refuses never becomes a request: answered here, with the same kind of body as elsewhere. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${BAD_REQUEST.length}\r\nConnection: close\r\n\r\n`;
  socket.end(head + BAD_REQUEST);
}

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Resolves when it listens; rejects with the system's error when it cannot. */
export function listenOn(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** As it is written in a URL. */
export function hostAndPort({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Where it listens; the port too, when any free one was asked for. */
export function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port');
  return address;
}
