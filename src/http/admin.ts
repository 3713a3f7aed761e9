import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { guardHost } from './hosts.js';
import { addressOf, createListener, type ListenerLimits, listenOn } from './listening/listener.js';
import { sendError } from './reply.js';

export interface AdminOptions {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** The listener is reached on this machine only: then other names than loopback's are refused. */
  isLoopback: boolean;
  limits: ListenerLimits;
  healthRoutes: RequestHandler;
  metrics: { contentType: string; expose: () => Promise<string> };
}

export interface AdminListener {
  address: AddressInfo;
  close: () => Promise<void>;
}

/** `/metrics`, and health, on a port of their own: what is for operators is not on the door that callers use. */
export async function startAdmin(options: AdminOptions): Promise<AdminListener> {
  const server = createListener(options.limits);
  await listenOn(server, options);
  const address = addressOf(server);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const own = {
    publicUrl: `http://localhost:${address.port}`,
    loopback: { host: address.address, port: address.port },
  };
  if (options.isLoopback) app.use(guardHost({ ...own, allowedHosts: [], allowedOrigins: [] }));
  app.use(options.healthRoutes);
  app.get('/metrics', async (_req, res) => {
    const text = await options.metrics.expose();
    res.set({ 'Content-Type': options.metrics.contentType, 'Cache-Control': 'no-store' }).end(text);
  });
  app.use(((_req, res) =>
    sendError(res, 404, 'not_found', 'There is /metrics, /healthz and /readyz here.')) as RequestHandler);
  server.serve(app);
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
