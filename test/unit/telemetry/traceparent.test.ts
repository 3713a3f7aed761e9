import { describe, expect, it } from 'vitest';
import { firstTraceContext } from '../../../src/telemetry/traceparent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('a trace context', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, 1],
    [`00-${TRACE}-${SPAN}-00`, 0],
    [`00-${TRACE}-${SPAN}-03`, 1],
    [`cc-${TRACE}-${SPAN}-01-what-comes-later`, 1],
  ])('that is well-formed is continued: %s', (text, traceFlags) => {
    expect(firstTraceContext([text])).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true });
  });

  it.each([
    [undefined],
    [7],
    [{ toString: () => `00-${TRACE}-${SPAN}-01` }],
    [''],
    [`00-${TRACE}-${SPAN}`],
    [`00-${TRACE.toUpperCase()}-${SPAN}-01`],
    [`00-${'0'.repeat(32)}-${SPAN}-01`],
    [`00-${TRACE}-${'0'.repeat(16)}-01`],
    [`ff-${TRACE}-${SPAN}-01`],
    [`00-${TRACE}-${SPAN}-01-more`],
    [`cc-${TRACE}-${SPAN}-01more`],
    [` 00-${TRACE}-${SPAN}-01`],
    [`00-${TRACE}-${SPAN}-01\n`],
    [`cc-${TRACE}-${SPAN}-01-${'x'.repeat(100_000)}`],
  ])('that is anything else is none: %#', (text) => {
    expect(firstTraceContext([text])).toBeUndefined();
  });

  it('of several is the first that is well-formed', () => {
    expect(firstTraceContext(['nonsense', `00-${TRACE}-${SPAN}-01`])?.traceId).toBe(TRACE);
  });
});
