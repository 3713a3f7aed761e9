import { Pool } from 'undici';
import { closedLoop, type LoadOptions, type LoopFigures } from './loop.js';
import type { Subject } from './subject.js';

/** One request that is sent over and over. */
export interface Shot {
  path: string;
  body: string;
  headers: Record<string, string>;
  /** Taken in turn, one a request: as many people as tokens. */
  tokens: readonly string[];
}

/** Callers at once, each with its next call, in turn, over HTTP. */
export async function load(
  origin: string,
  shots: Shot | readonly [Shot, ...Shot[]],
  options: LoadOptions,
): Promise<LoopFigures> {
  const [first, ...more] = [shots].flat() as [Shot, ...Shot[]];
  const each = [first, ...more];
  const pool = new Pool(origin, {
    connections: options.concurrency,
    pipelining: 1,
    keepAliveTimeout: 60_000,
  });
  const figures = await closedLoop((n) => fire(pool, each[n % each.length] ?? first, n), options);
  await pool.destroy();
  return figures;
}

/** The same with the server's own process time per call, in milliseconds. */
export function underLoad({ subject }: { subject: Subject }, one: Shot) {
  return async (options: LoadOptions): Promise<LoopFigures & { cpuMs: number }> => {
    const before = await subject.usage();
    const figures = await load(subject.origin, one, options);
    const after = await subject.usage();
    return { ...figures, cpuMs: (after.cpuMs - before.cpuMs) / figures.calls };
  };
}

/** What stands in an answer that is none: a figure of a call that failed would be a figure of nothing. */
export const FAILED = /"isError":true|"error":\{/;

async function fire(pool: Pool, shot: Shot, n: number): Promise<number> {
  const token = shot.tokens[n % shot.tokens.length];
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: shot.path,
    headers: token === undefined ? shot.headers : { ...shot.headers, authorization: `Bearer ${token}` },
    body: shot.body,
  });
  const text = await body.text();
  if (statusCode !== 200 || FAILED.test(text)) {
    throw new Error(`${shot.path} answered ${statusCode}: ${text.slice(0, 300)}`);
  }
  return Buffer.byteLength(text);
}
