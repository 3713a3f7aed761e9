import type { Request, RequestHandler, Response } from 'express';

/** Moments of a request on the clock of `performance.now()`, and the trace that it says it belongs to. */
export interface RequestArrival {
  readonly at: number;
  authenticatedAt?: number;
  /** The header as sent, not judged. */
  readonly traceparents: readonly unknown[];
}

const ARRIVAL = Symbol('arrival');

/** First of all handlers: notes when the request came. */
export const noteArrival: RequestHandler = (req, res, next) => {
  const arrival: RequestArrival = { at: performance.now(), traceparents: traceparentsOf(req) };
  Object.assign(res.locals, { [ARRIVAL]: arrival });
  next();
};

/** Right behind authentication: notes that the caller is known. */
export const noteAuthenticated: RequestHandler = (_req, res, next) => {
  const arrival = arrivalOf(res);
  if (arrival !== undefined) arrival.authenticatedAt = performance.now();
  next();
};

export function arrivalOf(res: Response): RequestArrival | undefined {
  const locals: { [ARRIVAL]?: RequestArrival } = res.locals;
  return locals[ARRIVAL];
}

/** W3C Trace Context §3.2: exactly one; of several, none is known to be meant. */
function traceparentsOf(req: Request): readonly string[] {
  const values = req.headersDistinct['traceparent'] ?? [];
  return values.length === 1 ? values : [];
}
