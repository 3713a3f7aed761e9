import { type Results, rowOf } from './results.js';
import { type Asked, ERAS } from './shots.js';
import { MB } from './sizes.js';

/** One figure that the server is held to. */
export interface Target {
  what: string;
  measured: number;
  bound: number;
  /** Whether `bound` is a ceiling or a floor. */
  is: 'at most' | 'at least';
  unit: string;
  isMet: boolean;
}

/** What the server must reach, from the results of one run. Ratios are of figures of the same run. */
export function targetsOf(results: Results): Target[] {
  const { busy, distance, pages, pace, soak, startMs, event } = results;
  const far = distance.find(({ rttMs }) => rttMs === 80);
  const cpu = (asked: Asked): number =>
    Math.max(
      ...ERAS.map((era) => rowOf(busy, 'ours', asked, era).cpuMs / rowOf(busy, 'express', asked, era).cpuMs),
    );
  const rate = (asked: Asked): number =>
    Math.min(
      ...ERAS.map(
        (era) =>
          rowOf(busy, 'ours', asked, era).callsPerSecond /
          rowOf(busy, 'template', asked, 'legacy').callsPerSecond,
      ),
    );
  const ourPages = pages.filter(({ who }) => who === 'ours');
  const ourPauses = pace.find(({ who }) => who === 'ours')?.pauses ?? [];
  return [
    atMost(
      'exchanges of a read, at every page size',
      Math.max(...ourPages.map(({ upstream }) => upstream.exchanges)),
      1,
    ),
    atMost(
      'Linear requests of a read, at every page size',
      Math.max(...ourPages.map(({ upstream }) => upstream.queries)),
      1,
    ),
    atMost(
      'new TLS connections of a call within 60 s of the last one',
      Math.max(...ourPauses.map(({ handshakes }) => handshakes)),
      0,
    ),
    ...(far === undefined
      ? []
      : [
          atMost('p50 over the floor, one caller, 80 ms away', far.ours.p50 - far.floor.p50, 2, 'ms'),
          atMost('p99 over the floor, one caller, 80 ms away', far.ours.p99 - far.floor.p99, 10, 'ms'),
        ]),
    atMost('process time of `get_user`, against bare Express with the same bytes', cpu('get_user'), 4, '×'),
    atMost(
      'process time of `list_issues`, against bare Express with the same bytes',
      cpu('list_issues'),
      4,
      '×',
    ),
    atMost(
      'process time of `tools/list`, against bare Express with the same bytes',
      cpu('tools/list'),
      2,
      '×',
    ),
    atLeast('calls per second of `get_user`, against the straight way', rate('get_user'), 3, '×'),
    atLeast('calls per second of `list_issues`, against the straight way', rate('list_issues'), 3, '×'),
    atMost('memory with 128 callers at once', soak.mostRss / MB, 160, 'MB'),
    atMost('memory with 128 callers at once who all list issues', soak.mostRssOfLists / MB, 160, 'MB'),
    atMost('memory per thousand calls, over 200,000 after a warm-up', soak.slope / 1024, 20, 'KiB'),
    atMost(
      'process time of telemetry with everything on, of that of `get_user`',
      (event.withEverything / rowOf(busy, 'ours', 'get_user', 'modern').cpuMs) * 100,
      5,
      '%',
    ),
    atMost('from `npm start` to ready', startMs, 1_000, 'ms'),
  ];
}

function atMost(what: string, measured: number, bound: number, unit = ''): Target {
  return { what, measured, bound, is: 'at most', unit, isMet: measured <= bound };
}

function atLeast(what: string, measured: number, bound: number, unit = ''): Target {
  return { what, measured, bound, is: 'at least', unit, isMet: measured >= bound };
}
