import { answerOf, type Setting, startOurs, startTemplate, stop } from '../support/setting.js';
import type { Counts } from '../support/upstreams.js';

export interface PageRow {
  who: 'ours' | 'template';
  rows: number;
  upstream: Counts;
}

/** What a page of issues costs upstream, by its size. */
export async function measurePages(setting: Setting, sizes: readonly number[]): Promise<PageRow[]> {
  const stages = [
    { who: 'ours' as const, stage: await startOurs(setting) },
    { who: 'template' as const, stage: await startTemplate(setting) },
  ];
  const result: PageRow[] = [];
  for (const { who, stage } of stages) {
    await answerOf(stage, 'get_user', 'legacy');
    for (const rows of sizes) {
      const before = await stage.upstreams.counts();
      await answerOf(stage, 'list_issues', 'legacy', { limit: rows });
      const after = await stage.upstreams.counts();
      const more = (name: keyof Counts): number => after[name] - before[name];
      const upstream = {
        handshakes: more('handshakes'),
        exchanges: more('exchanges'),
        queries: more('queries'),
      };
      result.push({ who, rows, upstream });
    }
  }
  await Promise.all(stages.map(({ stage }) => stop(stage)));
  return result;
}
