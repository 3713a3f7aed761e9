import { readFileSync } from 'node:fs';
import { createFloor, startFloor } from '../support/floor.js';
import { type Shot, underLoad } from '../support/load.js';
import type { LoopFigures } from '../support/loop.js';
import {
  answerOf,
  type Setting,
  type Stage,
  startExpress,
  startOurs,
  startTemplate,
  stop,
} from '../support/setting.js';
import { ASKED, type Asked, ERAS, type Era, shot } from '../support/shots.js';
import type { Subject } from '../support/subject.js';
import type { Counts, Upstreams } from '../support/upstreams.js';

export type Who = 'express' | 'template' | 'ours' | 'floor';

/** What one server did with one kind of request under one load. */
export interface BusyRow extends LoopFigures {
  who: Who;
  asked: Asked;
  era: Era;
  concurrency: number;
  /** Milliseconds of process time per call. */
  cpuMs: number;
  /** Per call. */
  upstream: Counts;
  answer: string;
}

const CONCURRENCIES = [1, 16, 128];
/** Each figure is the median of so many rounds, taken in turn with the others, so that a busy moment hits all alike. */
const ROUNDS = 3;
const NONE: Counts = { handshakes: 0, exchanges: 0, queries: 0 };

interface Contender {
  who: Who;
  asked: Asked;
  era: Era;
  upstreams?: Upstreams;
  answer: string;
  /** Puts it under load, and tells of its own process time per call in milliseconds. */
  run: (load: { concurrency: number; seconds: number }) => Promise<LoopFigures & { cpuMs: number }>;
}

/** All servers side by side on upstreams that are no distance away: what is measured is work. */
export async function measureBusy(setting: Setting, report: (text: string) => void): Promise<BusyRow[]> {
  const ours = await startOurs(setting);
  const template = await startTemplate(setting);
  const { contenders, close } = await contendersOf(setting, ours, template);
  // All are measured as after an hour of service, and ours has the most code that has to be compiled by then.
  for (const { who, run } of contenders) await run({ concurrency: 16, seconds: who === 'ours' ? 3 : 1 });
  const rows: BusyRow[] = [];
  for (const concurrency of CONCURRENCIES) {
    report(`busy, ${concurrency} callers at once`);
    const racing = contenders.filter((contender) => !isHopeless(contender, concurrency));
    const rounds: BusyRow[][] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const row: BusyRow[] = [];
      for (const contender of racing) row.push(await measure(contender, concurrency));
      rounds.push(row);
    }
    rows.push(...racing.map((_, n) => median(rounds.flatMap((round) => round[n] ?? []))));
  }
  await Promise.all([stop(ours), stop(template), close()]);
  return rows;
}

/** A page of issues the straight way is a hundred and more requests: a crowd of those would take the run's whole time. */
function isHopeless({ who, asked }: Contender, concurrency: number): boolean {
  return who === 'template' && asked === 'list_issues' && concurrency > 16;
}

async function contendersOf(setting: Setting, ours: Stage, template: Stage) {
  const contenders: Contender[] = [];
  const answers: Record<string, string> = {};
  const floor = await startFloor(ours.upstreams, setting.caFile);
  const direct = createFloor(ours.upstreams, readFileSync(setting.caFile, 'utf8'));
  for (const asked of ASKED) {
    for (const era of ERAS) {
      const answer = await answerOf(ours, asked, era);
      answers[nameOf(asked, era)] = answer;
      contenders.push({ who: 'ours', asked, era, answer, ...running(ours, shot(asked, era, ours.tokens)) });
    }
    const answer = await answerOf(template, asked, 'legacy');
    const like = shot(asked, 'legacy', template.tokens);
    contenders.push({ who: 'template', asked, era: 'legacy', answer, ...running(template, like) });
    if (asked === 'tools/list') continue;
    // The very query that this server sends.
    await answerOf(ours, asked, 'modern');
    const request = { token: ours.tokens[0] ?? '', query: await ours.upstreams.lastQuery() };
    contenders.push({
      who: 'floor',
      asked,
      era: 'modern',
      upstreams: ours.upstreams,
      answer: await direct.once(request),
      run: (options) => floor.load({ ...options, request }),
    });
  }
  const express = await startExpress(setting, answers);
  for (const asked of ASKED) {
    for (const era of ERAS) {
      const name = nameOf(asked, era);
      const like = { ...shot(asked, era, ours.tokens), path: `/${name}` };
      const answer = answers[name] ?? '';
      contenders.push({ who: 'express', asked, era, answer, ...running({ subject: express }, like) });
    }
  }
  const close = async (): Promise<void> => {
    floor.stop();
    await Promise.all([direct.close(), express.stop()]);
  };
  return { contenders, close };
}

function running(
  { subject, upstreams }: { subject: Subject; upstreams?: Upstreams },
  one: Shot,
): Pick<Contender, 'run' | 'upstreams'> {
  return {
    ...(upstreams && { upstreams }),
    run: underLoad({ subject }, one),
  };
}

const nameOf = (asked: Asked, era: Era): string => `${asked.replace('/', '-')}-${era}`;

async function measure(
  { who, asked, era, upstreams, answer, run }: Contender,
  concurrency: number,
): Promise<BusyRow> {
  const before = (await upstreams?.counts()) ?? NONE;
  // Of lists the straight way answers two dozen a second: percentiles need more of them.
  const seconds = who === 'template' && asked === 'list_issues' ? 2 : 0.6;
  const figures = await run({ concurrency, seconds });
  const after = (await upstreams?.counts()) ?? NONE;
  const perCall = (name: keyof Counts): number => (after[name] - before[name]) / figures.calls;
  return {
    ...figures,
    who,
    asked,
    era,
    concurrency,
    upstream: {
      handshakes: perCall('handshakes'),
      exchanges: perCall('exchanges'),
      queries: perCall('queries'),
    },
    answer,
  };
}

/** The round whose process time is the middle one. */
function median(rows: readonly BusyRow[]): BusyRow {
  const sorted = [...rows].sort((a, b) => a.cpuMs - b.cpuMs);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('Nothing was measured');
  return middle;
}
