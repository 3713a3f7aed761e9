import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { sendError, sendRpcError } from './reply.js';

export interface BodyLimits {
  /** Bytes of the body as sent. */
  maxBytes: number;
  /** Nesting of objects and arrays. */
  maxDepth: number;
  /** Members and elements in the whole document. */
  maxNodes: number;
}

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/** How a door refuses a body, and what it calls one. */
interface BodyWords {
  refuse: (
    res: Response,
    status: number,
    code: typeof PARSE_ERROR | typeof INVALID_REQUEST,
    why: string,
  ) => void;
  expected: string;
  /** Whether no body at all stands for an empty object. */
  mayBeAbsent: boolean;
}

const RPC: BodyWords = {
  refuse: sendRpcError,
  expected: 'one JSON-RPC message',
  mayBeAbsent: false,
};
const REST: BodyWords = {
  refuse: (res, status, _code, why) => sendError(res, status, 'body_invalid', why),
  expected: 'the arguments as one JSON object',
  mayBeAbsent: true,
};

/** Parses one JSON-RPC message: JSON only, identity encoding, bounded in bytes, depth and size, no batches. */
export function jsonRpcBody(limits: BodyLimits): (RequestHandler | ErrorRequestHandler)[] {
  return jsonBody(limits, RPC);
}

/** Parses the arguments of a tool under the same bounds; without a body there are none. */
export function argumentsBody(
  limits: BodyLimits,
  onRefused: (res: Response) => void = () => undefined,
): (RequestHandler | ErrorRequestHandler)[] {
  const refuse: BodyWords['refuse'] = (res, status, code, why) => {
    onRefused(res);
    REST.refuse(res, status, code, why);
  };
  return jsonBody(limits, { ...REST, refuse });
}

function jsonBody(limits: BodyLimits, words: BodyWords): (RequestHandler | ErrorRequestHandler)[] {
  return [
    // Decompression is off: a few bytes must not become megabytes.
    express.json({ limit: limits.maxBytes, inflate: false, type: 'application/json', strict: false }),
    parseFailure(words),
    shapeGuard(limits, words),
  ];
}

function parseFailure({ refuse }: BodyWords): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
    switch (type) {
      case 'entity.parse.failed':
        return refuse(res, 400, PARSE_ERROR, 'The body is not valid JSON.');
      case 'entity.too.large':
        return refuse(res, 413, INVALID_REQUEST, 'The body is too large.');
      case 'encoding.unsupported':
        return refuse(res, 415, INVALID_REQUEST, 'Send the body without Content-Encoding.');
      case 'charset.unsupported':
        return refuse(res, 415, INVALID_REQUEST, 'Send the body as UTF-8.');
      case 'request.size.invalid':
      case 'request.aborted':
        return refuse(res, 400, INVALID_REQUEST, 'The body did not arrive whole.');
      default:
        return next(error);
    }
  };
}

function shapeGuard(limits: BodyLimits, { refuse, expected, mayBeAbsent }: BodyWords): RequestHandler {
  return (req, res, next) => {
    if (mayBeAbsent && isWithoutBody(req)) {
      req.body = {};
      return next();
    }
    const body: unknown = req.body;
    if (!req.is('application/json')) {
      return refuse(res, 415, INVALID_REQUEST, `Send ${expected} as application/json.`);
    }
    // Batching left MCP with revision 2025-06-18; a batch would also pass a gate that reads `method`.
    if (Array.isArray(body)) {
      return refuse(res, 400, INVALID_REQUEST, `Batches are not supported: send ${expected} per request.`);
    }
    if (!isRecord(body)) return refuse(res, 400, INVALID_REQUEST, `Send ${expected}.`);
    const fault = faultIn(body, limits);
    return fault === undefined ? next() : refuse(res, 400, INVALID_REQUEST, fault);
  };
}

/** RFC 9112 §6.3: without either header a request has no body. */
function isWithoutBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with the build of a message, if anything; the limits are also what bounds this walk. */
function faultIn(
  root: unknown,
  { maxDepth, maxNodes }: Pick<BodyLimits, 'maxDepth' | 'maxNodes'>,
): string | undefined {
  let nodes = 0;
  // An own stack: recursion is what nesting attacks.
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    const children = Object.values(value);
    nodes += children.length;
    if (depth > maxDepth || nodes > maxNodes)
      return 'The message is nested too deeply or has too many members.';
    // Parsing keeps such a member; libraries further in drop it without a word.
    if (Object.hasOwn(value, '__proto__')) return 'No member may be called __proto__.';
    for (const child of children) open.push({ value: child, depth: depth + 1 });
  }
  return undefined;
}
