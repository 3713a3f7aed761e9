import { load } from '../support/load.js';
import { type Setting, startOurs, stop } from '../support/setting.js';
import { shot } from '../support/shots.js';

export interface SoakResult {
  calls: number;
  callsPerSecond: number;
  /** Bytes; the most that was seen. */
  mostRss: number;
  /** The same while all callers ask for pages of fifty issues, afterwards. */
  mostRssOfLists: number;
  /** Bytes per thousand calls, once caches are warm. */
  slope: number;
}

export interface SoakOptions {
  /** Until caches are warm; sampled for the most memory, but not for the slope. */
  warmUp: number;
  /** After that. Collections make memory swing by a few megabytes, which only a long line tells from a slope. */
  calls: number;
}

/** Many requests of 128 callers at once, every other one a call and the rest lists of tools: how much memory that takes, and whether it ever stops taking more. */
export async function measureSoak(
  setting: Setting,
  { warmUp, calls: measured }: SoakOptions,
  report: (text: string) => void,
): Promise<SoakResult> {
  const stage = await startOurs(setting);
  const calls = warmUp + measured;
  const shots = [
    shot('get_user', 'modern', stage.tokens),
    shot('tools/list', 'legacy', stage.tokens),
  ] as const;
  const samples: { calls: number; rss: number }[] = [];
  const { callsPerSecond } = await load(stage.subject.origin, shots, {
    concurrency: 128,
    calls,
    onProgress: async (done) => {
      samples.push({ calls: done, rss: (await stage.subject.usage()).rss });
      if (samples.length % 10 === 0) report(`soak, ${done} of ${calls} calls`);
    },
  });
  report('soak, pages of issues');
  const lists = shot('list_issues', 'modern', stage.tokens);
  let mostRssOfLists = 0;
  await load(stage.subject.origin, lists, {
    concurrency: 128,
    calls: 6_000,
    onProgress: async () => {
      mostRssOfLists = Math.max(mostRssOfLists, (await stage.subject.usage()).rss);
    },
  });
  await stop(stage);
  const late = samples.filter((sample) => sample.calls > warmUp);
  return {
    calls: measured,
    callsPerSecond,
    mostRss: Math.max(...samples.map(({ rss }) => rss)),
    mostRssOfLists,
    slope: slopeOf(late) * 1000,
  };
}

/** Least squares: bytes per call. */
function slopeOf(samples: readonly { calls: number; rss: number }[]): number {
  const mean = (of: (sample: { calls: number; rss: number }) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const x = mean(({ calls }) => calls);
  const y = mean(({ rss }) => rss);
  const above = mean(({ calls, rss }) => (calls - x) * (rss - y));
  const below = mean(({ calls }) => (calls - x) ** 2);
  return above / below;
}
