import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Where a fault strikes. `exchange` is the token endpoint with the token-exchange grant only. */
export type Endpoint = 'token' | 'exchange' | 'jwks' | 'discovery' | 'registration' | 'all';

/** One way of misbehaving. */
export type Fault =
  | { kind: 'latency'; ms: number }
  /** An OAuth error answer, e.g. 503, or 429 with `Retry-After`. */
  | { kind: 'error'; status: number; error: string; description?: string; headers?: Record<string, string> }
  /** The connection is dropped without an answer. */
  | { kind: 'reset' }
  /** The answer starts and then takes its time: `bytes` of JSON whitespace, `ms` between each. */
  | { kind: 'drip'; bytes: number; ms: number }
  /** Any answer whatever: HTML with 200, ten megabytes, a redirect. */
  | { kind: 'body'; status?: number; type?: string; body: string; headers?: Record<string, string> }
  /** The genuine JSON answer, changed: a wrong token type, a missing member. */
  | { kind: 'patch'; change: (body: Record<string, unknown>) => unknown };

/** Ready-made garbage. */
export const garbage = {
  html: (): Fault => ({ kind: 'body', type: 'text/html', body: '<!doctype html><h1>It works!</h1>' }),
  huge: (bytes = 10 * 1024 * 1024): Fault => ({ kind: 'body', body: JSON.stringify('x'.repeat(bytes)) }),
  redirect: (location: string, status = 307): Fault => ({
    kind: 'body',
    status,
    body: '',
    headers: { location },
  }),
  wrongTokenType: (token_type = 'DPoP'): Fault => ({
    kind: 'patch',
    change: (body) => ({ ...body, token_type }),
  }),
  without: (member: string): Fault => ({
    kind: 'patch',
    change: (body) => Object.fromEntries(Object.entries(body).filter(([name]) => name !== member)),
  }),
  expiresIn: (expires_in: unknown): Fault => ({ kind: 'patch', change: (body) => ({ ...body, expires_in }) }),
};

interface Armed {
  endpoint: Endpoint;
  fault: Fault;
  left: number;
}

async function drip(res: ServerResponse, bytes: number, ms: number): Promise<void> {
  res.writeHead(200, { 'content-type': 'application/json' });
  for (let sent = 0; sent < bytes && !res.destroyed; sent += 1) {
    res.write(' ');
    await delay(ms);
  }
  res.end('{}');
}

function patchAnswer(res: ServerResponse, change: (body: Record<string, unknown>) => unknown): void {
  const original = res.end.bind(res);
  const patched = (chunk?: unknown): ServerResponse => {
    if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) return original();
    const body = JSON.stringify(change(JSON.parse(chunk.toString())));
    if (!res.headersSent) res.setHeader('content-length', Buffer.byteLength(body));
    return original(body);
  };
  // `end` is overloaded; both frameworks that answer here call it once, with the whole body.
  res.end = patched as typeof res.end;
}

/** Carries a fault out. True when the request has been answered (or dropped) and nothing more is to be done. */
async function strike(fault: Fault, res: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'latency':
      await delay(fault.ms);
      return false;
    case 'patch':
      patchAnswer(res, fault.change);
      return false;
    case 'reset':
      res.socket?.destroy();
      return true;
    case 'drip':
      await drip(res, fault.bytes, fault.ms);
      return true;
    case 'error': {
      const { status, error, description, headers } = fault;
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      const details = { ...(description && { error_description: description }), requestId: randomUUID() };
      res.end(JSON.stringify({ error, ...details }));
      return true;
    }
    case 'body':
      res.writeHead(fault.status ?? 200, {
        'content-type': fault.type ?? 'application/json',
        ...fault.headers,
      });
      res.end(fault.body);
      return true;
  }
}

const outcome = (fault: Fault) =>
  fault.kind === 'error' ? fault.error : fault.kind === 'reset' ? 'reset' : `fault:${fault.kind}`;

/** Misbehaviour on demand. Faults of one endpoint strike in the order in which they were set. */
export function createFaults() {
  let armed: Armed[] = [];
  const arm = (endpoint: Endpoint, fault: Fault, left: number) => {
    const entry = { endpoint, fault, left };
    armed.push(entry);
    return () => {
      armed = armed.filter((other) => other !== entry);
    };
  };
  return {
    /** Until lifted by the function that it returns, or by `clear`. */
    set: (endpoint: Endpoint, fault: Fault) => arm(endpoint, fault, Number.POSITIVE_INFINITY),
    /** For the next `times` requests. */
    next: (endpoint: Endpoint, fault: Fault, times = 1) => arm(endpoint, fault, times),
    /** Nothing answers any more, until lifted. */
    outage: () => arm('all', { kind: 'reset' }, Number.POSITIVE_INFINITY),
    clear() {
      armed = [];
    },
    /** For the zone itself: the outcome to note down when a fault has answered this request. */
    async apply(endpoint: Endpoint, res: ServerResponse): Promise<string | undefined> {
      for (const entry of armed.filter((candidate) => candidate.endpoint === endpoint)) {
        if (entry.left <= 0) continue;
        entry.left -= 1;
        if (entry.left === 0) armed = armed.filter((other) => other !== entry);
        if (await strike(entry.fault, res)) return outcome(entry.fault);
      }
      return undefined;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
