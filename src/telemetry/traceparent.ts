import { isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';

// W3C Trace Context §3.2.2: version, trace id, parent id, flags, in lower case; later versions may append more.
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const LONGEST = 256;

/**
 * The first of several trace contexts that is well-formed; whoever sends another kind of thing starts a new trace.
 * `tracestate` is not read: it would carry a stranger's text into our collector, and nobody behind us needs it.
 */
export function firstTraceContext(candidates: readonly unknown[]): SpanContext | undefined {
  for (const candidate of candidates) {
    const context = parse(candidate);
    if (context !== undefined) return context;
  }
  return undefined;
}

function parse(text: unknown): SpanContext | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  const [, version, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(text) ?? [];
  // §3.2.2.1: version 00 is exactly this long.
  if (version === undefined || (version === '00' && text.length !== 55)) return undefined;
  const context = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  // All zeros is invalid (§3.2.2.3, §3.2.2.4).
  return isSpanContextValid(context) ? context : undefined;
}
