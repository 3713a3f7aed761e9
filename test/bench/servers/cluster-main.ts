import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { cpus } from 'node:os';
import type { Usage } from '../support/subject.js';

/** This server as `node:cluster` would run it, a worker for each core; asked for its usage, it adds theirs up. */
const { BENCH_SERVER: exec = '' } = process.env;
// Flags of this process are handed on: with them, each worker answers for itself as any server under measurement does.
cluster.setupPrimary({ exec, silent: true });
const workers = cpus().map(() => cluster.fork());
for (const worker of workers) {
  worker.process.stdout?.resume();
  worker.process.stderr?.pipe(process.stderr);
}

async function usageOf(worker: Worker): Promise<Usage> {
  worker.send('usage');
  for (;;) {
    const [message] = (await once(worker, 'message')) as [Partial<Usage>];
    if (message.cpuMs !== undefined) return message as Usage;
  }
}

process.removeAllListeners('message');
process.on('message', async () => {
  const { user, system } = process.cpuUsage();
  const all = await Promise.all(workers.map(usageOf));
  const sum = (name: keyof Usage): number => all.reduce((total, usage) => total + usage[name], 0);
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({
    cpuMs: sum('cpuMs') + (user + system) / 1000,
    rss: sum('rss') + rss,
    heapUsed: sum('heapUsed') + heapUsed,
  });
});
process.on('exit', () => {
  for (const worker of workers) worker.process.kill('SIGKILL');
});
