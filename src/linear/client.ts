import { setTimeout as sleep } from 'node:timers/promises';
import { LinearError, LinearGraphQLClient } from '@linear/sdk';
import { CallFailure, type Failure } from '../errors.js';
import { costOf, judgeReply, type Reply, waitBeforeRetry } from './judging.js';
import { isRead, isSeveralWrites } from './reads.js';
import { hasShapeOf } from './shape.js';

/** One GraphQL operation: a constant document, and the types of what goes in and comes out. */
export interface Operation<TData, TVariables extends Record<string, unknown>> {
  readonly document: string;
  /** The caller wrote the document: holes in the answer are its own affair, and mistakes are told in Linear's words. */
  readonly isForeign?: boolean;
  /** Sent with it; constants of the document, never anything of the call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Phantom: carries the types, never a value. */
  readonly types?: (variables: TVariables) => TData;
}

/** Names the types of a document; the document is validated against Linear's schema in a test. */
export function operation<TData, TVariables extends Record<string, unknown>>(
  document: string,
  options: { headers?: Readonly<Record<string, string>> } = {},
): Operation<TData, TVariables> {
  return { document, ...options };
}

/** What Linear said a request cost; read from its response headers. */
export interface LinearCost {
  complexity?: number;
  requestsRemaining?: number;
  requestsLimit?: number;
  complexityRemaining?: number;
  complexityLimit?: number;
}

/** Settings of a process: where Linear is and how it is reached. */
export interface LinearOptions {
  /** The GraphQL endpoint. */
  apiUrl: string;
  userAgent: string;
  /** An undici dispatcher with kept connections and bounded answers; the platform's own when absent. */
  dispatcher?: import('undici').Dispatcher;
}

/** What belongs to one call: its token, yielded at the first query and not before, and its end. */
export interface LinearCall {
  /** Asked once, however many queries there are; once more only after it has failed. */
  token: () => Promise<string>;
  signal: AbortSignal;
  /** When `signal` will end the call, on the clock of `performance.now()`; waits that go beyond are not begun. */
  endsAt?: number;
  /** Nothing but queries leaves this client, whatever it is asked for. */
  readOnly?: boolean;
  onCost?: (cost: LinearCost) => void;
  /** Runs each request that is sent, for whoever takes the time; `isOk` says whether its answer is one. */
  around?: <T>(request: () => Promise<T>, isOk: (answer: T) => boolean) => Promise<T>;
}

/** Linear for one call. Rejects with `CallFailure` (`linear_*`, `deadline_exceeded`, `canceled`, `read_only`) only. */
export interface Linear {
  query<TData, TVariables extends Record<string, unknown>>(
    operation: Operation<TData, TVariables>,
    variables: TVariables,
  ): Promise<TData>;
}

/** What goes to Linear. */
export interface Request {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** Takes one request to Linear and brings back what it answered, good or not. Rejects when there is no answer. */
export type Carrier = (request: Request) => Promise<Reply & { readonly data?: unknown }>;

/** Yields, for each call, a client over `@linear/sdk` that is thrown away after it. */
export function createLinear(options: LinearOptions): (call: LinearCall) => Linear {
  return createLinearOver((token, signal) => overHttp(options, signal, token));
}

/** The same over another way of carrying requests, opened once per call with its token. */
export function createLinearOver(
  open: (token: string, signal: AbortSignal) => Carrier,
): (call: LinearCall) => Linear {
  return (call) => {
    let client: Promise<Carrier> | undefined;
    const clientOfCall = (): Promise<Carrier> => {
      client ??= call.token().then((token) => open(token, call.signal));
      // A refused token must not be the answer to the next query as well: it may ask again.
      client.catch(() => {
        client = undefined;
      });
      return client;
    };
    return {
      query: async (asked, variables) => {
        // Before the token: what is refused costs no exchange either.
        if (call.readOnly && !isRead(asked.document)) throw new CallFailure({ code: 'read_only' });
        return untilAnswered(await clientOfCall(), call, asked, variables);
      },
    };
  };
}

/** `signal` and `dispatcher` belong to the SDK's client and not to its requests: hence one client per call. */
function overHttp(options: LinearOptions, signal: AbortSignal, token: string): Carrier {
  const { dispatcher } = options;
  const init: RequestInit = {
    headers: { Authorization: `Bearer ${token}`, 'User-Agent': options.userAgent },
    signal,
    // A redirect would carry the token to wherever it points.
    redirect: 'error',
  };
  // Assigned, not spread: the platform's type of a dispatcher is an older undici's, the value is not.
  const client = new LinearGraphQLClient(
    options.apiUrl,
    dispatcher ? Object.assign(init, { dispatcher }) : init,
  );
  return async ({ document, variables, headers }) => {
    try {
      return await client.rawRequest(document, variables, headers);
    } catch (error) {
      // The error itself goes no further than this: it carries the query and the person's variables.
      if (!(error instanceof LinearError)) throw error;
      const { status, headers, errors } = error.raw?.response ?? {};
      return { status, headers, errors };
    }
  };
}

/**
 * Sends until there is an answer or a reason to stop. Only reads are sent again (RFC 9110 §9.2.2): a mutation whose
 * answer was lost may have taken effect, and only its caller can find out.
 */
async function untilAnswered<TData, TVariables extends Record<string, unknown>>(
  carry: Carrier,
  call: LinearCall,
  asked: Operation<TData, TVariables>,
  variables: TVariables,
): Promise<TData> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await send(carry, call, asked, variables);
    if ('data' in outcome) return outcome.data;
    const wait = isRead(asked.document)
      ? waitBeforeRetry(outcome.failure, attempt, { random: Math.random, leftMs: leftOf(call) })
      : undefined;
    if (wait === undefined) throw new CallFailure(outcome.failure);
    // When the sleep is cut short by the signal, so is the call.
    await sleep(wait, undefined, { signal: call.signal }).catch(() => throwEnded(call.signal));
  }
}

async function send<TData, TVariables extends Record<string, unknown>>(
  carry: Carrier,
  call: LinearCall,
  asked: Operation<TData, TVariables>,
  variables: TVariables,
): Promise<{ data: TData } | { failure: Failure }> {
  if (call.signal.aborted) throwEnded(call.signal);
  try {
    const { document, headers } = asked;
    const request = (): ReturnType<Carrier> => carry({ document, variables, headers });
    const { data, ...reply } = await (call.around?.(request, isAnswered) ?? request());
    call.onCost?.(costOf(reply.headers));
    if (data === undefined || reply.errors !== undefined) {
      if (call.signal.aborted) throwEnded(call.signal);
      const isSeveral = isSeveralWrites(document);
      return { failure: judgeReply(reply, { isForeign: asked.isForeign, isSeveral }) };
    }
    return isWhole<TData>(data, asked) ? { data } : { failure: { code: 'linear_answer_invalid' } };
  } catch (error) {
    if (call.signal.aborted) throwEnded(call.signal);
    return { failure: judgeTransport(error) };
  }
}

function isAnswered({ data, errors }: Awaited<ReturnType<Carrier>>): boolean {
  return data !== undefined && errors === undefined;
}

/**
 * Whether the answer is one to our document. Every root field that our documents ask for is non-null in Linear's
 * schema, so a hole is not an answer.
 */
function isWhole<TData>(data: unknown, asked: { document: string; isForeign?: boolean }): data is TData {
  if (typeof data !== 'object' || data === null) return false;
  if (asked.isForeign) return true;
  const roots: unknown[] = Object.values(data);
  const hasRoots = roots.length > 0 && roots.every((root) => typeof root === 'object' && root !== null);
  return hasRoots && hasShapeOf(asked.document, data);
}

/** What `fetch` threw: a connection that failed (with a cause), or a body that is not JSON (without one). */
function judgeTransport(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'linear_unavailable' };
  const { cause } = error;
  if (error instanceof SyntaxError || (error instanceof TypeError && cause === undefined)) {
    return { code: 'linear_answer_invalid' };
  }
  const isRedirect = cause instanceof Error && cause.message === 'unexpected redirect';
  const isTooLarge =
    cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
  return { code: isRedirect || isTooLarge ? 'linear_answer_invalid' : 'linear_unavailable' };
}

/** The reason of the signal is the funnel's failure (deadline or disconnect); anything else is a cancellation. */
function throwEnded(signal: AbortSignal): never {
  const reason: unknown = signal.reason;
  throw reason instanceof CallFailure ? reason : new CallFailure({ code: 'canceled' });
}

function leftOf({ endsAt }: LinearCall): number {
  return endsAt === undefined ? Number.POSITIVE_INFINITY : endsAt - performance.now();
}
