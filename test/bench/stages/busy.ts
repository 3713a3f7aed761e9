import { type Figures, load, type Shot } from '../support/load.js';
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

export type Who = 'express' | 'template' | 'ours';

/** What one server did with one kind of request under one load. */
export interface BusyRow extends Figures {
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
  subject: Subject;
  upstreams?: Upstreams;
  shot: Shot;
  answer: string;
}

/** All servers side by side on upstreams that are no distance away: what is measured is work. */
export async function measureBusy(setting: Setting, report: (text: string) => void): Promise<BusyRow[]> {
  const ours = await startOurs(setting);
  const template = await startTemplate(setting);
  const contenders = await contendersOf(setting, ours, template);
  for (const { subject, shot: one } of contenders)
    await load(subject.origin, one, { concurrency: 16, seconds: 1 });
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
  const express = contenders.find(({ who }) => who === 'express');
  await Promise.all([stop(ours), stop(template), express?.subject.stop()]);
  return rows;
}

/** A page of issues the straight way is a hundred and more requests: a crowd of those would take the run's whole time. */
function isHopeless({ who, asked }: Contender, concurrency: number): boolean {
  return who === 'template' && asked === 'list_issues' && concurrency > 16;
}

async function contendersOf(setting: Setting, ours: Stage, template: Stage): Promise<Contender[]> {
  const contenders: Contender[] = [];
  const answers: Record<string, string> = {};
  for (const asked of ASKED) {
    for (const era of ERAS) {
      const answer = await answerOf(ours, asked, era);
      answers[nameOf(asked, era)] = answer;
      const { subject, upstreams, tokens } = ours;
      contenders.push({
        who: 'ours',
        asked,
        era,
        subject,
        upstreams,
        shot: shot(asked, era, tokens),
        answer,
      });
    }
    const { subject, upstreams, tokens } = template;
    const answer = await answerOf(template, asked, 'legacy');
    contenders.push({
      who: 'template',
      asked,
      era: 'legacy',
      subject,
      upstreams,
      shot: shot(asked, 'legacy', tokens),
      answer,
    });
  }
  const express = await startExpress(setting, answers);
  const bare = ASKED.flatMap((asked) =>
    ERAS.map((era): Contender => {
      const like = { ...shot(asked, era, ours.tokens), path: `/${nameOf(asked, era)}` };
      return {
        who: 'express',
        asked,
        era,
        subject: express,
        shot: like,
        answer: answers[nameOf(asked, era)] ?? '',
      };
    }),
  );
  return [...contenders, ...bare];
}

const nameOf = (asked: Asked, era: Era): string => `${asked.replace('/', '-')}-${era}`;

async function measure(
  { who, asked, era, subject, upstreams, ...rest }: Contender,
  concurrency: number,
): Promise<BusyRow> {
  const before = { usage: await subject.usage(), counts: (await upstreams?.counts()) ?? NONE };
  const figures = await load(subject.origin, rest.shot, { concurrency, seconds: 0.6 });
  const after = { usage: await subject.usage(), counts: (await upstreams?.counts()) ?? NONE };
  const perCall = (name: keyof Counts): number => (after.counts[name] - before.counts[name]) / figures.calls;
  return {
    ...figures,
    who,
    asked,
    era,
    concurrency,
    cpuMs: (after.usage.cpuMs - before.usage.cpuMs) / figures.calls,
    upstream: {
      handshakes: perCall('handshakes'),
      exchanges: perCall('exchanges'),
      queries: perCall('queries'),
    },
    answer: rest.answer,
  };
}

/** The round whose process time is the middle one. */
function median(rows: readonly BusyRow[]): BusyRow {
  const sorted = [...rows].sort((a, b) => a.cpuMs - b.cpuMs);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('Nothing was measured');
  return middle;
}
