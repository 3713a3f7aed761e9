import type { Logger } from 'pino';
import type { CallEvent, RefusedCallerEvent, WriteIntent } from '../event.js';
import type { LineSink } from '../lines/sink.js';
import { createLineWriter } from '../lines/writer.js';
import { type AuditRecord, type OwnPlace, recordOfCall, recordOfIntent, recordOfRefusal } from './record.js';

export interface AuditOptions {
  sink: LineSink;
  place: OwnPlace;
  /** A change is only made when a record of it is safely on the disk. */
  isRequired: boolean;
  log: Logger;
  /** Least time between two complaints in the log. */
  complainEveryMs?: number;
}

export interface Audit {
  call: (event: CallEvent, traceId: string | undefined) => void;
  refusedCaller: (event: RefusedCallerEvent, suppressed: number) => void;
  /** Whether a change may be made: resolves to false when one must not go unrecorded and cannot be recorded. */
  mayWrite: (intent: WriteIntent) => Promise<boolean>;
  figures: () => AuditFigures;
  close: () => Promise<void>;
}

export interface AuditFigures {
  isFailing: boolean;
  isRequired: boolean;
  failures: number;
  dropped: number;
  waiting: number;
}

/** The record of who did what: one line for each event, and a sink whose failure nobody can overlook. */
export function createAudit(options: AuditOptions): Audit {
  const { place, isRequired, log, complainEveryMs = 60_000 } = options;
  let failures = 0;
  let dropped = 0;
  let complainedAt = Number.NEGATIVE_INFINITY;

  const complain = (error: unknown): void => {
    if (performance.now() - complainedAt < complainEveryMs) return;
    complainedAt = performance.now();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    log.error(
      { event: 'audit.failing', code, isRequired, waiting: writer.waiting(), dropped },
      isRequired
        ? 'the audit log cannot be written: nothing is changed until it can'
        : 'the audit log cannot be written: records wait, and are dropped when too many do',
    );
  };
  const writer = createLineWriter({
    sink: options.sink,
    onFailure: (error) => {
      failures += 1;
      complain(error);
    },
    onDropped: () => {
      dropped += 1;
      complain(undefined);
    },
    onRecovered: () => {
      complainedAt = Number.NEGATIVE_INFINITY;
      log.info({ event: 'audit.recovered', failures, dropped }, 'the audit log is written again');
    },
  });

  return {
    call: (event, traceId) => writer.append(lineOf(recordOfCall(event, place, traceId))),
    refusedCaller: (event, suppressed) => writer.append(lineOf(recordOfRefusal(event, place, suppressed))),
    mayWrite: async (intent) => !isRequired || writer.appendSafely(lineOf(recordOfIntent(intent, place))),
    figures: () => ({
      isFailing: writer.isFailing(),
      isRequired,
      failures,
      dropped,
      waiting: writer.waiting(),
    }),
    close: writer.close,
  };
}

function lineOf(record: AuditRecord): string {
  return `${JSON.stringify(record)}\n`;
}
