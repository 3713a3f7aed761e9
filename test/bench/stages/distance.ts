import { startFloor } from '../support/floor.js';
import { createCaller, load } from '../support/load.js';
import { type LoopFigures, spread } from '../support/loop.js';
import { type Setting, startOurs, startTemplate, stop } from '../support/setting.js';
import { shot } from '../support/shots.js';

export interface DistanceRow {
  rttMs: number;
  /** One call after the other, the floor's and the server's in turn. Milliseconds. */
  floor: Pick<LoopFigures, 'p50' | 'p95' | 'p99'>;
  ours: Pick<LoopFigures, 'p50' | 'p95' | 'p99'>;
  template: Pick<LoopFigures, 'p50' | 'p95' | 'p99'>;
  /** Calls per second with 16 and 128 callers at once. */
  crowd: { concurrency: number; ours: number; template: number }[];
}

const WARM_SECONDS = 5;

/** Upstreams as far away as those of a real deployment: what is measured is waiting. */
export async function measureDistance(setting: Setting, rttMs: number, calls: number): Promise<DistanceRow> {
  const ours = await startOurs(setting, { rttMs });
  const template = await startTemplate(setting, rttMs);
  // In a process of its own, as the servers are: it comes to each call out of the same rest.
  const floor = await startFloor(ours.upstreams, setting.caFile);
  const ourShot = shot('get_user', 'modern', ours.tokens);
  const itsShot = shot('get_user', 'legacy', template.tokens);
  const ourCaller = createCaller(ours.subject.origin, ourShot);
  const itsCaller = createCaller(template.subject.origin, itsShot);
  // As after an hour of service: code that has run a few times only is not compiled yet, and is slower several times.
  for (const [stage, one] of [
    [ours, ourShot],
    [template, itsShot],
  ] as const) {
    await load(stage.subject.origin, one, { concurrency: 128, seconds: WARM_SECONDS });
  }
  const asked = { token: ours.tokens[0] ?? '', query: await ours.upstreams.lastQuery() };
  await floor.load({ request: asked, concurrency: 128, seconds: WARM_SECONDS });
  const times = { floor: [] as number[], ours: [] as number[], template: [] as number[] };
  const warm = 10;
  for (let n = 0; n < calls + warm; n += 1) {
    const floorMs = (await floor.load({ request: asked, concurrency: 1, calls: 1 })).p50;
    const oursMs = await ourCaller.call();
    // Far fewer of them: it is slower, and nothing is judged by it.
    const templateMs = n % 5 === 0 ? await itsCaller.call() : undefined;
    if (n < warm) continue;
    times.floor.push(floorMs);
    times.ours.push(oursMs);
    if (templateMs !== undefined) times.template.push(templateMs);
  }
  const crowd: DistanceRow['crowd'] = [];
  for (const concurrency of [16, 128]) {
    const seconds = 2;
    const mine = await load(ours.subject.origin, ourShot, { concurrency, seconds });
    const its = await load(template.subject.origin, itsShot, { concurrency, seconds });
    crowd.push({ concurrency, ours: mine.callsPerSecond, template: its.callsPerSecond });
  }
  floor.stop();
  await Promise.all([ourCaller.close(), itsCaller.close()]);
  await Promise.all([stop(ours), stop(template)]);
  return {
    rttMs,
    floor: spread(times.floor),
    ours: spread(times.ours),
    template: spread(times.template),
    crowd,
  };
}
