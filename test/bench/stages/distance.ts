import { setTimeout as sleep } from 'node:timers/promises';
import { createCaller } from '../support/caller.js';
import { type FloorProcess, startFloor } from '../support/floor.js';
import { load, underLoad } from '../support/load.js';
import { type LoopFigures, type Spread, spread } from '../support/loop.js';
import {
  answerOf,
  type Setting,
  type Stage,
  startExpress,
  startOurs,
  startTemplate,
  stop,
} from '../support/setting.js';
import { type Asked, ERAS, type Era, shot } from '../support/shots.js';

export interface DistanceRow {
  rttMs: number;
  /** One call after the other, the floor's and the server's in turn. Milliseconds. */
  floor: Spread;
  ours: Spread;
  template: Spread;
  /** At the same pace, with nothing far away: what waking up and answering takes by itself. */
  express: Spread;
  /** Many callers at once. */
  crowd: CrowdRow[];
}

export interface CrowdRow extends LoopFigures {
  who: 'ours' | 'template' | 'floor';
  asked: Asked;
  era: Era;
  concurrency: number;
  /** Milliseconds of process time per call. */
  cpuMs: number;
  /** New TLS connections per call, to zone and Linear together. */
  handshakes: number;
}

/** This server, and the floor that it is held against, longer than what is there to be seen beside them. */
const WARM_SECONDS = { ours: 5, others: 2 };
/** Calls of one caller in a row, before it is the next one's turn. */
const IN_A_ROW = 10;

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
  const express = await startExpress(setting, { same: await answerOf(ours, 'get_user', 'modern') });
  const bareShot = { ...ourShot, path: '/same' };
  const bareCaller = createCaller(express.origin, bareShot);
  // As after an hour of service: code that has run a few times only is not compiled yet, and is slower several times.
  for (const [{ origin }, one, seconds] of [
    [ours.subject, ourShot, WARM_SECONDS.ours],
    [template.subject, itsShot, WARM_SECONDS.others],
    [express, bareShot, WARM_SECONDS.others],
  ] as const) {
    await load(origin, one, { concurrency: 128, seconds });
  }
  const asked = { token: ours.tokens[0] ?? '', query: await ours.upstreams.lastQuery() };
  await floor.load({ request: asked, concurrency: 128, seconds: WARM_SECONDS.ours });
  const callers = {
    floor: async () => (await floor.load({ request: asked, concurrency: 1, calls: 1 })).p50,
    ours: ourCaller.call,
    template: itsCaller.call,
    express: async () => {
      await sleep(rttMs);
      return bareCaller.call();
    },
  };
  const times = await inTurn(callers, calls);
  const crowd = await measureCrowd({ ours, template, floor });
  floor.stop();
  for (const caller of [ourCaller, itsCaller, bareCaller]) caller.close();
  await Promise.all([stop(ours), stop(template), express.stop()]);
  return {
    rttMs,
    floor: spread(times.floor),
    ours: spread(times.ours),
    template: spread(times.template),
    express: spread(times.express),
    crowd,
  };
}

const CROWDS = [16, 128];
const CROWD_SECONDS = 0.7;

/** The straight way's pages of issues are left out: they would take a minute each. */
async function measureCrowd({
  ours,
  template,
  floor,
}: {
  ours: Stage;
  template: Stage;
  floor: FloorProcess;
}) {
  const rows: CrowdRow[] = [];
  const add = async (
    row: Pick<CrowdRow, 'who' | 'asked' | 'era' | 'concurrency'>,
    { upstreams }: Stage,
    run: (options: { concurrency: number; seconds: number }) => Promise<LoopFigures & { cpuMs: number }>,
  ): Promise<void> => {
    const before = await upstreams.counts();
    const figures = await run({ concurrency: row.concurrency, seconds: CROWD_SECONDS });
    const after = await upstreams.counts();
    rows.push({ ...row, ...figures, handshakes: (after.handshakes - before.handshakes) / figures.calls });
  };
  for (const concurrency of CROWDS) {
    for (const asked of ['get_user', 'list_issues'] as const) {
      for (const era of ERAS) {
        await add(
          { who: 'ours', asked, era, concurrency },
          ours,
          underLoad(ours, shot(asked, era, ours.tokens)),
        );
      }
      const request = { token: ours.tokens[0] ?? '', query: await ours.upstreams.lastQuery() };
      await add({ who: 'floor', asked, era: 'modern', concurrency }, ours, (options) =>
        floor.load({ ...options, request }),
      );
    }
    const its = shot('get_user', 'legacy', template.tokens);
    await add(
      { who: 'template', asked: 'get_user', era: 'legacy', concurrency },
      template,
      underLoad(template, its),
    );
  }
  return rows;
}

/** Whose percentiles are held against each other; the others get a third as many turns. */
const HELD: ReadonlySet<string> = new Set(['floor', 'ours']);

/**
 * Each caller's milliseconds. One call follows the other, as one caller has it; but not all of them, so that a busy
 * moment of the machine hits all callers alike. The first of a row comes to a process that has rested, and is not counted.
 */
async function inTurn<Who extends string>(
  callers: Record<Who, () => Promise<number>>,
  calls: number,
): Promise<Record<Who, number[]>> {
  const names = Object.keys(callers) as Who[];
  const times = Object.fromEntries(names.map((who) => [who, [] as number[]])) as Record<Who, number[]>;
  for (let rows = 0; rows < calls / IN_A_ROW; rows += 1) {
    for (const who of names) {
      if (!HELD.has(who) && rows % 3 > 0) continue;
      await callers[who]();
      for (let n = 0; n < IN_A_ROW; n += 1) times[who].push(await callers[who]());
    }
  }
  return times;
}
