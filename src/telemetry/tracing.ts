import {
  type Attributes,
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { CallEvent, Step } from './event.js';
import { firstTraceContext } from './traceparent.js';

/** Makes spans of an event; yields the id of the trace that the call belongs to, if it belongs to one. */
export type Tracing = (event: CallEvent) => string | undefined;

/**
 * One server span per call, with one child for each step, made when the call has ended: so a span's duration is the
 * figure that log, audit and metrics have. Without a tracer of ours, one that the process was started with serves.
 *
 * The trace goes no further: Keycard and Linear are other companies' systems, which would learn our trace ids and
 * the caller's, and answer with nothing that could be joined.
 */
export function createTracing(tracer: Tracer = trace.getTracer('keycard-linear-mcp')): Tracing {
  return (event) => {
    const parent = firstTraceContext(event.traceparents ?? []);
    const around = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    const startTime = event.endedAt - event.totalMs - (event.queueMs ?? 0);
    const span = tracer.startSpan(
      nameOf(event),
      { kind: SpanKind.SERVER, startTime, attributes: attributesOf(event) },
      around,
    );
    if (span.isRecording()) {
      const inside = trace.setSpan(around, span);
      for (const step of event.steps) recordStep(tracer, step, inside);
      if (event.outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(event.endedAt);
    return isSpanContextValid(span.spanContext()) ? span.spanContext().traceId : undefined;
  };
}

function recordStep(tracer: Tracer, { name, startedAt, ms, isOk }: Step, inside: Context): void {
  const kind = name === 'exchange' || name === 'linear' ? SpanKind.CLIENT : SpanKind.INTERNAL;
  const span = tracer.startSpan(name, { kind, startTime: startedAt }, inside);
  if (!isOk) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(startedAt + ms);
}

/** The names of OpenTelemetry's conventions for MCP; what is not a tool already says its method. */
function nameOf({ tool }: CallEvent): string {
  return tool.includes('/') ? tool : `tools/call ${tool}`;
}

/**
 * No person among them: traces have more readers than the audit log, and the request id leads there. What is undefined
 * is left out by the libraries.
 */
function attributesOf(event: CallEvent): Attributes {
  return {
    'mcp.method.name': event.tool.includes('/') ? event.tool.split(' ')[0] : 'tools/call',
    'gen_ai.tool.name': event.tool,
    'linear_mcp.request_id': event.requestId,
    'linear_mcp.door': event.caller.door,
    'linear_mcp.access': event.access,
    'linear_mcp.outcome': event.outcome,
    'linear_mcp.replayed': event.replayed,
    'linear_mcp.total_ms': event.totalMs,
    'linear_mcp.queue_ms': event.queueMs,
    'linear_mcp.exchange_ms': event.exchangeMs,
    'linear_mcp.linear_ms': event.linearMs,
    'linear_mcp.linear.requests': event.linear.requests,
    'linear_mcp.linear.complexity': event.linear.complexity,
    'error.type': event.outcome === 'ok' ? undefined : event.outcome,
  };
}
