import { type RequestHandler, Router } from 'express';
import { sendError, sendJson } from './reply.js';

export interface HealthOptions {
  /** Why the process should get no traffic; empty when it should. */
  reasonsNotReady: () => readonly string[];
}

/** `/healthz`: the process answers. `/readyz`: it should be sent traffic, with the reasons when not. */
export function healthRoutes({ reasonsNotReady }: HealthOptions): RequestHandler {
  const router = Router();
  router.get('/healthz', (_req, res) => sendJson(res, 200, { status: 'alive' }));
  router.get('/readyz', (_req, res) => {
    const reasons = reasonsNotReady();
    sendJson(res, reasons.length === 0 ? 200 : 503, {
      status: reasons.length === 0 ? 'ready' : 'not ready',
      reasons,
    });
  });
  router.all(['/healthz', '/readyz'], (_req, res) => {
    res.set('Allow', 'GET, HEAD');
    sendError(res, 405, 'method_not_allowed', 'Use GET.');
  });
  return router;
}
