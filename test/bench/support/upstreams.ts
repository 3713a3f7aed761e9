import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Certificate } from './certificate.js';

/** What the stand-ins were asked since they started. */
export interface Counts {
  handshakes: number;
  exchanges: number;
  queries: number;
}

export interface UpstreamsReady {
  /** The zone. */
  issuer: string;
  /** Linear's GraphQL endpoint. */
  linear: string;
}

export type UpstreamsMessage =
  | { ask: 'counts' }
  | { ask: 'lastQuery' }
  | { ask: 'mint'; audience: string; people: number };

export interface Upstreams extends UpstreamsReady {
  counts: () => Promise<Counts>;
  /** The body of the query that Linear was sent last. */
  lastQuery: () => Promise<string>;
  /** Tokens of as many people for this audience. */
  mint: (audience: string, people: number) => Promise<string[]>;
  stop: () => void;
}

/** Zone and Linear in a process of their own, a round trip of `rttMs` away. */
export async function startUpstreams(certificate: Certificate, rttMs: number): Promise<Upstreams> {
  const child = fork(
    fileURLToPath(new URL('../servers/upstreams-main.js', import.meta.url)),
    [String(rttMs)],
    {
      env: { ...process.env, BENCH_KEY: certificate.key, BENCH_CERT: certificate.cert },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const ask = async <T>(message: UpstreamsMessage): Promise<T> => {
    child.send(message);
    const [answer] = await once(child, 'message');
    return answer as T;
  };
  const [ready] = (await once(child, 'message')) as [UpstreamsReady];
  return {
    ...ready,
    counts: async () => (await ask<{ counts: Counts }>({ ask: 'counts' })).counts,
    lastQuery: async () => (await ask<{ query: string }>({ ask: 'lastQuery' })).query,
    mint: async (audience, people) =>
      (await ask<{ tokens: string[] }>({ ask: 'mint', audience, people })).tokens,
    stop: () => child.kill('SIGKILL'),
  };
}
