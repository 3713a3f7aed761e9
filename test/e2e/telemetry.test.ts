import { mkdtempSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRecord } from '../../src/telemetry/audit/record.js';
import { type Collector, durationOf, startCollector } from '../support/collector.js';
import { type Running, start } from '../support/process.js';
import { callByHand, rpc } from '../support/sandbox.js';

/** One process with everything on: its log, its audit file, its metrics and its traces have to tell one story. */
let collector: Collector;
let sandbox: Running;
let mcp: string;
let token: string;
let zone: string;
let linear: string;
let admin: string;
const auditLog = join(mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-')), 'audit.jsonl');

beforeAll(async () => {
  collector = await startCollector();
  sandbox = start('sandbox-main', {
    PORT: '0',
    SANDBOX_ZONE_PORT: '0',
    SANDBOX_LINEAR_PORT: '0',
    LOG_LEVEL: 'debug',
    AUDIT_LOG: auditLog,
    ADMIN_PORT: '0',
    WRITE_SCOPE: 'mcp:write',
    LIMIT_REQUESTS_PER_PERSON: '60',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=for-the-collector',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    OTEL_SERVICE_NAME: 'linear-for-us',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  const [, json = ''] = await sandbox.said(/^sandbox ready (\{.*\})$/m);
  const ready = JSON.parse(json) as Record<string, string>;
  mcp = ready['mcp'] ?? '';
  token = ready['token'] ?? '';
  zone = ready['zone'] ?? '';
  linear = ready['linear'] ?? '';
  admin = `http://${(await sandbox.said(/"admin":"([\d.:]+)"/))[1]}`;
});
afterAll(async () => {
  sandbox.child.kill('SIGKILL');
  await sandbox.exited;
  collector.close();
});

const HEADER_TRACE = '0af7651916cd43dd8448eb211c80319c';
const META_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

function withId(requestId: string, more: Record<string, string> = {}): RequestInit {
  return { headers: { 'X-Request-Id': requestId, ...more } };
}

type Line = Record<string, unknown>;

async function logged(requestId: string): Promise<Line> {
  await sandbox.said(new RegExp(`"event":"(?:tool\\.call|caller\\.refused)","requestId":"${requestId}"`));
  const line = sandbox
    .output()
    .split('\n')
    .find((text) => text.includes(`"requestId":"${requestId}"`));
  return JSON.parse(line ?? '') as Line;
}

async function audited(requestId: string): Promise<Line> {
  return until(() =>
    readFileSync(auditLog, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Line => auditRecord.parse(JSON.parse(line)))
      .find((record) => record['requestId'] === requestId),
  );
}

async function until<T>(look: () => T | undefined): Promise<T> {
  let found: T | undefined;
  await expect
    .poll(() => {
      found = look();
      return found;
    })
    .toBeDefined();
  if (found === undefined) throw new Error('It was never found');
  return found;
}

function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${admin}/metrics`, { headers: { Host: host } }, (res) => resolve(res.resume().statusCode)).once(
      'error',
      reject,
    );
  });
}

async function metrics(): Promise<string> {
  return (await fetch(`${admin}/metrics`)).text();
}

describe('a call', () => {
  it('is found by its request id in log, audit, metrics and trace, with equal figures', async () => {
    const id = 'found-everywhere-1';
    const reply = await callByHand(mcp, token, 'list_issues', { assignee: 'me' }, withId(id));
    expect(reply.isError).toBe(false);
    const line = await logged(id);
    const record = await audited(id);
    const root = await until(() =>
      collector.spans.find((span) => span.attributes['linear_mcp.request_id'] === id),
    );
    const exemplar = new RegExp(`# \\{request_id="${id}",trace_id="(\\w+)"\\} ([\\d.]+)`).exec(
      await metrics(),
    );

    const figures = [
      'totalMs',
      'queueMs',
      'exchangeMs',
      'linearMs',
      'linear',
      'outcome',
      'tool',
      'access',
      'traceId',
    ];
    for (const name of figures) expect([name, record[name]]).toEqual([name, line[name]]);
    expect(line).toMatchObject({
      tool: 'list_issues',
      outcome: 'ok',
      access: 'read',
      door: 'oauth',
      traceId: root.traceId,
    });
    const { totalMs, queueMs, exchangeMs, linearMs } = line as Record<string, number>;
    expect(root.attributes).toMatchObject({
      'gen_ai.tool.name': 'list_issues',
      'linear_mcp.outcome': 'ok',
      'linear_mcp.total_ms': totalMs,
      'linear_mcp.queue_ms': queueMs,
      'linear_mcp.exchange_ms': exchangeMs,
      'linear_mcp.linear_ms': linearMs,
      'linear_mcp.linear.complexity': (line['linear'] as Record<string, number>)['complexity'],
    });
    expect(exemplar?.[1]).toBe(root.traceId);
    expect(Number(exemplar?.[2])).toBeCloseTo((totalMs ?? 0) / 1000, 6);

    // The trace itself: one server span from arrival to end, and the four steps under it, in their order.
    expect(durationOf(root)).toBeCloseTo((totalMs ?? 0) + (queueMs ?? 0), 2);
    const steps = collector.spans.filter((span) => span.parentSpanId === root.spanId);
    const inOrder = steps.sort((a, b) => (a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1));
    expect(inOrder.map((span) => span.name)).toEqual(['authenticate', 'exchange', 'linear', 'render']);
    expect(durationOf(inOrder[1] ?? root)).toBeCloseTo(exchangeMs ?? 0, 2);
    expect(durationOf(inOrder[2] ?? root)).toBeCloseTo(linearMs ?? 0, 2);
    expect(root.resource).toMatchObject({
      'service.name': 'linear-for-us',
      'service.version': expect.any(String),
      'deployment.environment.name': 'test',
    });
    expect(collector.headers[0]).toMatchObject({ 'x-collector-key': 'for-the-collector' });
    expect(collector.problems).toEqual([]);
  });

  it('leaves the chain of delegation in its audit record: person, client, this server, Linear', async () => {
    await callByHand(mcp, token, 'get_user', {}, withId('delegation-1'));
    const record = await audited('delegation-1');
    expect(record['delegation']).toEqual([
      { role: 'person', id: expect.any(String), issuer: zone },
      { role: 'client', id: expect.any(String) },
      { role: 'server', id: mcp },
      { role: 'resource', id: 'https://api.linear.app' },
    ]);
    expect(record).toMatchObject({ sessionId: expect.any(String), tokenId: expect.any(String) });
  });

  it('that never reaches Linear does not have Linear in its chain', async () => {
    await callByHand(mcp, token, 'list_issues', { nonsense: 'secret-argument' }, withId('bad-arguments-1'));
    const record = await audited('bad-arguments-1');
    expect(record).toMatchObject({ outcome: 'invalid_arguments', linear: { requests: 0 } });
    expect((record['delegation'] as Line[]).map(({ role }) => role)).toEqual(['person', 'client', 'server']);
  });

  it('continues the trace of its header, and rather the one of its message', async () => {
    const header = { traceparent: `00-${HEADER_TRACE}-b7ad6b7169203331-01` };
    await callByHand(mcp, token, 'get_user', {}, withId('trace-header-1', header));
    const _meta = { traceparent: `00-${META_TRACE}-00f067aa0ba902b7-01` };
    const params = { name: 'get_user', arguments: {}, _meta };
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
    await (await rpc(mcp, token, message, withId('trace-meta-1', header))).text();
    expect((await logged('trace-header-1'))['traceId']).toBe(HEADER_TRACE);
    expect((await logged('trace-meta-1'))['traceId']).toBe(META_TRACE);
    const root = await until(() =>
      collector.spans.find(({ parentSpanId }) => parentSpanId === '00f067aa0ba902b7'),
    );
    expect(root.attributes['linear_mcp.request_id']).toBe('trace-meta-1');
  });

  it('does not tell its trace to Keycard or Linear', async () => {
    const journals = await Promise.all(
      [zone, linear].map(async (url) => (await fetch(new URL('/_journal', url))).text()),
    );
    for (const journal of journals) {
      expect(journal.length).toBeGreaterThan(100);
      expect(journal).not.toContain(HEADER_TRACE);
    }
  });

  it.each([
    ['of an unknown tool', 'no-such-tool-secret', 'unknown_tool', 'unknown'],
    ['that lacks a scope', 'create_issue', 'scope_missing', 'create_issue'],
  ])('%s is an event as well, in log, audit and metrics', async (_, name, outcome, tool) => {
    const id = `refused-${outcome.replaceAll('_', '-')}`;
    await callByHand(mcp, token, name, { title: 'secret-argument' }, withId(id)).catch(() => undefined);
    expect(await logged(id)).toMatchObject({ outcome, tool });
    expect(await audited(id)).toMatchObject({
      outcome,
      tool,
      delegation: expect.arrayContaining([expect.anything()]),
    });
    expect(await metrics()).toContain(
      `linear_mcp_calls_total{tool="${tool}",outcome="${outcome}",door="oauth"} 1`,
    );
  });
});

describe('a refused caller', () => {
  it('is an event, with what was wrong and without who they say they are', async () => {
    const response = await rpc(mcp, 'a.b.c', {}, withId('refused-caller-1'));
    expect(response.status).toBe(401);
    expect(await logged('refused-caller-1')).toMatchObject({ code: 'token_invalid', reason: 'malformed' });
    const record = await audited('refused-caller-1');
    expect(record).toMatchObject({
      event: 'caller.refused',
      outcome: 'token_invalid',
      reason: 'malformed',
      delegation: [],
    });
    expect(await metrics()).toContain(
      'linear_mcp_refused_callers_total{code="token_invalid",reason="malformed"} 1',
    );
  });

  it('over the limit is one whose name is known', async () => {
    const calls = Array.from({ length: 62 }, (_, n) => rpc(mcp, token, {}, withId(`many-calls-${n + 100}`)));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    const over = statuses.lastIndexOf(429);
    expect(over).toBeGreaterThan(-1);
    expect(await audited(`many-calls-${over + 100}`)).toMatchObject({
      outcome: 'rate_limited',
      reason: 'person',
      delegation: [
        { role: 'person', id: expect.any(String), issuer: zone },
        expect.anything(),
        expect.anything(),
      ],
    });
  });
});

describe('the admin listener', () => {
  it('shows ours and the process', async () => {
    const text = await metrics();
    const names = [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'linear_mcp_exchange_seconds_bucket',
    ];
    for (const name of names) expect(text).toContain(name);
    expect(text).toMatch(/^linear_mcp_ready 1$/m);
    expect(text).toMatch(/^linear_mcp_breaker_open 0$/m);
    const headroom = Number(
      /linear_mcp_linear_headroom_ratio\{quota="complexity"\} ([\d.]+)/.exec(text)?.[1],
    );
    expect(headroom).toBeGreaterThan(0.5);
    expect(headroom).toBeLessThan(1);
    expect(text.trimEnd().endsWith('# EOF')).toBe(true);
  });

  it('names no person, no client and no stranger’s word in its labels', async () => {
    const text = await metrics();
    const record = await audited('delegation-1');
    const [person, client] = record['delegation'] as { id: string }[];
    for (const word of [person?.id, client?.id, 'no-such-tool-secret'])
      expect(text).not.toContain(`"${word}"`);
  });

  it('answers loopback names only, and is not on the callers’ door', async () => {
    expect((await fetch(new URL('/metrics', mcp))).status).toBe(404);
    expect((await fetch(`${admin}/readyz`)).status).toBe(200);
    expect((await fetch(`${admin}/mcp`)).status).toBe(404);
    expect(await statusFor('evil.example')).toBe(403);
  });
});

it('no argument, no token and no secret is in anything that was written', async () => {
  const everything =
    sandbox.output().replace(/^sandbox ready .*$|A token for curl.*$/gm, '') + readFileSync(auditLog, 'utf8');
  const traces = JSON.stringify(collector.spans);
  for (const text of [everything, traces, await metrics()]) {
    expect(text.length).toBeGreaterThan(1000);
    expect(text).not.toContain('secret-argument');
    expect(text).not.toContain('no-such-tool-secret');
    expect(text).not.toContain(token.split('.')[2]);
  }
});
