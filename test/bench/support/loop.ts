/** Percentiles in milliseconds. */
export interface Spread {
  p50: number;
  p95: number;
  p99: number;
}

export interface LoopFigures extends Spread {
  calls: number;
  callsPerSecond: number;
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

/**
 * A closed loop: as many callers as `concurrency`, each with its next call as soon as the last one is answered.
 * `fire` makes the nth call and yields the bytes of its answer.
 */
export async function closedLoop(
  fire: (n: number) => Promise<number>,
  options: LoadOptions,
): Promise<LoopFigures> {
  const { concurrency, seconds = Number.POSITIVE_INFINITY, calls = Number.POSITIVE_INFINITY } = options;
  const times: number[] = [];
  let begun = 0;
  let bytes = 0;
  const startedAt = performance.now();
  const caller = async (): Promise<void> => {
    while (begun < calls && performance.now() - startedAt < seconds * 1000) {
      begun += 1;
      const from = performance.now();
      bytes = await fire(begun);
      times.push(performance.now() - from);
      if (times.length % Math.max(1, Math.floor(calls / 100)) === 0) await options.onProgress?.(times.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  const elapsed = performance.now() - startedAt;
  return { ...spread(times), calls: times.length, callsPerSecond: times.length / (elapsed / 1000), bytes };
}

/** Percentiles of a list of milliseconds. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
