import type { FailureCode } from '../errors.js';

/** Who called: what correlates with Keycard's audit log, and nothing that could act for them. */
export interface CallerFields {
  readonly door: 'oauth' | 'key';
  readonly subject: string;
  readonly clientId?: string | undefined;
  /** Keycard's `sid` and `jti`, where a token was shown. */
  readonly sessionId?: string | undefined;
  readonly tokenId?: string | undefined;
  /** Of an API key: its public id, whose it is, and whether it reaches Linear at all. */
  readonly keyId?: string | undefined;
  readonly organisation?: string | undefined;
  readonly mode?: 'live' | 'test' | undefined;
}

/** These fields of whatever has them; a principal also holds a token, and must not travel on. */
export function callerFields(caller: CallerFields): CallerFields {
  const { door, subject, clientId, sessionId, tokenId, keyId, organisation, mode } = caller;
  return { door, subject, clientId, sessionId, tokenId, keyId, organisation, mode };
}

/** Why a call was not run at all. Failures of a call that was run have the codes of `errors.ts`. */
export type CallRefusal =
  | 'unknown_tool'
  | 'scope_missing'
  | 'malformed'
  | 'idempotency_in_progress'
  | 'idempotency_mismatch'
  | 'rate_limited'
  | 'test_mode_only';

/** The name under which a tool is reported that does not exist: the one that was sent is a stranger's text. */
export const UNKNOWN_TOOL = 'unknown';

/** What came before a call: moments on the clock of `performance.now()`. */
export interface Arrival {
  /** When the request arrived. */
  readonly at: number;
  readonly authenticatedAt?: number | undefined;
  /** W3C trace contexts as sent, the one that counts first; not judged yet. */
  readonly traceparents?: readonly unknown[];
}

/** A part of a call that took time. */
export interface Step {
  readonly name: 'authenticate' | 'exchange' | 'linear' | 'render';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly ms: number;
  readonly isOk: boolean;
}

export interface LinearFigures {
  requests: number;
  complexity: number;
  /** What is left of the person's hourly quota, and how large that is. */
  requestsRemaining?: number;
  requestsLimit?: number;
  complexityRemaining?: number;
  complexityLimit?: number;
}

/** One call as it ended: what log line, audit record, metrics and spans are made of. Never an argument, never a token. */
export interface CallEvent {
  requestId: string;
  caller: CallerFields;
  tool: string;
  /** Absent when no such tool is known. */
  access?: 'read' | 'write' | undefined;
  outcome: 'ok' | FailureCode | CallRefusal;
  /** Nothing was done anew: the answer of an earlier call was given again. */
  replayed?: true | undefined;
  /** Milliseconds since the epoch. */
  endedAt: number;
  /** From the funnel's start to its end, in milliseconds; all durations are rounded to a tenth. */
  totalMs: number;
  /** Before that: from the request's arrival, with reading, authentication and the protocol layer. */
  queueMs?: number | undefined;
  /** Absent when the call never asked for a Linear token. */
  exchangeMs?: number | undefined;
  /** All requests to Linear together; absent when there was none. */
  linearMs?: number | undefined;
  linear: LinearFigures;
  /** Keycard's id of the request that failed. */
  upstreamRequestId?: string | undefined;
  /** For the operator, when the failure is theirs to mend. */
  hint?: string | undefined;
  /** W3C trace contexts as sent; see `Arrival`. */
  traceparents?: readonly unknown[] | undefined;
  steps: readonly Step[];
}

/** A change that is about to be made. */
export type WriteIntent = Pick<CallEvent, 'requestId' | 'caller' | 'tool'>;

/** Somebody who was turned away before there was a call. */
export interface RefusedCallerEvent {
  requestId: string;
  code: string;
  reason?: string | undefined;
  /** The public id of a well-formed API key, whether there is such a key or not. */
  keyId?: string | undefined;
  /** Where they had proven who they are. */
  caller?: CallerFields | undefined;
}

/** What a door answers by itself. */
export interface WithoutFunnel {
  requestId: string;
  caller: CallerFields;
  tool?: { readonly name: string; readonly access: 'read' | 'write' };
  arrival?: Arrival | undefined;
}

export interface RefusedCall extends WithoutFunnel {
  refusal: CallRefusal;
}

/** The event of a call that was not run. */
export function refusedCallEvent(refused: RefusedCall): CallEvent {
  return eventWithoutFunnel(refused, refused.refusal);
}

/** The event of something that was done, and needs no tool and no token for it. */
export function doneEvent(done: WithoutFunnel): CallEvent {
  return eventWithoutFunnel(done, 'ok');
}

function eventWithoutFunnel(
  { requestId, caller, tool, arrival }: WithoutFunnel,
  outcome: CallEvent['outcome'],
): CallEvent {
  return {
    requestId,
    caller: callerFields(caller),
    tool: tool?.name ?? UNKNOWN_TOOL,
    access: tool?.access,
    outcome,
    endedAt: Date.now(),
    totalMs: 0,
    queueMs: arrival && toTenth(performance.now() - arrival.at),
    linear: { requests: 0, complexity: 0 },
    traceparents: arrival?.traceparents,
    steps: [],
  };
}

/** The name under which a look at a person's connection is reported: a token was minted for it, and dropped. */
const CONNECT_CHECK = 'connect/check';

export interface ConnectCheck extends Pick<CallEvent, 'requestId' | 'outcome' | 'caller'> {
  /** Milliseconds. */
  readonly ms: number;
}

/** The event of a look at a connection, which is an access like a call's. */
export function connectCheckEvent({ requestId, outcome, caller, ms: took }: ConnectCheck): CallEvent {
  const ms = toTenth(took);
  const endedAt = Date.now();
  return {
    requestId,
    caller,
    tool: CONNECT_CHECK,
    access: 'read',
    outcome,
    endedAt,
    totalMs: ms,
    exchangeMs: ms,
    linear: { requests: 0, complexity: 0 },
    steps: [{ name: 'exchange', startedAt: endedAt - ms, ms, isOk: outcome === 'ok' }],
  };
}

export function toTenth(ms: number): number {
  return Math.round(ms * 10) / 10;
}
