import type { IncomingMessage, ServerResponse } from 'node:http';
import { LinearApiError } from '../errors.js';

/** Linear's cap of a request body, in bytes. */
export const BODY_LIMIT = 10_485_760;

/** The body is larger than Linear takes. */
export function payloadTooLarge(): LinearApiError {
  return new LinearApiError({
    code: 'PAYLOAD_TOO_LARGE',
    type: 'invalid input',
    message: 'Payload too large',
    statusCode: 413,
    userError: true,
  });
}

/** Reads a body of at most `limit` bytes as UTF-8; throws PAYLOAD_TOO_LARGE beyond that. */
export async function readBody(request: IncomingMessage, limit = BODY_LIMIT): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw payloadTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) throw payloadTooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A JSON answer; nothing here may be cached. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  const common = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
  return { status, body: JSON.stringify(body), headers: { ...common, ...headers } };
}

/** Sends a whole answer. */
export function send(response: ServerResponse, reply: Reply): void {
  // RFC 9110 §8.6: a 204 has no Content-Length.
  const length = reply.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(reply.body)) };
  response.writeHead(reply.status, { ...reply.headers, ...length });
  response.end(reply.body);
}

/** An error as the only content of an answer. */
export function errorReply(error: LinearApiError, headers: Readonly<Record<string, string>> = {}): Reply {
  const entry = { message: error.message, extensions: error.extensions };
  return json(error.shape.statusCode, { errors: [entry] }, headers);
}
