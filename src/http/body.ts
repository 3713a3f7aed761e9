import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { sendRpcError } from './reply.js';

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

/** Parses one JSON-RPC message: JSON only, identity encoding, bounded in bytes, depth and size, no batches. */
export function jsonRpcBody(limits: BodyLimits): (RequestHandler | ErrorRequestHandler)[] {
  return [
    // Decompression is off: a few bytes must not become megabytes.
    express.json({ limit: limits.maxBytes, inflate: false, type: 'application/json', strict: false }),
    parseFailure,
    shapeGuard(limits),
  ];
}

const parseFailure: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.parse.failed':
      return sendRpcError(res, 400, PARSE_ERROR, 'The body is not valid JSON.');
    case 'entity.too.large':
      return sendRpcError(res, 413, INVALID_REQUEST, 'The body is too large.');
    case 'encoding.unsupported':
      return sendRpcError(res, 415, INVALID_REQUEST, 'Send the body without Content-Encoding.');
    case 'charset.unsupported':
      return sendRpcError(res, 415, INVALID_REQUEST, 'Send the body as UTF-8.');
    case 'request.size.invalid':
    case 'request.aborted':
      return sendRpcError(res, 400, INVALID_REQUEST, 'The body did not arrive whole.');
    default:
      return next(error);
  }
};

function shapeGuard(limits: BodyLimits): RequestHandler {
  return (req, res, next) => {
    const body: unknown = req.body;
    if (!req.is('application/json')) {
      return sendRpcError(res, 415, INVALID_REQUEST, 'Send one JSON-RPC message as application/json.');
    }
    // Batching left MCP with revision 2025-06-18; a batch would also pass a gate that reads `method`.
    if (Array.isArray(body)) {
      return sendRpcError(
        res,
        400,
        INVALID_REQUEST,
        'Batches are not supported: send one message per request.',
      );
    }
    if (!isRecord(body)) return sendRpcError(res, 400, INVALID_REQUEST, 'Send one JSON-RPC message.');
    if (!isWithin(body, limits)) {
      return sendRpcError(
        res,
        400,
        INVALID_REQUEST,
        'The message is nested too deeply or has too many members.',
      );
    }
    // Parsing keeps such a member; libraries further in drop it without a word.
    if (holdsProto(body)) {
      return sendRpcError(res, 400, INVALID_REQUEST, 'No member may be called __proto__.');
    }
    return next();
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Within the limits, which are also what bounds this walk. */
export function isWithin(root: unknown, limits: Pick<BodyLimits, 'maxDepth' | 'maxNodes'>): boolean {
  let nodes = 0;
  return walk(root, (children, depth) => {
    nodes += children.length;
    return depth <= limits.maxDepth && nodes <= limits.maxNodes;
  });
}

function holdsProto(root: unknown): boolean {
  return !walk(root, (_children, _depth, value) => !Object.hasOwn(value, '__proto__'));
}

/** Visits every object and array until the visitor says no. An own stack: recursion is what nesting attacks. */
function walk(root: unknown, visit: (children: unknown[], depth: number, value: object) => boolean): boolean {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    const children = Object.values(next.value);
    if (!visit(children, next.depth, next.value)) return false;
    for (const value of children) open.push({ value, depth: next.depth + 1 });
  }
  return true;
}
