import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers over IPC what the process has used: without a request, so that asking costs nothing of what is measured. */
const HOOK = `
import cluster from 'node:cluster';
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ cpuMs: (user + system) / 1000, rss, heapUsed });
});
// Whoever started it is gone: nobody else would end it.
process.on('disconnect', () => process.exit(0));
// A worker listens by way of this channel.
if (!cluster.isWorker) process.channel?.unref();
`;

export interface Usage {
  /** User and system time since the process started. */
  cpuMs: number;
  /** Bytes. */
  rss: number;
  heapUsed: number;
}

/** A server under measurement, in a process of its own. */
export interface Subject {
  origin: string;
  pid: number | undefined;
  usage: () => Promise<Usage>;
  /** Milliseconds from the start of the process to its first good answer at `/healthz`, or at any path. */
  startedInMs: number;
  stop: () => Promise<void>;
}

export interface SubjectOptions {
  script: string;
  env: Record<string, string>;
  /** Asked until it answers 200. */
  readyPath: string;
  port: number;
  /** For Node itself, such as `--cpu-prof`. */
  flags?: readonly string[];
}

export async function startSubject({
  script,
  env,
  readyPath,
  port,
  flags = [],
}: SubjectOptions): Promise<Subject> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...flags, '--import', `data:text/javascript,${encodeURIComponent(HOOK)}`, script],
    {
      env: { PATH: process.env['PATH'] ?? '', PORT: String(port), ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A group of its own, which can be ended with all that it has started.
      detached: true,
    },
  );
  const origin = `http://localhost:${port}`;
  await untilReady(child, `${origin}${readyPath}`);
  return {
    origin,
    pid: child.pid,
    startedInMs: performance.now() - startedAt,
    usage: async () => {
      child.send('usage');
      const [usage] = await once(child, 'message');
      return usage as Usage;
    },
    stop: async () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await once(child, 'exit');
    },
  };
}

const LONGEST_START_MS = 30_000;

/** Asks until it is answered 200; a process that ends before, or never gets there, is an error. */
export async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const endsAt = performance.now() + LONGEST_START_MS;
  for (;;) {
    if (performance.now() > endsAt) throw new Error(`Nothing has answered at ${url}`);
    if (child.exitCode !== null)
      throw new Error(`The server ended with ${child.exitCode} before it was ready`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
