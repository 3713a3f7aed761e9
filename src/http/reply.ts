import type { RequestHandler, Response } from 'express';

/** A JSON answer with its length known; never HTML, never cached. */
export function sendJson(res: Response, status: number, body: unknown): void {
  res.status(status).set('Cache-Control', 'no-store').json(body);
}

/** The same with what is written already. */
export function sendWritten(res: Response, status: number, json: Buffer): void {
  res.status(status).set('Cache-Control', 'no-store').type('json').send(json);
}

const PROBLEM_BASE = Symbol('problem base');

/** From here on, errors are problem details (RFC 9457) whose types lie under `base`, a URL. */
export function asProblems(base: string): RequestHandler {
  return (_req, res, next) => {
    Object.assign(res.locals, { [PROBLEM_BASE]: base });
    next();
  };
}

/**
 * An error of the HTTP layer. `error` is a stable code, `description` tells what would work; `more` are further
 * members of a problem.
 */
export function sendError(
  res: Response,
  status: number,
  error: string,
  description: string,
  more: Readonly<Record<string, unknown>> = {},
): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const locals: { [PROBLEM_BASE]?: string } = res.locals;
  const base = locals[PROBLEM_BASE];
  const request_id = res.getHeader('X-Request-Id');
  if (base === undefined) {
    sendJson(res, status, { error, error_description: description, request_id, ...more });
  } else {
    res.set('Content-Type', 'application/problem+json');
    const problem = { type: base + error, title: titleOf(error), status, detail: description, code: error };
    sendJson(res, status, { ...problem, request_id, ...more });
  }
}

/** RFC 9457 §3.1.4: the same for every occurrence of a type. */
export function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A JSON-RPC error without an id: the request could not be read as far as its id (JSON-RPC 2.0 §5). */
export function sendRpcError(res: Response, status: number, code: number, message: string): void {
  sendJson(res, status, { jsonrpc: '2.0', id: null, error: { code, message } });
}
