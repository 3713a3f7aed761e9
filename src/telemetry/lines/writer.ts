import { withinMs } from '../within.js';
import type { LineSink } from './sink.js';

export interface LineWriterOptions {
  sink: LineSink;
  /** Least time between two attempts while the sink fails. */
  retryMs?: number;
  /** How long a line waits for others to be written with, unless somebody waits for it. */
  gatherMs?: number;
  /** How long a line may be with the operating system only, before it is forced to the disk. */
  syncMs?: number;
  /** How long the sink may take for one thing before it counts as failing; also how long closing may take. */
  patienceMs?: number;
  /** Characters that wait at most; what comes on top is dropped and counted. */
  mostWaiting?: number;
  /** Told of each attempt that failed, and of each line that was dropped. */
  onFailure: (error: unknown) => void;
  onDropped: () => void;
  onRecovered: () => void;
}

export interface LineWriter {
  /** Takes a line and returns at once. */
  append: (line: string) => void;
  /** Resolves to true when the line is on the disk, and to false when it cannot be written now. */
  appendSafely: (line: string) => Promise<boolean>;
  isFailing: () => boolean;
  waiting: () => number;
  /** Writes what is left, once, and closes; a sink that hangs is left to itself. */
  close: () => Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly settle?: (isSafe: boolean) => void;
}

const MOST_IN_ONE_WRITE = 256;

/**
 * Writes lines in their order, as many at once as are waiting, off the path of the calls. A sink that fails is tried
 * again every second for as long as it takes; lines wait for it, up to a bound. One that does not answer at all fails
 * as well, but is asked for nothing further until it does: each thing asked of a disk that hangs keeps a thread of Node's.
 */
export function createLineWriter(options: LineWriterOptions): LineWriter {
  const { sink, retryMs = 1_000, gatherMs = 25, syncMs = 1_000 } = options;
  const { patienceMs = 5_000, mostWaiting = 8 * 1024 * 1024 } = options;
  let queue: Waiting[] = [];
  let waiting = 0;
  let isFailing = false;
  let isHanging = false;
  let isUnsynced = false;
  let running: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let sync: NodeJS.Timeout | undefined;

  const start = (): void => {
    // While it pauses after a failure, hangs, or runs already, there is nothing to start.
    if (retry === undefined && !isHanging)
      running ??= drain().finally(() => {
        running = undefined;
        if (queue.length > 0) start();
      });
  };

  const gathered = (): void => {
    gathering = undefined;
    start();
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0 && retry === undefined && !isHanging) {
      const batch = queue.slice(0, MOST_IN_ONE_WRITE);
      try {
        await watched(sink.write(batch.map(({ line }) => line).join('')));
        if (batch.some(({ settle }) => settle !== undefined)) await watched(sink.sync());
        else syncSoon();
        forget(batch);
        for (const { settle } of batch) settle?.(true);
        recovered();
      } catch (error) {
        failed(error);
      }
    }
  };

  /** The same answer; while there is none, it is told as a failure again and again. */
  const watched = async (work: Promise<void>): Promise<void> => {
    const watch = setInterval(() => {
      isHanging = true;
      refuse(Object.assign(new Error('The log does not answer'), { code: 'ETIMEDOUT' }));
    }, patienceMs).unref();
    try {
      await work;
    } finally {
      clearInterval(watch);
      isHanging = false;
    }
  };

  const forget = (batch: readonly Waiting[]): void => {
    const written = new Set(batch);
    // Those that were refused meanwhile are gone already.
    for (const entry of queue) if (written.has(entry)) waiting -= entry.line.length;
    queue = queue.filter((entry) => !written.has(entry));
  };

  const syncSoon = (): void => {
    isUnsynced = true;
    sync ??= setTimeout(async () => {
      isUnsynced = false;
      await watched(sink.sync()).then(synced, failed);
      sync = undefined;
      if (isUnsynced) syncSoon();
    }, syncMs).unref();
  };

  /** A sync says nothing of whether what waits can be written: that is tried. */
  const synced = (): void => (queue.length === 0 ? recovered() : start());

  const refuse = (error: unknown): void => {
    isFailing = true;
    // Whoever waits for a line is told now; the line itself does not stand, for what it announces is not done.
    const refused = queue.filter(({ settle }) => settle !== undefined);
    queue = queue.filter(({ settle }) => settle === undefined);
    for (const { line, settle } of refused) {
      waiting -= line.length;
      settle?.(false);
    }
    options.onFailure(error);
  };

  const failed = (error: unknown): void => {
    refuse(error);
    retry ??= setTimeout(() => {
      retry = undefined;
      // With nothing to write, what failed was a sync.
      if (queue.length === 0) watched(sink.sync()).then(synced, failed);
      else start();
    }, retryMs).unref();
  };

  const recovered = (): void => {
    if (!isFailing) return;
    isFailing = false;
    options.onRecovered();
  };

  const enqueue = (entry: Waiting): boolean => {
    if (waiting + entry.line.length > mostWaiting) {
      options.onDropped();
      return false;
    }
    waiting += entry.line.length;
    queue.push(entry);
    if (entry.settle !== undefined) start();
    else gathering ??= setTimeout(gathered, gatherMs);
    return true;
  };

  const finish = async (): Promise<void> => {
    start();
    while (running !== undefined) await running;
    clearTimeout(retry);
    await sink.sync().catch(() => undefined);
    await sink.close().catch(() => undefined);
  };

  return {
    append: (line) => void enqueue({ line }),
    appendSafely: (line) =>
      new Promise((resolve) => {
        // A sink that has just failed, or hangs, is not asked again for each call.
        if (retry !== undefined || isHanging || !enqueue({ line, settle: resolve })) resolve(false);
      }),
    isFailing: () => isFailing,
    waiting: () => waiting,
    close: async () => {
      for (const timer of [retry, gathering, sync]) clearTimeout(timer);
      retry = undefined;
      await withinMs(finish(), patienceMs);
    },
  };
}
