import { createFloor, type FloorRequest } from '../support/floor.js';
import { closedLoop, type LoadOptions, type LoopFigures } from '../support/loop.js';

/** The floor in a process of its own, so that its processor time is measured as that of the servers is. */
export interface FloorLoad extends Omit<LoadOptions, 'onProgress'> {
  request: FloorRequest;
}

export type FloorFigures = LoopFigures & { cpuMs: number };

const { BENCH_ISSUER: issuer = '', BENCH_LINEAR: linear = '' } = process.env;
const floor = createFloor({ issuer, linear });

process.on('message', async ({ request, ...options }: FloorLoad) => {
  const before = process.cpuUsage();
  const figures = await closedLoop(async () => (await floor.once(request)).length, options);
  const { user, system } = process.cpuUsage(before);
  process.send?.({ ...figures, cpuMs: (user + system) / 1000 / figures.calls } satisfies FloorFigures);
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
