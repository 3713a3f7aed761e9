import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Running, start } from '../../support/process.js';
import { type Authority, startAuthority } from './authority.js';
import { settings } from './guarded.js';
import { type Ledger, startLedger } from './ledger.js';

/** What a test may ask of the process from outside: a crash with a text of its choice, and how much memory it has. */
const HANDLES = `
process.on('SIGWINCH', () => { throw new Error('crash ' + process.env.CRASH_TEXT); });
process.on('SIGUSR1', () => { gc(); gc(); process.stderr.write('MEMORY ' + JSON.stringify(process.memoryUsage()) + '\\n'); });
`;

export interface Memory {
  rss: number;
  heapUsed: number;
}

/** The server as it is deployed, a process of its own, between the two strict stand-ins. */
export async function deploy(env: Record<string, string> = {}) {
  const authority: Authority = await startAuthority();
  const ledger: Ledger = await startLedger(authority.ownerOf);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));
  const handles = `data:text/javascript,${encodeURIComponent(HANDLES)}`;
  const { KEYCARD_CLIENT_SECRET, ...rest } = settings(port, authority.issuer, ledger.url);
  const secret = 'KEYCARD_PRIVATE_KEY' in env ? {} : { KEYCARD_CLIENT_SECRET: KEYCARD_CLIENT_SECRET ?? '' };
  const launch = async (): Promise<Running> => {
    const launched = start(
      'main',
      {
        ...rest,
        ...secret,
        LOG_LEVEL: 'trace',
        NODE_OPTIONS: `--import=${handles} --expose-gc --heapsnapshot-signal=SIGUSR2`,
        ...env,
      },
      folder,
    );
    await launched.said(/"msg":"ready/);
    return launched;
  };
  let server = await launch();
  const origin = `http://localhost:${port}`;
  return {
    authority,
    ledger,
    port,
    origin,
    mcp: `${origin}/mcp`,
    /** The process that runs now. */
    process: () => server,
    /** Starts another one in the same place, after the one before has ended. */
    relaunch: async () => {
      server = await launch();
    },
    /** Memory after a collection. */
    memory: async (): Promise<Memory> => {
      const before = server.output().length;
      server.child.kill('SIGUSR1');
      for (let n = 0; n < 200; n += 1) {
        const line = /MEMORY (\{.*\})\n/.exec(server.output().slice(before))?.[1];
        if (line !== undefined) return JSON.parse(line) as Memory;
        await sleep(50);
      }
      throw new Error('The process did not say how much memory it has');
    },
    snapshot: () => snapshot(server, folder),
    stop: async () => {
      server.child.kill('SIGKILL');
      await server.exited;
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([authority.close(), ledger.close()]);
    },
  };
}

export type Deployed = Awaited<ReturnType<typeof deploy>>;

async function snapshot(server: Running, folder: string): Promise<string> {
  const files = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
  const before = files();
  server.child.kill('SIGUSR2');
  let size = 0;
  for (let n = 0; n < 600; n += 1) {
    await sleep(200);
    const name = files().find((file) => !before.includes(file));
    if (name === undefined) continue;
    const path = join(folder, name);
    const { size: now } = statSync(path);
    const isStill = now > 0 && now === size;
    size = now;
    const text = isStill ? readFileSync(path, 'utf8') : '';
    // Its last member is the table of strings, and the only one that holds any.
    if (text.trimEnd().endsWith(']}')) return text.slice(text.lastIndexOf('"strings":['));
  }
  throw new Error('No heap snapshot was written');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
