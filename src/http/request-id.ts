import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** Gives every answer an `X-Request-Id`: the caller's own when it is a plain token, else a new one. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.headers['x-request-id'];
  const id = typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
  res.set('X-Request-Id', id);
  next();
};

/** The id that this answer has. */
export function requestIdOf(res: Pick<Response, 'getHeader'>): string {
  return String(res.getHeader('X-Request-Id'));
}
