import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, type Setting, startOurs, startTemplate, stop } from '../support/setting.js';
import type { Counts } from '../support/upstreams.js';

export interface PaceRow {
  who: 'ours' | 'template';
  /** Seconds before each call, and what it cost in new TLS connections to zone and Linear together. */
  pauses: { seconds: number; handshakes: number; exchanges: number; queries: number }[];
}

/** As a person chats: one call, a pause, another one. Idle connections must outlive the pause. */
export async function measurePace(setting: Setting, pauses: readonly number[]): Promise<PaceRow[]> {
  const stages = { ours: await startOurs(setting), template: await startTemplate(setting) };
  const rows: PaceRow[] = [
    { who: 'ours', pauses: [] },
    { who: 'template', pauses: [] },
  ];
  for (const { who } of rows) await answerOf(stages[who], 'get_user', 'legacy');
  for (const seconds of pauses) {
    await sleep(seconds * 1000);
    for (const row of rows) {
      const before = await stages[row.who].upstreams.counts();
      await answerOf(stages[row.who], 'get_user', 'legacy');
      const after = await stages[row.who].upstreams.counts();
      const more = (name: keyof Counts): number => after[name] - before[name];
      row.pauses.push({
        seconds,
        handshakes: more('handshakes'),
        exchanges: more('exchanges'),
        queries: more('queries'),
      });
    }
  }
  await Promise.all([stop(stages.ours), stop(stages.template)]);
  return rows;
}
