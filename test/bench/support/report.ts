import { cpus, totalmem } from 'node:os';
import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import type { BusyRow, Who } from '../stages/busy.js';
import { CALLERS } from '../stages/workers.js';
import { meaningOf, TRIED } from './meaning.js';
import type { Target } from './reach.js';
import type { Results } from './results.js';
import { MIB } from './sizes.js';

const NAMES: Record<Who, string> = {
  express: 'bare Express',
  template: 'the straight way',
  ours: 'this server',
  floor: 'the floor',
};

/** What is printed at the end of a run: the figures that are held, and whether they are. */
export function summary(targets: readonly Target[]): string {
  const rows = targets.map(
    ({ what, measured, bound, is, unit, isMet }) =>
      `${isMet ? '✓' : '✗'} ${what}: ${figure(measured)}${unitOf(unit)} (${is} ${bound}${unitOf(unit)})`,
  );
  return `\n${rows.join('\n')}\n`;
}

/** RESULTS.md: the ratios first, then what they come from. */
export function render(results: Results, targets: readonly Target[], tookMs: number): string {
  return `${[
    '# What a call costs',
    `Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)} in ${Math.round(tookMs / 1000)} s: ${machine()}. ` +
      'Load generator, zone and Linear run on the same machine, each in a process of its own: read the ratios, not the times.',
    '## What is held',
    table(
      ['', 'figure', 'measured', 'bound'],
      targets.map(({ what, measured, bound, is, unit, isMet }) => [
        isMet ? '✓' : '✗',
        what,
        figure(measured) + unitOf(unit),
        `${is} ${bound}${unitOf(unit)}`,
      ]),
    ),
    '## What it means',
    meaningOf(results).join('\n'),
    '## Side by side',
    'Upstreams on loopback TLS, no distance. *Bare Express* echoes the bytes of this server’s answer. *The straight way* verifies, ' +
      'exchanges and asks as public templates do: tools registered per request, plain `fetch`, the SDK’s lazy relations. ' +
      '*The floor* is one exchange and the very query that this server sends, with nothing around them. ' +
      'Process time is of the server alone. Lists of issues the straight way are not asked for by 128 callers: that would take minutes.',
    table(
      [
        'asked',
        'server',
        'protocol',
        'callers',
        'calls/s',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'CPU ms/call',
        'exchanges',
        'Linear requests',
        'TLS handshakes',
        'bytes',
        'tokens',
      ],
      results.busy.map(busyCells),
    ),
    '## Far from Keycard and Linear',
    'One caller, one call after the other; the floor is one exchange and one query over kept connections, with nothing around them. ' +
      '*Bare Express* answers at the same pace by itself: what it takes is a process that has rested waking up. ' +
      'Callers of servers are bare sockets; the floor is asked for over undici, which is part of it. They take turns of ten calls, of which ' +
      'the first comes to a process that has rested for seconds and is not counted.',
    table(
      ['round trip', 'who', 'p50 ms', 'p95 ms', 'p99 ms', 'p50 over the floor'],
      results.distance.flatMap(({ rttMs, floor, ours, template, express }) =>
        Object.entries({
          'the floor': floor,
          'this server': ours,
          'the straight way': template,
          'bare Express': express,
        }).map(([who, times]) => [
          `${rttMs} ms`,
          who,
          figure(times.p50),
          figure(times.p95),
          figure(times.p99),
          times === express ? '' : figure(times.p50 - floor.p50),
        ]),
      ),
    ),
    table(
      [
        'round trip',
        'callers',
        'asked',
        'server',
        'protocol',
        'calls/s',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'CPU ms/call',
        'TLS handshakes',
      ],
      results.distance.flatMap(({ rttMs, crowd }) =>
        crowd.map((row) => [
          `${rttMs} ms`,
          String(row.concurrency),
          row.asked,
          NAMES[row.who],
          protocolOf(row),
          ...[row.callsPerSecond, row.p50, row.p95, row.p99, row.cpuMs, row.handshakes].map(figure),
        ]),
      ),
    ),
    '## Upstream requests by page size',
    table(
      ['rows', 'server', 'exchanges', 'Linear requests'],
      results.pages.map(({ who, rows, upstream }) => [
        String(rows),
        NAMES[who],
        String(upstream.exchanges),
        String(upstream.queries),
      ]),
    ),
    '## At the pace of a chat',
    'New TLS connections, to Keycard and Linear together, of a call after a pause.',
    table(
      ['pause', ...results.pace.map(({ who }) => NAMES[who])],
      (results.pace[0]?.pauses ?? []).map(({ seconds }, n) => [
        `${seconds} s`,
        ...results.pace.map(({ pauses }) => String(pauses[n]?.handshakes)),
      ]),
    ),
    '## More cores',
    `Small calls of ${CALLERS} callers at once.`,
    table(
      ['processes', 'calls/s', 'CPU ms/call', 'MiB'],
      results.workers.map((row) => [
        String(row.processes),
        ...[row.callsPerSecond, row.cpuMs, row.rss].map(figure),
      ]),
    ),
    '## What was tried',
    'Words of those who tried it, with the figures of then; not of this run.',
    TRIED.join('\n\n'),
    '## Memory and start',
    `${results.soak.calls.toLocaleString('en')} requests of 128 callers at once, half of them calls: ${figure(results.soak.callsPerSecond)} a second, at most ` +
      `${figure(results.soak.mostRss / MIB)} MiB (${figure(results.soak.mostRssOfLists / MIB)} while all list issues), ${figure(results.soak.slope / 1024)} KiB more per thousand of them, after a warm-up. ` +
      `From \`npm start\` to ready: ${figure(results.startMs)} ms. Telemetry of a call: ${figure(results.event.withEverything * 1000)} µs of process time with everything on, ${figure(results.event.withoutTraces * 1000)} without traces.`,
  ].join('\n\n')}\n`;
}

function protocolOf({ who, era }: Pick<BusyRow, 'who' | 'era'>): string {
  return who === 'floor' ? '' : era === 'modern' ? '2026-07-28' : '2025-06-18';
}

function busyCells(row: BusyRow): string[] {
  const { upstream } = row;
  return [
    row.asked,
    NAMES[row.who],
    protocolOf(row),
    String(row.concurrency),
    ...[row.callsPerSecond, row.p50, row.p95, row.p99, row.cpuMs].map(figure),
    ...[upstream.exchanges, upstream.queries, upstream.handshakes].map(figure),
    row.bytes.toLocaleString('en'),
    encode(row.answer).length.toLocaleString('en'),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Three significant digits, and no more than are there. */
function figure(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}

function unitOf(unit: string): string {
  return unit === '' || unit === '×' ? unit : ` ${unit}`;
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} cores of ${cpu?.model.trim() ?? 'an unnamed processor'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}`;
}
