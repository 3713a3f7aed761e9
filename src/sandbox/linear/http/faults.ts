import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { LinearApiError, rateLimited } from '../errors.js';
import { errorReply, json, type Reply, send } from './wire.js';

/** One way of misbehaving. Without `operation` it strikes every GraphQL operation. */
export type Fault = { readonly operation?: string } & FaultKind;

type FaultKind =
  /** The answer comes late. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Any answer whatever, instead of executing the operation. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A GraphQL error instead of executing the operation; HTTP 200 unless `status` says otherwise. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly type?: string;
      readonly message?: string;
      readonly status?: number;
    }
  /** Linear's HTTP 400 RATELIMITED. */
  | { readonly kind: 'ratelimited' }
  /** The operation is executed, and the answer carries an error besides its data. */
  | { readonly kind: 'partial'; readonly path?: readonly (string | number)[]; readonly message?: string }
  /** The connection is cut: at once, or, when `executed`, after the operation took effect and `afterBytes` were sent. */
  | { readonly kind: 'reset'; readonly executed?: boolean; readonly afterBytes?: number }
  /** The genuine answer in pieces of `bytes`, `ms` apart. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly ms: number }
  /** An HTML page with status 200. */
  | { readonly kind: 'garbage' }
  /** A JSON answer of about this many bytes. */
  | { readonly kind: 'huge'; readonly bytes: number };

export interface Faults {
  /** Strikes every matching operation until the returned function, or `clear`, lifts it. */
  set(fault: Fault): () => void;
  /** Strikes the next `times` matching operations. */
  next(times: number, fault: Fault): void;
  clear(): void;
}

interface Armed {
  readonly fault: Fault;
  left: number;
}

/** The faults that strike one operation: a delay, and at most one way to answer. */
export interface Claim {
  readonly delayMs: number;
  readonly answer: Fault | undefined;
}

export interface FaultBox extends Faults {
  claim(operation: string | null): Claim;
}

/** Misbehaviour on demand. Latencies add up; of several answers the one that was armed first wins. */
export function createFaults(): FaultBox {
  let armed: Armed[] = [];

  function arm(fault: Fault, left: number): () => void {
    const entry = { fault, left };
    armed.push(entry);
    return () => {
      armed = armed.filter((other) => other !== entry);
    };
  }

  function claim(operation: string | null): Claim {
    let delayMs = 0;
    let answer: Fault | undefined;
    for (const entry of armed) {
      const { fault } = entry;
      const token = operation === 'oauth/token';
      const matches = fault.operation === undefined ? !token : fault.operation === operation;
      if (!matches || (fault.kind !== 'latency' && answer !== undefined)) continue;
      entry.left -= 1;
      if (fault.kind === 'latency') delayMs += fault.ms;
      else answer = fault;
    }
    armed = armed.filter((entry) => entry.left > 0);
    return { delayMs, answer };
  }

  return {
    claim,
    set: (fault) => arm(fault, Number.POSITIVE_INFINITY),
    next(times, fault) {
      arm(fault, times);
    },
    clear() {
      armed = [];
    },
  };
}

/** The answer a fault gives instead of executing; undefined when the operation is to be executed first. */
export function replyInstead(fault: Fault): Reply | 'reset' | undefined {
  switch (fault.kind) {
    case 'status': {
      const headers = { 'Content-Type': 'text/plain', ...fault.headers };
      return { status: fault.status, body: fault.body ?? '', headers };
    }
    case 'error': {
      const { code, type = 'other', message = code, status = 200 } = fault;
      const error = new LinearApiError({ code, type, message, statusCode: status, userError: false });
      return json(status, { data: null, errors: [{ message, extensions: error.extensions }] });
    }
    case 'ratelimited':
      return errorReply(rateLimited('injected'));
    case 'garbage':
      return {
        status: 200,
        body: '<!doctype html><h1>It works!</h1>',
        headers: { 'Content-Type': 'text/html' },
      };
    case 'huge':
      return json(200, { data: { padding: 'x'.repeat(fault.bytes) } });
    case 'reset':
      return fault.executed === true || fault.afterBytes !== undefined ? undefined : 'reset';
    case 'latency':
    case 'partial':
    case 'drip':
      return undefined;
  }
}

async function drip(
  response: ServerResponse,
  reply: Reply,
  pace: { bytes: number; ms: number },
): Promise<void> {
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': String(bytes.length) });
  for (let sent = 0; sent < bytes.length && !response.destroyed; sent += pace.bytes) {
    response.write(bytes.subarray(sent, sent + pace.bytes));
    await delay(pace.ms);
  }
  response.end();
}

function cut(response: ServerResponse, reply: Reply, afterBytes: number): void {
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': String(bytes.length) });
  response.write(bytes.subarray(0, afterBytes), () => response.destroy());
}

function withError(reply: Reply, fault: Extract<Fault, { kind: 'partial' }>): Reply {
  const message = fault.message ?? 'Internal server error';
  const extensions = { type: 'internal error', code: 'INTERNAL_SERVER_ERROR', userError: false };
  const body: unknown = JSON.parse(reply.body);
  const errors = [{ message, path: fault.path ?? [], extensions }];
  return { ...reply, body: JSON.stringify({ ...(typeof body === 'object' ? body : {}), errors }) };
}

/** Sends an answer the way the fault wants it sent. */
export async function sendFaulty(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.kind === 'drip') return drip(response, reply, fault);
  if (fault?.kind === 'partial') return send(response, withError(reply, fault));
  if (fault?.kind !== 'reset') return send(response, reply);
  if (fault.afterBytes === undefined) response.destroy();
  else cut(response, reply, fault.afterBytes);
}
