import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { CallEvent } from '../../../src/telemetry/event.js';
import { logOptions } from '../../../src/telemetry/log.js';
import { type StartedTelemetry, startTelemetry } from '../../../src/telemetry/start.js';
import type { Setting } from '../support/setting.js';

const EVENTS = 2_500;
const ROUNDS = 3;

/** A collector that takes whatever it is sent: what it does with it is not this server's cost. */
const COLLECTOR = `require('http').createServer((q, r) => q.resume().on('end', () => r.end('{}')))
  .listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port) })`;

/** Milliseconds of processor time, of all threads, of one event. */
export interface EventCost {
  /** With log, audit file, metrics, and traces to a collector. */
  withEverything: number;
  withoutTraces: number;
}

export async function measureEvent(setting: Setting): Promise<EventCost> {
  return {
    withEverything: await measure(setting, { traces: true }),
    withoutTraces: await measure(setting, { traces: false }),
  };
}

/**
 * Two servers side by side, one with and one without, differ by more than this, so the event is measured
 * by itself, at the pace of calls, with all that it causes later, less what the same waiting costs without it.
 */
async function measure({ folder }: Setting, { traces }: { traces: boolean }): Promise<number> {
  const collector = spawn(process.execPath, ['-e', COLLECTOR]);
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${await portOf(collector)}`;
  const started = await start(folder, traces);
  const report = (): void => started.telemetry.call(event());
  await paced(report);
  const differences: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const without = await paced(event);
    differences.push((await paced(report)) - without);
  }
  await started.close();
  collector.kill();
  return differences.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

function portOf(collector: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    collector.stdout?.once('data', (chunk: Buffer) => resolve(/\d+/.exec(chunk.toString())?.[0] ?? ''));
  });
}

function start(folder: string, traces: boolean): Promise<StartedTelemetry> {
  return startTelemetry({
    settings: {
      auditLog: join(folder, 'audit.jsonl'),
      auditRequired: false,
      traces,
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
}

async function paced(act: () => void): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < EVENTS; n += 1) {
    act();
    // Sixteen calls at a time end in little groups.
    if (n % 8 === 7) await sleep(4);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / EVENTS;
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
