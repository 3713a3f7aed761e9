import type { Response } from 'express';

/** A JSON answer with its length known; never HTML, never cached. */
export function sendJson(res: Response, status: number, body: unknown): void {
  res.status(status).set('Cache-Control', 'no-store').json(body);
}

/** An error of the HTTP layer. `error` is a stable code, `description` tells what would work. */
export function sendError(res: Response, status: number, error: string, description: string): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  sendJson(res, status, { error, error_description: description, request_id: res.getHeader('X-Request-Id') });
}

/** A JSON-RPC error without an id: the request could not be read as far as its id (JSON-RPC 2.0 §5). */
export function sendRpcError(res: Response, status: number, code: number, message: string): void {
  sendJson(res, status, { jsonrpc: '2.0', id: null, error: { code, message } });
}
