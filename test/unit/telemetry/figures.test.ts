import { type Tracer, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createAudit } from '../../../src/telemetry/audit/audit.js';
import { type CallEvent, refusedCallEvent } from '../../../src/telemetry/event.js';
import { createLowest, shareLeft } from '../../../src/telemetry/headroom.js';
import { createMetrics } from '../../../src/telemetry/metrics.js';
import { createTelemetry } from '../../../src/telemetry/telemetry.js';
import { createTracing } from '../../../src/telemetry/tracing.js';

const CALLER = {
  door: 'key' as const,
  subject: 'ada',
  clientId: undefined,
  sessionId: undefined,
  tokenId: undefined,
  keyId: 'key-7',
};
const silent = pino({ level: 'silent' });

function auditInto(lines: Record<string, unknown>[]) {
  return createAudit({
    sink: {
      write: async (text) => {
        for (const line of text.trimEnd().split('\n')) lines.push(JSON.parse(line));
      },
      sync: async () => undefined,
      close: async () => undefined,
    },
    place: {
      issuer: 'https://zone.example.com',
      server: 'https://mcp.example.com/mcp',
      target: 'https://api.linear.app',
    },
    isRequired: false,
    log: silent,
  });
}

describe('refusals', () => {
  it('in a flood are all counted, but not all written: the next that is says how many were not', async () => {
    const lines: Record<string, unknown>[] = [];
    const metrics = createMetrics('0', {
      isReady: () => true,
      isBreakerOpen: () => false,
      audit: () => undefined,
    });
    const telemetry = createTelemetry({
      log: silent,
      tracing: createTracing(),
      audit: auditInto(lines),
      metrics,
    });
    const refuse = (): void => telemetry.refusedCaller({ requestId: 'r', code: 'credentials_missing' });
    for (let n = 0; n < 5_000; n += 1) refuse();
    await expect.poll(() => lines.length).toBeGreaterThan(199);
    expect(lines.length).toBeLessThan(300);
    await expect
      .poll(() => {
        refuse();
        return lines.some(({ suppressed }) => Number(suppressed) > 4_000);
      })
      .toBe(true);
    const counted = /code="credentials_missing",reason=""\} (\d+)/.exec(await metrics.expose())?.[1];
    expect(Number(counted)).toBeGreaterThan(5_000);
  });
});

describe('a record of the key door', () => {
  it('names the key where a client would be', async () => {
    const lines: Record<string, unknown>[] = [];
    const event: CallEvent = refusedCallEvent({ requestId: 'r', caller: CALLER, refusal: 'unknown_tool' });
    auditInto(lines).call(event, undefined);
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      door: 'key',
      keyId: 'key-7',
      delegation: [{ role: 'person', id: 'ada' }, { role: 'client', id: 'key-7' }, { role: 'server' }],
    });
  });
});

describe('without a collector', () => {
  it('a call still belongs to the trace that its caller named, and else to none', () => {
    const tracing = createTracing(trace.getTracer('nobody listens'));
    const event = refusedCallEvent({ requestId: 'r', caller: CALLER, refusal: 'malformed' });
    expect(tracing(event)).toBeUndefined();
    const id = '0af7651916cd43dd8448eb211c80319c';
    expect(tracing({ ...event, traceparents: [`00-${id}-b7ad6b7169203331-01`] })).toBe(id);
  });
});

describe('a tracer of somebody else', () => {
  it('that throws costs a call its trace, and none of its other records', async () => {
    const audited: Record<string, unknown>[] = [];
    const logged: Record<string, unknown>[] = [];
    const throwing: Tracer = {
      ...trace.getTracer('nobody listens'),
      startSpan: () => {
        throw new Error('no spans today');
      },
    };
    const telemetry = createTelemetry({
      log: pino({}, { write: (line) => logged.push(JSON.parse(line)) }),
      tracing: createTracing(throwing),
      audit: auditInto(audited),
    });
    telemetry.call(refusedCallEvent({ requestId: 'r', caller: CALLER, refusal: 'unknown_tool' }));
    await expect.poll(() => audited).toHaveLength(1);
    expect(logged).toMatchObject([
      { event: 'fault', requestId: 'r', error: 'Error' },
      { event: 'tool.call', requestId: 'r', outcome: 'unknown_tool' },
    ]);
  });
});

describe('headroom', () => {
  it('is the lowest share of late, and forgets', () => {
    let now = 0;
    const lowest = createLowest(60, () => now);
    lowest.see(0.4);
    lowest.see(0.7);
    expect(lowest.read()).toBe(0.4);
    now = 70;
    lowest.see(0.9);
    expect(lowest.read()).toBe(0.4);
    now = 131;
    expect(lowest.read()).toBe(0.9);
    now = 1_000;
    expect(lowest.read()).toBe(1);
  });

  it.each([
    [50, 200, 0.25],
    [-3, 200, 0],
    [300, 200, 1],
    [5, 0, undefined],
    [undefined, 200, undefined],
  ])('of %s in %s is %s', (remaining, limit, share) => {
    expect(shareLeft(remaining, limit)).toBe(share);
  });
});
