import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { internalError, LinearApiError } from '../errors.js';
import { errorReply, json, send } from './wire.js';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Path → method → handler. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

async function route(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A web page that rebinds its own name to this machine must not reach the journal or the consent page.
  if (!LOOPBACK.test(request.headers.host ?? '')) {
    return send(response, json(421, { error: 'the sandbox answers on loopback names only' }));
  }
  const methods = routes[pathOf(request)];
  if (methods === undefined) return send(response, json(404, { error: 'not found' }));
  const handler = methods[request.method ?? ''];
  if (handler === undefined) {
    const headers = { Allow: Object.keys(methods).join(', ') };
    return send(response, json(405, { error: 'method not allowed' }, headers));
  }
  await handler(request, response);
}

/** An HTTP server over the routes; a handler that fails answers in Linear's shape and takes nothing down. */
export function createHttpServer(routes: Routes): Server {
  return createServer((request, response) => {
    route(routes, request, response).catch((error: unknown) => {
      const known = error instanceof LinearApiError ? error : internalError();
      if (response.headersSent) response.destroy();
      else send(response, errorReply(known, { Connection: 'close' }));
    });
  });
}

/** Listens and tells the port. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('the server does not listen on a port'));
    });
  });
}

/** Stops listening and drops every connection. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
