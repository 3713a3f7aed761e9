import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express, Request, Response } from 'express';
import { inOriginForm } from '../hosts.js';
import { closeUnread } from './unread.js';

const BAD_REQUEST = '{"error":"bad_request","error_description":"The request could not be read."}';

export interface ListenerLimits {
  connections: number;
  headerBytes: number;
  headerSeconds: number;
  requestSeconds: number;
  answerSeconds: number;
}

const STANDARD: ListenerLimits = {
  connections: 4_096,
  headerBytes: 32_768,
  headerSeconds: 10,
  requestSeconds: 30,
  answerSeconds: 60,
};

/** Requests that a client may send on one connection before it has read an answer (RFC 9112 §9.3.2). */
const MOST_UNANSWERED = 16;

export interface Listener extends Server {
  /** Answers requests with this application; once, for one that belongs to this listener alone. */
  serve: (app: Express) => void;
  /** Whether a request that has come whole over this connection is not answered yet. */
  isAnswering: (socket: Socket) => boolean;
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
  // All of them, and not the first two thousand: what is left out without a word may be what restricts the request.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.connections;
  closeUnread(server, limits.answerSeconds);
  const answering = countAnswers(server);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // An answer that has begun is not to be broken into, nor one that is due to be taken for this one (RFC 9112 §9.3.2).
    if (answering.isAnsweredEarly(socket)) part(socket);
    else answering.whenNone(socket, () => answerUnreadable(error, socket));
  });
  return Object.assign(server, {
    serve: (app: Express) => {
      app.request = Object.setPrototypeOf(Incoming.prototype, app.request);
      app.response = Object.setPrototypeOf(Outgoing.prototype, app.response);
      server.on('request', (req: Request, res: Response) => {
        // Node hands on all that is in what it has read, answered or not: each would be made, and wait in memory.
        if (answering.count(req.socket) > MOST_UNANSWERED) req.socket.destroy();
        else if (inOriginForm(req)) app(req, res);
        else refuseTarget(res);
      });
    },
    isAnswering: answering.isDue,
  });
}

/** The requests of each connection that are not answered yet. */
function countAnswers(server: Server) {
  const running = new WeakMap<Socket, Set<IncomingMessage>>();
  const waiting = new WeakMap<Socket, () => void>();
  // No request is kept for it: an idle connection would hold the last one, with its token.
  const early = new WeakSet<Socket>();
  const isDue = (socket: Socket): boolean =>
    // One that has not come whole gets no answer but this.
    [...(running.get(socket) ?? [])].some((req) => req.complete);
  server.on('request', (req, res) => {
    const { socket } = req;
    const known = running.get(socket);
    const requests = known ?? new Set();
    if (known === undefined) running.set(socket, requests);
    requests.add(req);
    early.delete(socket);
    res.once('close', () => {
      requests.delete(req);
      if (!req.complete) early.add(socket);
      if (!isDue(socket)) waiting.get(socket)?.();
    });
  });
  return {
    isDue,
    count: (socket: Socket): number => running.get(socket)?.size ?? 0,
    /** Whether what cannot be read is the rest of a request that has its answer already: a second one is another's. */
    isAnsweredEarly: (socket: Socket): boolean => early.has(socket),
    /** Acts when no answer is due on the connection, at once if none is. */
    whenNone: (socket: Socket, act: () => void): void => {
      if (isDue(socket)) waiting.set(socket, act);
      else act();
    },
  };
}

/** No router could read it: answered before any gate, and cheaper than any. */
function refuseTarget(res: ServerResponse): void {
  res.writeHead(400, {
    'Content-Type': 'application/json',
    'Content-Length': BAD_REQUEST.length,
    Connection: 'close',
  });
  res.end(BAD_REQUEST);
}

/** What Node's parser refuses never becomes a request: answered here, with the same kind of body as elsewhere. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${BAD_REQUEST.length}\r\nConnection: close\r\n\r\n`;
  part(socket, head + BAD_REQUEST);
}

/**
 * Ends a connection with its last words. A client that keeps its own half open is not waited for: nobody looks at such a
 * connection any more, and its bytes renew every timeout of idleness.
 */
function part(socket: Socket, words = ''): void {
  socket.end(words);
  setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
}

const LAST_WORDS_MS = 2_000;

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

/** The system's code in words that name the settings from which address and port came. */
export function cannotListen(code: string, { host, port }: { host: string; port: string }): string {
  switch (code) {
    case 'EADDRINUSE':
      return `${port}: the port is in use; set it to a free one`;
    case 'EACCES':
      return `${port}: the port needs privileges; set it above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine (${code}): use 127.0.0.1, or 0.0.0.0 in a container`;
    default:
      return `${host} and ${port} cannot be listened on (${code}): check both`;
  }
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
