import type { Logger } from 'pino';
import type { FailureCode } from './errors.js';

/** Who called: what correlates with Keycard's audit log, and nothing that could act for them. */
export interface CallerFields {
  door: 'oauth' | 'key';
  subject: string;
  clientId?: string | undefined;
  sessionId?: string | undefined;
  tokenId?: string | undefined;
  /** Of an API key: its public id, whose it is, and whether it reaches Linear at all. */
  keyId?: string | undefined;
  organisation?: string | undefined;
  mode?: 'live' | 'test' | undefined;
}

/** One tool call as it ended. Times in milliseconds. Never an argument, never a token. */
export interface CallEvent {
  requestId: string;
  caller: CallerFields;
  tool: string;
  outcome: 'ok' | FailureCode;
  totalMs: number;
  /** Absent when the call never asked for a Linear token. */
  exchangeMs?: number | undefined;
  linear: { requests: number; complexity: number; requestsRemaining?: number; complexityRemaining?: number };
  /** Keycard's id of the request that failed. */
  upstreamRequestId?: string | undefined;
  /** For the operator, when the failure is theirs to mend. */
  hint?: string | undefined;
}

export interface RefusedCallerEvent {
  requestId: string;
  code: string;
  reason?: string | undefined;
  /** The public id of a well-formed API key, whether there is such a key or not. */
  keyId?: string | undefined;
}

/** Where events go. Reporting never fails the call that it reports. */
export interface Telemetry {
  call: (event: CallEvent) => void;
  refusedCaller: (event: RefusedCallerEvent) => void;
  /** A message that the protocol layer refused and answered: the sender's mistake, for whoever debugs it. */
  rejectedMessage: (error: unknown) => void;
  /** A fault of our own: only its name and stack frames are logged, never its message, which may quote input. */
  fault: (requestId: string, error: unknown) => void;
  /** What the operator should know of the file of API keys: a problem, or that it is good again. */
  keyFile: (what: string) => void;
}

export function createTelemetry(log: Logger): Telemetry {
  return {
    call: (event) => {
      const { caller, hint, linear, ...rest } = event;
      const level = event.outcome === 'ok' ? 'info' : hint === undefined ? 'warn' : 'error';
      log[level](
        { event: 'tool.call', ...rest, ...caller, linear, ...(hint === undefined ? {} : { hint }) },
        'tool call',
      );
    },
    refusedCaller: (event) => log.info({ event: 'caller.refused', ...event }, 'caller refused'),
    rejectedMessage: (error) =>
      log.debug(
        { event: 'message.rejected', error: error instanceof Error ? error.name : typeof error },
        'message rejected',
      ),
    keyFile: (what) =>
      log[what === 'good' ? 'info' : 'error']({ event: 'api_keys.file', what }, 'API key file'),
    fault: (requestId, error) => log.error({ event: 'fault', requestId, ...describeError(error) }, 'fault'),
  };
}

/** What may be logged of an error: its name and where it was thrown, never its message. */
export function describeError(error: unknown): { error: string; frames: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, frames: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, frames: frames.slice(0, 8).map((line) => line.trim()) };
}
