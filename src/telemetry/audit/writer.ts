import type { AuditSink } from './sink.js';

export interface AuditWriterOptions {
  sink: AuditSink;
  /** Least time between two attempts while the sink fails. */
  retryMs?: number;
  /** How long a line waits for others to be written with, unless somebody waits for it. */
  gatherMs?: number;
  /** How long a line may be with the operating system only, before it is forced to the disk. */
  syncMs?: number;
  /** Characters that wait at most; what comes on top is dropped and counted. */
  mostWaiting?: number;
  /** Told of each attempt that failed, and of each line that was dropped. */
  onFailure: (error: unknown) => void;
  onDropped: () => void;
  onRecovered: () => void;
}

export interface AuditWriter {
  /** Takes a line and returns at once. */
  append: (line: string) => void;
  /** Resolves to true when the line is on the disk, and to false when it cannot be written now. */
  appendSafely: (line: string) => Promise<boolean>;
  isFailing: () => boolean;
  waiting: () => number;
  /** Writes what is left, once, and closes. */
  close: () => Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly settle?: (isSafe: boolean) => void;
}

const MOST_IN_ONE_WRITE = 256;

/**
 * Writes lines in their order, as many at once as are waiting, off the path of the calls. A sink that fails is tried
 * again every second for as long as it takes; lines wait for it, up to a bound.
 */
export function createAuditWriter(options: AuditWriterOptions): AuditWriter {
  const { sink, retryMs = 1_000, gatherMs = 25, syncMs = 1_000, mostWaiting = 8 * 1024 * 1024 } = options;
  let queue: Waiting[] = [];
  let waiting = 0;
  let isFailing = false;
  let running: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let sync: NodeJS.Timeout | undefined;

  const start = (): void => {
    // While it pauses after a failure, or runs already, there is nothing to start.
    if (retry === undefined)
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
    while (queue.length > 0 && retry === undefined) {
      const batch = queue.slice(0, MOST_IN_ONE_WRITE);
      try {
        await sink.write(batch.map(({ line }) => line).join(''));
        if (batch.some(({ settle }) => settle !== undefined)) await sink.sync();
        else syncSoon();
        forget(batch);
        for (const { settle } of batch) settle?.(true);
        recovered();
      } catch (error) {
        failed(error);
      }
    }
  };

  const forget = (batch: readonly Waiting[]): void => {
    queue = queue.slice(batch.length);
    for (const { line } of batch) waiting -= line.length;
  };

  const syncSoon = (): void => {
    sync ??= setTimeout(() => {
      sync = undefined;
      sink.sync().catch(failed);
    }, syncMs).unref();
  };

  const failed = (error: unknown): void => {
    isFailing = true;
    // Whoever waits for a line is told now; the line itself does not stand, for what it announces is not done.
    const refused = queue.filter(({ settle }) => settle !== undefined);
    queue = queue.filter(({ settle }) => settle === undefined);
    for (const { line, settle } of refused) {
      waiting -= line.length;
      settle?.(false);
    }
    options.onFailure(error);
    retry ??= setTimeout(() => {
      retry = undefined;
      // With nothing to write, what failed was a sync.
      if (queue.length === 0) sink.sync().then(recovered, failed);
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

  return {
    append: (line) => void enqueue({ line }),
    appendSafely: (line) =>
      new Promise((resolve) => {
        // A sink that has just failed is not asked again for each call.
        if (retry !== undefined || !enqueue({ line, settle: resolve })) resolve(false);
      }),
    isFailing: () => isFailing,
    waiting: () => waiting,
    close: async () => {
      for (const timer of [retry, gathering, sync]) clearTimeout(timer);
      retry = undefined;
      start();
      while (running !== undefined) await running;
      clearTimeout(retry);
      await sink.sync().catch(() => undefined);
      await sink.close().catch(() => undefined);
    },
  };
}
