import { type RequestHandler, Router } from 'express';
import type { Readiness } from './readiness.js';
import { sendError, sendJson } from './reply.js';

export interface HealthOptions {
  readiness: () => Readiness;
}

/** `/healthz`: the process answers. `/readyz`: whether it should be sent traffic, with the reasons when something is wrong. */
export function healthRoutes({ readiness }: HealthOptions): RequestHandler {
  const router = Router();
  router.get('/healthz', (_req, res) => sendJson(res, 200, { status: 'alive' }));
  router.get('/readyz', (_req, res) => {
    const verdict = readiness();
    sendJson(res, verdict.status === 'not ready' ? 503 : 200, verdict);
  });
  router.all(['/healthz', '/readyz'], (_req, res) => {
    res.set('Allow', 'GET, HEAD');
    sendError(res, 405, 'method_not_allowed', 'Use GET.');
  });
  return router;
}
