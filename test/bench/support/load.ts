import { Pool } from 'undici';

/** One request that is sent over and over. */
export interface Shot {
  path: string;
  body: string;
  headers: Record<string, string>;
  /** Taken in turn, one a request: as many people as tokens. */
  tokens: readonly string[];
}

export interface Figures {
  calls: number;
  callsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  p99: number;
  /** Bytes of one answer's body. */
  bytes: number;
}

export interface LoadOptions {
  concurrency: number;
  /** Ends after either. */
  seconds?: number;
  calls?: number;
  /** Told of each hundredth of `calls`. */
  onProgress?: (done: number) => Promise<void>;
}

/** A closed loop: as many callers as `concurrency`, each with its next call, in turn, as soon as the last one is answered. */
export async function load(
  origin: string,
  shots: Shot | readonly [Shot, ...Shot[]],
  options: LoadOptions,
): Promise<Figures> {
  const [first, ...more] = [shots].flat() as [Shot, ...Shot[]];
  const each = [first, ...more];
  const { concurrency, seconds = Number.POSITIVE_INFINITY, calls = Number.POSITIVE_INFINITY } = options;
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1, keepAliveTimeout: 60_000 });
  const times: number[] = [];
  let begun = 0;
  let bytes = 0;
  const startedAt = performance.now();
  const caller = async (): Promise<void> => {
    while (begun < calls && performance.now() - startedAt < seconds * 1000) {
      begun += 1;
      const from = performance.now();
      bytes = await fire(pool, each[begun % each.length] ?? first, begun);
      times.push(performance.now() - from);
      if (times.length % Math.max(1, Math.floor(calls / 100)) === 0) await options.onProgress?.(times.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  const elapsed = performance.now() - startedAt;
  await pool.destroy();
  return { ...spread(times), calls: times.length, callsPerSecond: times.length / (elapsed / 1000), bytes };
}

/** One caller who keeps the connection: for calls that are timed one by one, in milliseconds. */
export function createCaller(
  origin: string,
  shot: Shot,
): { call: () => Promise<number>; close: () => Promise<void> } {
  const pool = new Pool(origin, { connections: 1, keepAliveTimeout: 60_000 });
  return {
    call: async () => {
      const from = performance.now();
      await fire(pool, shot, 0);
      return performance.now() - from;
    },
    close: () => pool.destroy(),
  };
}

/** A figure of a call that failed would be a figure of nothing. */
async function fire(pool: Pool, shot: Shot, n: number): Promise<number> {
  const token = shot.tokens[n % shot.tokens.length];
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: shot.path,
    headers: token === undefined ? shot.headers : { ...shot.headers, authorization: `Bearer ${token}` },
    body: shot.body,
  });
  const text = await body.text();
  if (statusCode !== 200 || /"isError":true|"error":\{/.test(text)) {
    throw new Error(`${shot.path} answered ${statusCode}: ${text.slice(0, 300)}`);
  }
  return Buffer.byteLength(text);
}

/** Percentiles of a list of milliseconds. */
export function spread(times: readonly number[]): { p50: number; p95: number; p99: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
