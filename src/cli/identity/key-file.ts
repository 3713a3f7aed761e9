import { readFile, rename, writeFile } from 'node:fs/promises';

/** A private key set on disk: read whole, written so that nobody ever sees half of it, for its owner's eyes only. */
export interface KeyFile {
  /** The set, or nothing when there is no file. */
  read: () => Promise<{ keys: object[] } | undefined>;
  write: (set: { keys: object[] }) => Promise<void>;
}

export function keyFile(path: string): KeyFile {
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return text === undefined ? undefined : parse(text);
    },
    write: async (set) => {
      const draft = `${path}.${process.pid}.new`;
      await writeFile(draft, `${JSON.stringify(set, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      await rename(draft, path);
    },
  };
}

function parse(text: string): { keys: object[] } {
  const set: { keys?: unknown } = JSON.parse(text);
  if (!Array.isArray(set.keys)) throw new Error('no key set');
  return { keys: set.keys };
}
