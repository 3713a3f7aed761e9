import type { Logger } from 'pino';
import type { Audit } from './audit/audit.js';
import type { CallEvent, RefusedCallerEvent, WriteIntent } from './event.js';
import { describeError } from './log.js';
import type { Metrics } from './metrics.js';
import type { Tracing } from './tracing.js';

/** Where events go. Reporting never fails the call that it reports. */
export interface Telemetry {
  call: (event: CallEvent) => void;
  /** Asked before a change is made: false when it may not go unrecorded and cannot be recorded now. */
  mayWrite: (intent: WriteIntent) => Promise<boolean>;
  refusedCaller: (event: RefusedCallerEvent) => void;
  /** A message that the protocol layer refused and answered: the sender's mistake, for whoever debugs it. */
  rejectedMessage: (error: unknown) => void;
  /** A fault of our own: only its name and stack frames are logged, never its message, which may quote input. */
  fault: (requestId: string, error: unknown) => void;
  /** A return to the connect page that came to nothing: as a fault, but strangers decide how often it happens. */
  failedReturn: (requestId: string, error: unknown) => void;
  /** What the operator should know of the file of API keys: a problem, or that it is good again. */
  keyFile: (what: string, words: string) => void;
}

export interface TelemetryParts {
  log: Logger;
  tracing: Tracing;
  audit?: Audit | undefined;
  metrics?: Metrics | undefined;
}

/** One event in; log line, audit record, figures and spans out, all with the same numbers. */
export function createTelemetry({ log, tracing, audit, metrics }: TelemetryParts): Telemetry {
  const admit = createSieve();
  const fault: Telemetry['fault'] = (requestId, error) => {
    metrics?.fault();
    log.error({ event: 'fault', requestId, ...describeError(error) }, 'fault');
  };
  return {
    call: (event) => {
      const traceId = traced(tracing, event, fault);
      audit?.call(event, traceId);
      metrics?.call(event, traceId);
      logCall(log, event, traceId);
    },
    mayWrite: async (intent) => audit === undefined || audit.mayWrite(intent),
    refusedCaller: (event) => {
      metrics?.refusedCaller(event);
      const suppressed = admit();
      if (suppressed === undefined) return;
      audit?.refusedCaller(event, suppressed);
      const { caller, ...rest } = event;
      log.info(
        { event: 'caller.refused', ...rest, ...caller, ...(suppressed > 0 && { suppressed }) },
        'caller refused',
      );
    },
    failedReturn: (requestId, error) => {
      metrics?.refusedCaller({ requestId, code: 'connect_failed' });
      const suppressed = admit();
      if (suppressed === undefined) return;
      const held = suppressed > 0 && { suppressed };
      log.error({ event: 'fault', requestId, ...describeError(error), ...held }, 'fault');
    },
    rejectedMessage: (error) =>
      log.debug(
        { event: 'message.rejected', error: error instanceof Error ? error.name : typeof error },
        'message rejected',
      ),
    keyFile: (what, words) =>
      log[what === 'good' ? 'info' : 'error']({ event: 'api_keys.file', what }, words),
    fault,
  };
}

/** The tracer may be another's, with which the process was started: what it throws must not cost the other records. */
function traced(tracing: Tracing, event: CallEvent, fault: Telemetry['fault']): string | undefined {
  try {
    return tracing(event);
  } catch (error) {
    fault(event.requestId, error);
    return undefined;
  }
}

// Written out rather than spread together: this is for every call, and undefined members are not printed.
function logCall(log: Logger, event: CallEvent, traceId: string | undefined): void {
  const { caller, hint } = event;
  const level = event.outcome === 'ok' ? 'info' : hint === undefined ? 'warn' : 'error';
  const fields = {
    event: 'tool.call',
    requestId: event.requestId,
    tool: event.tool,
    access: event.access,
    outcome: event.outcome,
    replayed: event.replayed,
    totalMs: event.totalMs,
    queueMs: event.queueMs,
    exchangeMs: event.exchangeMs,
    linearMs: event.linearMs,
    upstreamRequestId: event.upstreamRequestId,
    traceId,
    door: caller.door,
    subject: caller.subject,
    clientId: caller.clientId,
    sessionId: caller.sessionId,
    tokenId: caller.tokenId,
    keyId: caller.keyId,
    organisation: caller.organisation,
    mode: caller.mode,
    linear: event.linear,
    hint,
  };
  log[level](fields, 'tool call');
}

const REFUSALS_A_SECOND = 20;
const MOST_AT_ONCE = 200;

/**
 * Strangers decide how often they are refused, so they do not decide how much is written: a bucket lets so many
 * through, and the next that passes says how many did not. Yields that number, or nothing for one that does not pass.
 */
function createSieve(now: () => number = () => performance.now()): () => number | undefined {
  let left = MOST_AT_ONCE;
  let filledAt = now();
  let held = 0;
  return () => {
    left = Math.min(MOST_AT_ONCE, left + ((now() - filledAt) / 1000) * REFUSALS_A_SECOND);
    filledAt = now();
    if (left < 1) {
      held += 1;
      return undefined;
    }
    left -= 1;
    const suppressed = held;
    held = 0;
    return suppressed;
  };
}
