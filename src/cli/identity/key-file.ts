import { readFile } from 'node:fs/promises';
import { systemCode } from '../../config/system-code.js';
import { replaceFile } from '../replace-file.js';

/** A private key set on disk: read whole, written so that nobody ever sees half of it, at first for its owner's eyes only. */
export interface KeyFile {
  /** The set, or nothing when there is no file. Throws `KeyFileUnusable`. */
  read: () => Promise<{ keys: object[] } | undefined>;
  /** Throws `FileNotReplaced`. */
  write: (set: { keys: object[] }) => Promise<void>;
}

/** In words for a terminal; never what the file holds. */
export class KeyFileUnusable extends Error {
  override readonly name = 'KeyFileUnusable';
}

export function keyFile(path: string): KeyFile {
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        const code = systemCode(error);
        if (code === 'ENOENT') return undefined;
        throw new KeyFileUnusable(`${path} cannot be read (${code}): name a key file that you may read.`);
      });
      return text === undefined ? undefined : parse(text, path);
    },
    write: (set) => replaceFile(path, `${JSON.stringify(set, null, 2)}\n`, 0o600),
  };
}

function parse(text: string, path: string): { keys: object[] } {
  const set = attempt(() => JSON.parse(text) as { keys?: unknown } | null);
  if (!Array.isArray(set?.keys)) {
    throw new KeyFileUnusable(
      `${path} is not a key file: name one that \`npm run identity -- create\` has made.`,
    );
  }
  return { keys: set.keys };
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
