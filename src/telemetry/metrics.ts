import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  Registry,
} from 'prom-client';
import type { AuditFigures } from './audit/audit.js';
import type { CallEvent, RefusedCallerEvent, Step } from './event.js';
import { createLowest, shareLeft } from './headroom.js';

/** What is read when somebody scrapes. */
export interface Gauges {
  isReady: () => boolean;
  isBreakerOpen: () => boolean;
  audit: () => AuditFigures | undefined;
}

export interface Metrics {
  call: (event: CallEvent, traceId: string | undefined) => void;
  refusedCaller: (event: RefusedCallerEvent) => void;
  fault: () => void;
  traceExportFailed: () => void;
  contentType: string;
  /** The exposition in OpenMetrics text, which is the form that carries exemplars. */
  expose: () => Promise<string>;
}

/** Ours, as the README and the dashboards name them. Labels are closed sets: tools of the catalogue, codes, doors. */
export const METRICS = {
  calls: {
    name: 'linear_mcp_calls_total',
    help: 'Calls that ended, refused ones among them; the door of a test key is `test`, and such calls are counted only here.',
    labels: ['tool', 'outcome', 'door'],
  },
  callSeconds: {
    name: 'linear_mcp_call_seconds',
    help: 'Duration of a call in the funnel, exchange and Linear included; exemplars carry request and trace ids.',
    labels: ['access'],
  },
  queueSeconds: {
    name: 'linear_mcp_queue_seconds',
    help: 'From the arrival of a request to the start of its call: reading, authentication, protocol.',
    labels: [],
  },
  exchangeSeconds: {
    name: 'linear_mcp_exchange_seconds',
    help: "Duration of a call's token exchange at Keycard, retries included.",
    labels: ['result'],
  },
  linearSeconds: {
    name: 'linear_mcp_linear_seconds',
    help: 'Duration of one request to Linear.',
    labels: ['result'],
  },
  complexity: {
    name: 'linear_mcp_linear_complexity_total',
    help: 'Complexity that Linear charged.',
    labels: [],
  },
  headroom: {
    name: 'linear_mcp_linear_headroom_ratio',
    help: "The lowest share of a person's hourly Linear quota that was left in the last minute or two; 1 when idle.",
    labels: ['quota'],
  },
  refused: {
    name: 'linear_mcp_refused_callers_total',
    help: 'Requests turned away before there was a call.',
    labels: ['code', 'reason'],
  },
  faults: { name: 'linear_mcp_faults_total', help: 'Errors of this server itself.', labels: [] },
  ready: { name: 'linear_mcp_ready', help: '1 while /readyz says that traffic may come.', labels: [] },
  breakerOpen: {
    name: 'linear_mcp_breaker_open',
    help: '1 while calls are answered without asking Keycard, because it has failed several times in a row.',
    labels: [],
  },
  auditFailing: {
    name: 'linear_mcp_audit_failing',
    help: '1 while the audit log cannot be written.',
    labels: [],
  },
  auditFailures: {
    name: 'linear_mcp_audit_failures_total',
    help: 'Attempts to write the audit log that failed.',
    labels: [],
  },
  auditDropped: {
    name: 'linear_mcp_audit_dropped_total',
    help: 'Audit records that were lost because too many waited.',
    labels: [],
  },
  auditWaiting: {
    name: 'linear_mcp_audit_waiting_characters',
    help: 'Audit records that wait for the sink, in characters.',
    labels: [],
  },
  exportFailures: {
    name: 'linear_mcp_trace_export_failures_total',
    help: 'Batches of spans that the collector did not take.',
    labels: [],
  },
  build: { name: 'linear_mcp_build_info', help: '1; the version is a label.', labels: ['version'] },
} as const;

/** A call ends within 30 s (CALL_TIMEOUT_SECONDS); around half a second the eye wants detail. */
const CALL_BUCKETS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 5, 10, 30];
const UPSTREAM_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2, 5, 15];
const QUEUE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createMetrics(version: string, gauges: Gauges): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: registry });
  const events = createEventMetrics(registry);
  createGauges(registry, version, gauges);
  return { ...events, contentType: registry.contentType, expose: () => registry.metrics() };
}

type Registers = Registry<OpenMetricsContentType>;

function createEventMetrics(registry: Registers) {
  const registers = [registry];
  const calls = new Counter({ ...settings(METRICS.calls), registers });
  const call = histogram(METRICS.callSeconds, CALL_BUCKETS, registers);
  const queue = histogram(METRICS.queueSeconds, QUEUE_BUCKETS, registers);
  const exchange = histogram(METRICS.exchangeSeconds, UPSTREAM_BUCKETS, registers);
  const linear = histogram(METRICS.linearSeconds, UPSTREAM_BUCKETS, registers);
  const complexity = new Counter({ ...settings(METRICS.complexity), registers });
  const refused = new Counter({ ...settings(METRICS.refused), registers });
  const faults = new Counter({ ...settings(METRICS.faults), registers });
  const exportFailures = new Counter({ ...settings(METRICS.exportFailures), registers });
  const seeHeadroom = createHeadroom(registry);
  const observeStep = ({ name, ms, isOk }: Step): void => {
    const to = name === 'exchange' ? exchange : name === 'linear' ? linear : undefined;
    to?.observe({ labels: { result: isOk ? 'ok' : 'failed' }, value: ms / 1000 });
  };
  return {
    call: (event: CallEvent, traceId: string | undefined): void => {
      const isTest = event.caller.mode === 'test';
      calls.inc({ tool: event.tool, outcome: event.outcome, door: isTest ? 'test' : event.caller.door });
      // What stays in this process says nothing of Keycard, Linear or how long people wait.
      if (isTest) return;
      const exemplarLabels = {
        request_id: event.requestId,
        ...(traceId !== undefined && { trace_id: traceId }),
      };
      const labels = { access: event.access ?? 'unknown' };
      call.observe({ labels, value: event.totalMs / 1000, exemplarLabels });
      if (event.queueMs !== undefined) queue.observe({ value: event.queueMs / 1000 });
      for (const step of event.steps) observeStep(step);
      if (event.linear.complexity > 0) complexity.inc(event.linear.complexity);
      seeHeadroom(event);
    },
    refusedCaller: ({ code, reason }: RefusedCallerEvent): void =>
      refused.inc({ code, reason: reason ?? '' }),
    fault: (): void => faults.inc(),
    traceExportFailed: (): void => exportFailures.inc(),
  };
}

/** Of all people together: a label for each person would name them, and never end. */
function createHeadroom(registry: Registers): (event: CallEvent) => void {
  const lowest = { requests: createLowest(60_000), complexity: createLowest(60_000) };
  const gauge = new Gauge({
    ...settings(METRICS.headroom),
    registers: [registry],
    collect: () => {
      for (const quota of ['requests', 'complexity'] as const) gauge.set({ quota }, lowest[quota].read());
    },
  });
  return ({ linear }) => {
    const requests = shareLeft(linear.requestsRemaining, linear.requestsLimit);
    const complexity = shareLeft(linear.complexityRemaining, linear.complexityLimit);
    if (requests !== undefined) lowest.requests.see(requests);
    if (complexity !== undefined) lowest.complexity.see(complexity);
  };
}

function createGauges(registry: Registers, version: string, { isReady, isBreakerOpen, audit }: Gauges): void {
  const registers = [registry];
  const gauge = (metric: Metric, read: () => number): void => {
    const made: Gauge = new Gauge({ ...settings(metric), registers, collect: () => made.set(read()) });
  };
  gauge(METRICS.ready, () => Number(isReady()));
  gauge(METRICS.breakerOpen, () => Number(isBreakerOpen()));
  gauge(METRICS.auditFailing, () => Number(audit()?.isFailing ?? false));
  gauge(METRICS.auditWaiting, () => audit()?.waiting ?? 0);
  new Gauge({ ...settings(METRICS.build), registers }).set({ version }, 1);
  const counter = (metric: Metric, read: () => number): void => {
    const made: Counter = new Counter({
      ...settings(metric),
      registers,
      collect: () => {
        made.reset();
        made.inc(read());
      },
    });
  };
  counter(METRICS.auditFailures, () => audit()?.failures ?? 0);
  counter(METRICS.auditDropped, () => audit()?.dropped ?? 0);
}

type Metric = (typeof METRICS)[keyof typeof METRICS];

function settings<T extends Metric>({ name, help, labels }: T) {
  return { name, help, labelNames: [...labels] };
}

function histogram(metric: Metric, buckets: number[], registers: Registers[]): Histogram {
  return new Histogram({ ...settings(metric), buckets, registers, enableExemplars: true });
}
