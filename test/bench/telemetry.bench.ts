import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, bench, describe } from 'vitest';
import type { CallEvent } from '../../src/telemetry/event.js';
import { logOptions } from '../../src/telemetry/log.js';
import { type StartedTelemetry, startTelemetry } from '../../src/telemetry/start.js';
import { type Authority, startAuthority } from '../security/support/authority.js';
import { settings } from '../security/support/guarded.js';
import { type Ledger, startLedger } from '../security/support/ledger.js';
import { type Running, start } from '../support/process.js';
import { callByHand } from '../support/sandbox.js';

/**
 * What telemetry costs: processor time, of all threads, of one event with everything on (log, audit file, metrics,
 * traces to a collector) beside that of one whole call in a server of its own process that has everything off. Two
 * servers side by side differ by more than this without any telemetry, so the event is measured by itself: at the pace
 * of calls, with all that it causes later, less what the same waiting costs without it. The call is the cheapest there
 * is, so the share is the largest there is.
 */
const EVENTS = 4_000;
const ROUNDS = 5;
const CALLS = 1_000;

const COLLECTOR = `require('http').createServer((q, r) => q.resume().on('end', () => r.end('{}')))
  .listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port) })`;
const SAY_CPU = `process.on('SIGUSR2', () => process.stderr.write('\\nCPU ' + JSON.stringify(process.cpuUsage()) + '\\n'));`;

let authority: Authority;
let ledger: Ledger;
let collector: ChildProcess;
let server: Running;
let mcp: string;
let token: string;
let everything: StartedTelemetry;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = await startSink();
  everything = await startTelemetry({
    settings: {
      auditLog: join(folder, 'audit.jsonl'),
      auditRequired: false,
      traces: true,
      adminHost: '127.0.0.1',
      adminPort: 0,
    },
    place: { issuer: 'https://z.example', server: 'https://s.example/mcp', target: 'https://api.linear.app' },
    log: pino(
      logOptions('info'),
      pino.destination({ dest: join(folder, 'log'), sync: false, minLength: 8_192 }),
    ),
    version: '0.0.0-bench',
    gauges: { isReady: () => true, isBreakerOpen: () => false },
  });
  await launch();
  const ofEvent = await measureEvent();
  const ofCall = await measureCall();
  const share = ((ofEvent / ofCall) * 100).toFixed(1);
  process.stdout.write(
    `\ntelemetry: ${ofEvent.toFixed(0)} µs of processor time an event with everything on, ` +
      `${ofCall.toFixed(0)} µs a call without: ${share} %\n`,
  );
}, 300_000);

afterAll(async () => {
  server.child.kill('SIGKILL');
  await everything.close();
  collector.kill();
  await Promise.all([authority.close(), ledger.close()]);
});

/** A process that takes whatever it is sent: what a collector does with it is not this server's cost. */
async function startSink(): Promise<string> {
  collector = spawn(process.execPath, ['-e', COLLECTOR]);
  const port = await new Promise<string>((resolve) => {
    collector.stdout?.once('data', (chunk: Buffer) => resolve(/\d+/.exec(chunk.toString())?.[0] ?? ''));
  });
  return `http://127.0.0.1:${port}`;
}

async function launch(): Promise<void> {
  authority = await startAuthority();
  ledger = await startLedger(authority.ownerOf);
  // The port is part of the audience, so it is chosen before.
  const port = 20_000 + (process.pid % 20_000);
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(SAY_CPU)}`;
  const env = { LOG_LEVEL: 'fatal', AUDIT_LOG: 'none', NODE_OPTIONS };
  server = start('main', { ...settings(port, authority.issuer, ledger.url), ...env });
  mcp = `http://localhost:${port}/mcp`;
  token = authority.mint('ada', mcp);
  let hasEnded = false;
  server.exited.then(() => {
    hasEnded = true;
  });
  while (!(await answers())) {
    if (hasEnded) throw new Error(`The server did not start:\n${server.output()}`);
    await sleep(50);
  }
}

function answers(): Promise<boolean> {
  return fetch(new URL('/healthz', mcp)).then(
    () => true,
    () => false,
  );
}

/** A figure of a call that failed would be a figure of nothing. */
async function call(): Promise<void> {
  const reply = await callByHand(mcp, token, 'get_user');
  if (reply.isError || reply.error) throw new Error(`get_user failed: ${reply.text}`);
}

function event(): CallEvent {
  const endedAt = Date.now();
  const step = (name: CallEvent['steps'][number]['name'], ago: number) => ({
    name,
    startedAt: endedAt - ago,
    ms: 1.3,
    isOk: true,
  });
  return {
    requestId: '0b0e5d2a-1111-4222-8333-abcdefabcdef',
    caller: { door: 'oauth', subject: 'ada', clientId: 'agent', sessionId: 'sid-1', tokenId: 'jti-1' },
    tool: 'get_user',
    access: 'read',
    outcome: 'ok',
    endedAt,
    totalMs: 3.1,
    queueMs: 1.2,
    exchangeMs: 1.3,
    linearMs: 1.3,
    linear: { requests: 1, complexity: 3, requestsRemaining: 4_000, requestsLimit: 5_000 },
    steps: [step('authenticate', 4.3), step('exchange', 3.1), step('linear', 1.7), step('render', 0.3)],
  };
}

/** Microseconds of an event, with what it causes later. */
async function measureEvent(): Promise<number> {
  const paced = async (act: () => void): Promise<number> => {
    const before = process.cpuUsage();
    for (let n = 0; n < EVENTS; n += 1) {
      act();
      // Sixteen calls at a time end in little groups.
      if (n % 8 === 7) await sleep(4);
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / EVENTS;
  };
  const report = (): void => everything.telemetry.call(event());
  await paced(report);
  const differences: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const without = await paced(event);
    differences.push((await paced(report)) - without);
  }
  return median(differences);
}

/** Microseconds of a call, sixteen at a time: what a busy server needs, which is less than an idle one. */
async function measureCall(): Promise<number> {
  const load = async (): Promise<void> => {
    let left = CALLS;
    const worker = async (): Promise<void> => {
      while (left-- > 0) await call();
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    authority.forget();
    ledger.forget();
  };
  await load();
  const figures: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await cpuOfServer();
    await load();
    figures.push(((await cpuOfServer()) - before) / CALLS);
  }
  return median(figures);
}

async function cpuOfServer(): Promise<number> {
  const before = server.output().length;
  server.child.kill('SIGUSR2');
  for (;;) {
    const said = /CPU (\{.*\})\n/.exec(server.output().slice(before))?.[1];
    if (said !== undefined) {
      const { user, system } = JSON.parse(said) as { user: number; system: number };
      return user + system;
    }
    await sleep(5);
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe('telemetry', () => {
  bench('one event, everything on', () => everything.telemetry.call(event()));
});
