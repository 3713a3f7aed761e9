import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** When each key was last used, as ISO 8601, by its id. */
export type Uses = Readonly<Record<string, string>>;

const UsesFile = z.record(z.string().regex(/^[0-9a-f]{16}$/), z.iso.datetime());

/** The file beside the keys: theirs may be mounted read-only, and a use must not look like a change of a key. */
export function usesPath(keyFile: string): string {
  return `${keyFile}.used`;
}

/** What was written last; nothing at all when there is no such file or it is damaged: nobody is let in by it. */
export async function readUses(path: string): Promise<Uses> {
  try {
    return UsesFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

export interface UseRecorder {
  used: (id: string) => void;
  /** Writes what is not written yet. */
  stop: () => Promise<void>;
}

export interface UseRecorderOptions {
  path: string;
  /** Uses are gathered for this long and then written at once, in milliseconds. */
  everyMs: number;
  /** Told when the file cannot be written, and not again until it could; calls are served nevertheless. */
  onFailure: () => void;
}

/**
 * Remembers uses in memory and writes them at most once per `everyMs`, merged with what other replicas have written:
 * the later time wins. Two that write in the same instant may lose one of the two until the next write.
 */
export function createUseRecorder({ path, everyMs, onFailure }: UseRecorderOptions): UseRecorder {
  const seen = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let hasFailed = false;
  let flushing: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    timer = undefined;
    try {
      await replace(path, merged(await readUses(path), seen));
      hasFailed = false;
    } catch {
      if (!hasFailed) onFailure();
      hasFailed = true;
    }
  };

  return {
    used: (id) => {
      seen.set(id, new Date().toISOString());
      if (timer !== undefined) return;
      timer = setTimeout(() => {
        flushing = flush();
      }, everyMs);
      timer.unref();
    },
    stop: async () => {
      await flushing;
      if (timer === undefined) return;
      clearTimeout(timer);
      await flush();
    },
  };
}

function merged(written: Uses, seen: ReadonlyMap<string, string>): Uses {
  const all: Record<string, string> = { ...written };
  for (const [id, at] of seen) if ((all[id] ?? '') < at) all[id] = at;
  return all;
}

async function replace(path: string, uses: Uses): Promise<void> {
  // In containers, every replica has the same process id.
  const draft = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(draft, `${JSON.stringify(uses)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
