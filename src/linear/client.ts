import { setTimeout as sleep } from 'node:timers/promises';
import { CallFailure, type Failure } from '../errors.js';
import { createSend } from '../wire.js';
import { isRead, writesOf } from './reads.js';
import { hasShapeOf } from './shape.js';
import { type Carrier, type LinearOptions, overHttp } from './wire/carrier.js';
import { costOf, judgeReply, waitBeforeRetry } from './wire/judging.js';

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

/** Yields, for each call, a client that is thrown away after it. */
export function createLinear(
  options: Omit<LinearOptions, 'send'> & Partial<Pick<LinearOptions, 'send'>>,
): (call: LinearCall) => Linear {
  const { send = createSend() } = options;
  return createLinearOver((token, signal) => overHttp({ ...options, send }, signal, token));
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
      const writes = writesOf(document, variables);
      return { failure: judgeReply(reply, { isForeign: asked.isForeign, ...writes }) };
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

/** Why there is no answer to read: there was none, or it was more than is taken, or packed wrongly. */
function judgeTransport(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isUnreadable = /^(?:UND_ERR_RES_EXCEEDED_MAX_SIZE|ERR_BUFFER_TOO_LARGE|Z_\w+)$/.test(code);
  return { code: isUnreadable ? 'linear_answer_invalid' : 'linear_unavailable' };
}

/** The reason of the signal is the funnel's failure (deadline or disconnect); anything else is a cancellation. */
function throwEnded(signal: AbortSignal): never {
  const reason: unknown = signal.reason;
  throw reason instanceof CallFailure ? reason : new CallFailure({ code: 'canceled' });
}

function leftOf({ endsAt }: LinearCall): number {
  return endsAt === undefined ? Number.POSITIVE_INFINITY : endsAt - performance.now();
}
