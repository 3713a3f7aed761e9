import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureBusy } from './stages/busy.js';
import { measureDistance } from './stages/distance.js';
import { measurePace } from './stages/pace.js';
import { measurePages } from './stages/pages.js';
import { measureSoak } from './stages/soak.js';
import { measureStart } from './stages/startup.js';
import { measureEvent } from './stages/telemetry.js';
import { measureWorkers } from './stages/workers.js';
import { targetsOf } from './support/reach.js';
import { render, summary } from './support/report.js';
import { createSetting } from './support/setting.js';

/**
 * `npm run bench`: measures everything in one run, writes RESULTS.md and fails when a figure is missed.
 * `-- --rtt 5,350` asks for other round trips to the upstreams, in milliseconds; `-- --quick` tries whether all works.
 */
const RESULTS = fileURLToPath(new URL('../../../test/bench/RESULTS.md', import.meta.url));
const { values: asked } = parseArgs({ options: { quick: { type: 'boolean' }, rtt: { type: 'string' } } });
const isQuick = asked.quick === true;
/** With other distances than those that are held, nothing is written. */
const isPart = asked.rtt !== undefined;
const roundTrips = (asked.rtt ?? '20,80').split(',').map(Number);
/** Nothing is held at that distance: it is there to be seen. */
const CALLS_AT: ReadonlyMap<number, number> = new Map([[20, 40]]);
const startedAt = performance.now();
const report = (text: string): void => {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(`${String(seconds).padStart(4)} s  ${text}\n`);
};

if (existsSync('.env')) {
  process.stderr.write(
    'There is an .env in this folder, which the servers under measurement would read: move it away.\n',
  );
  process.exit(2);
}
const setting = await createSetting();
report('start-up');
const startMs = await measureStart(setting, 5);
report('what an event costs');
const event = await measureEvent(setting);
report('upstream requests by page size');
const pages = await measurePages(setting, [1, 10, 50, 250]);
const busy = await measureBusy(setting, report);
const distance = [];
for (const rttMs of roundTrips) {
  report(`upstreams ${rttMs} ms away`);
  distance.push(await measureDistance(setting, rttMs, isQuick ? 20 : (CALLS_AT.get(rttMs) ?? 110)));
}
report('a worker for each core');
const workers = await measureWorkers(setting);
report('calls at the pace of a chat, with pauses of up to a minute, while others are many');
// The one counts connections and mostly waits, so it takes nothing from the other.
const [pace, soak] = await Promise.all([
  measurePace(setting, isQuick ? [1] : [5, 30, 58]),
  measureSoak(
    setting,
    isQuick ? { warmUp: 1_000, calls: 4_000 } : { warmUp: 30_000, calls: 200_000 },
    report,
  ),
]);
setting.close();

const results = { busy, distance, pages, pace, soak, workers, startMs, event };
const targets = targetsOf(results);
if (!isQuick && !isPart) writeFileSync(RESULTS, render(results, targets, performance.now() - startedAt));
process.stdout.write(summary(targets));
process.exit(targets.every(({ isMet }) => isMet) ? 0 : 1);
