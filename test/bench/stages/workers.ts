import { availableParallelism } from 'node:os';
import { load } from '../support/load.js';
import { type Setting, type Stage, startOurs, stop } from '../support/setting.js';
import { shot } from '../support/shots.js';
import { MIB } from '../support/sizes.js';

export interface WorkersRow {
  processes: number;
  callsPerSecond: number;
  /** Milliseconds of process time per call, of all processes together. */
  cpuMs: number;
  /** MiB of all processes together. */
  rss: number;
}

export const CALLERS = 64;

/** One process against a worker for each core, as `node:cluster` runs them: whether that is worth a setting. */
export async function measureWorkers(setting: Setting): Promise<WorkersRow[]> {
  const one = await startOurs(setting);
  const many = await startOurs(setting, { inCluster: true });
  const rows = [await measure(one, 1), await measure(many, availableParallelism())];
  await Promise.all([stop(one), stop(many)]);
  return rows;
}

async function measure({ subject, tokens }: Stage, processes: number): Promise<WorkersRow> {
  const one = shot('get_user', 'modern', tokens);
  await load(subject.origin, one, { concurrency: CALLERS, seconds: 3 });
  const before = await subject.usage();
  const { calls, callsPerSecond } = await load(subject.origin, one, { concurrency: CALLERS, seconds: 3 });
  const after = await subject.usage();
  return { processes, callsPerSecond, cpuMs: (after.cpuMs - before.cpuMs) / calls, rss: after.rss / MIB };
}
