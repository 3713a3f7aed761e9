import { access, constants } from 'node:fs/promises';
import type { Logger } from 'pino';
import { type AuditFigures, createAudit } from './audit/audit.js';
import type { OwnPlace } from './audit/record.js';
import { startExporter } from './exporter.js';
import { createFileSink, type LineSink } from './lines/sink.js';
import { createMetrics, type Gauges, type Metrics } from './metrics.js';
import { createTelemetry, type Telemetry } from './telemetry.js';
import { createTracing } from './tracing.js';

export interface TelemetrySettings {
  /** A path, `none`, or empty for standard output. */
  auditLog: string;
  auditRequired: boolean;
  /** Whether spans are sent to a collector. */
  traces: boolean;
  adminHost: string;
  /** Absent: no admin listener, and nothing is measured for it. */
  adminPort?: number;
}

export interface TelemetryOptions {
  settings: TelemetrySettings;
  place: OwnPlace;
  log: Logger;
  version: string;
  /** Where audit records go when no file is named; absent, nowhere. */
  output?: LineSink | undefined;
  gauges: Omit<Gauges, 'audit'>;
}

export interface StartedTelemetry {
  telemetry: Telemetry;
  metrics?: Metrics | undefined;
  audit: () => AuditFigures | undefined;
  /** Lets out what is still inside. */
  close: () => Promise<void>;
}

/** Everything that events go to, as configured. Rejects with `AuditLogUnusable` when the audit log cannot be opened. */
export async function startTelemetry(options: TelemetryOptions): Promise<StartedTelemetry> {
  const { settings, log, version, place } = options;
  const sink = await openSink(settings.auditLog, options.output);
  // The sandbox hands in no output: without this, what must be recorded would be recorded nowhere.
  if (settings.auditRequired && sink === undefined) {
    throw new AuditLogUnusable();
  }
  const audit = sink && createAudit({ sink, place, isRequired: settings.auditRequired, log });
  const figures = (): AuditFigures | undefined => audit?.figures();
  const metrics =
    settings.adminPort === undefined
      ? undefined
      : createMetrics(version, { ...options.gauges, audit: figures });
  const complain = atMostOnceIn(60_000, () =>
    log.warn(
      { event: 'traces.failing' },
      'the collector does not take spans: see OTEL_EXPORTER_OTLP_ENDPOINT',
    ),
  );
  const onFailure = (): void => {
    metrics?.traceExportFailed();
    complain();
  };
  const exporter = settings.traces ? await startExporter({ version, onFailure }) : undefined;
  return {
    telemetry: createTelemetry({ log, tracing: createTracing(exporter?.tracer), audit, metrics }),
    metrics,
    audit: figures,
    close: async () => {
      await Promise.all([audit?.close(), exporter?.close()]);
    },
  };
}

/** The audit log's place cannot be written at the start: a mistake to be told before anything is served. */
export class AuditLogUnusable extends Error {
  override readonly name = 'AuditLogUnusable';
  /** The system's; absent when no place is named where one must be. */
  readonly code: string | undefined;

  constructor(code?: string) {
    super(code);
    this.code = code;
  }
}

async function openSink(path: string, output: LineSink | undefined) {
  if (path === 'none') return undefined;
  if (path === '') return output;
  const sink = createFileSink(path);
  try {
    // Opened by the sink itself, which keeps it: a pipe that is closed again has ended for its reader before the first record.
    await sink.write('');
    await access(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    await sink.close().catch(() => undefined);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new AuditLogUnusable(code);
  }
  return sink;
}

function atMostOnceIn(ms: number, act: () => void): () => void {
  let at = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - at < ms) return;
    at = performance.now();
    act();
  };
}
