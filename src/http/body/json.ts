import type { Request, RequestHandler, Response } from 'express';
import type { OnTurnedAway } from '../limits.js';
import { sendError, sendRpcError } from '../reply.js';
import type { BodyBudget, Full } from './budget.js';
import { readBody } from './reading.js';

export interface BodyLimits {
  /** Bytes of the body as sent. */
  maxBytes: number;
  /** Nesting of objects and arrays. */
  maxDepth: number;
  /** Members and elements in the whole document. */
  maxNodes: number;
}

export interface BodyOptions {
  limits: BodyLimits;
  /** One for all doors. */
  budget: BodyBudget;
  /** Whom the bytes of a request count for. */
  callerOf: (res: Response) => string;
  /** Told of each body for which there was no room. */
  onFull?: OnTurnedAway | undefined;
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
export function jsonRpcBody(options: BodyOptions): RequestHandler {
  return jsonBody(options, RPC);
}

/** Parses the arguments of a tool under the same bounds; without a body there are none. */
export function argumentsBody(
  options: BodyOptions,
  onRefused: (res: Response) => void = () => undefined,
): RequestHandler {
  const refuse: BodyWords['refuse'] = (res, status, code, why) => {
    onRefused(res);
    REST.refuse(res, status, code, why);
  };
  return jsonBody(options, { ...REST, refuse });
}

function jsonBody(options: BodyOptions, words: BodyWords): RequestHandler {
  const { limits, budget, callerOf, onFull } = options;
  const { refuse, expected, mayBeAbsent } = words;
  return (req, res, next) => {
    if (mayBeAbsent && isWithoutBody(req)) {
      req.body = {};
      return next();
    }
    const form = formFault(req, expected);
    if (form !== undefined) return refuse(res, 415, INVALID_REQUEST, form);
    const share = budget.open(res, callerOf(res));
    readBody(req, { most: limits.maxBytes, share }, (read) => {
      if ('bytes' in read) {
        const parsed = parse(read.bytes, mayBeAbsent);
        if (parsed === undefined)
          return refuse(res, 400, PARSE_ERROR, 'The body is not valid JSON in UTF-8.');
        const fault = shapeFault(parsed.value, limits, expected);
        if (fault !== undefined) return refuse(res, 400, INVALID_REQUEST, fault);
        req.body = parsed.value;
        return next();
      }
      switch (read.refused) {
        case 'too_large':
          return refuse(res, 413, INVALID_REQUEST, 'The body is too large.');
        case 'aborted':
          return refuse(res, 400, INVALID_REQUEST, 'The body did not arrive whole.');
        default:
          onFull?.('rate_limited', 'bytes', res);
          return sendFull(res, read.refused);
      }
    });
  };
}

/** The request was never dispatched, so there is no JSON-RPC code for it, as for other limits. */
function sendFull(res: Response, full: Full): void {
  res.set('Retry-After', '1');
  const advice = 'Wait as long as Retry-After says, then send fewer large ones at once.';
  if (full === 'caller') {
    sendError(res, 429, 'rate_limited', `This person has too many bytes in progress. ${advice}`);
  } else {
    sendError(res, 503, 'temporarily_unavailable', `Too many bytes are in progress. ${advice}`);
  }
}

/** What is wrong with the type or coding of a body, if anything: JSON in UTF-8, and not packed. */
function formFault(req: Request, expected: string): string | undefined {
  // A few bytes must not become megabytes.
  if ((req.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    return 'Send the body without Content-Encoding.';
  if (!req.is('application/json')) return `Send ${expected} as application/json.`;
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(req.headers['content-type'] ?? '')?.[1];
  // RFC 8259 §8.1
  return charset === undefined || charset.toLowerCase() === 'utf-8' ? undefined : 'Send the body as UTF-8.';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What the bytes say, or `undefined` when they are no JSON: what is not UTF-8 would be written as something else. */
function parse(bytes: Buffer, mayBeAbsent: boolean): { value: unknown } | undefined {
  if (mayBeAbsent && bytes.length === 0) return { value: {} };
  try {
    return { value: JSON.parse(utf8.decode(bytes)) };
  } catch {
    return undefined;
  }
}

function shapeFault(body: unknown, limits: BodyLimits, expected: string): string | undefined {
  // Batching left MCP with revision 2025-06-18; a batch would also pass a gate that reads `method`.
  if (Array.isArray(body)) return `Batches are not supported: send ${expected} per request.`;
  return isRecord(body) ? faultIn(body, limits) : `Send ${expected}.`;
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
