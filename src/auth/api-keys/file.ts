import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { type KeyBook, parseBook } from './records.js';

export const MOST_BYTES = 8 * 1024 * 1024;
const WRITABLE_BY_OTHERS = 0o022;

/** What became of a look at the file: its content, or why there is none. */
export type Reading =
  | { ok: true; book: KeyBook; stamp: string }
  | { ok: false; problem: 'missing' | 'unreadable' | 'writable_by_others' | 'damaged' };

/** Reads the file of keys whole, from one handle: a file that is replaced meanwhile is the old or the new one. */
export async function readKeyFile(path: string): Promise<Reading> {
  try {
    // Without waiting: opening a pipe that nobody writes to would never end.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat({ bigint: true });
      if (!stats.isFile()) return { ok: false, problem: 'unreadable' };
      // Whoever can write it can give themselves a key.
      if ((Number(stats.mode) & WRITABLE_BY_OTHERS) !== 0)
        return { ok: false, problem: 'writable_by_others' };
      if (stats.size > BigInt(MOST_BYTES)) return { ok: false, problem: 'damaged' };
      const book = parseBook(await handle.readFile('utf8'));
      return book === undefined
        ? { ok: false, problem: 'damaged' }
        : { ok: true, book, stamp: stampOf(stats) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { ok: false, problem: isMissing ? 'missing' : 'unreadable' };
  }
}

interface Stats {
  ino: bigint;
  size: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
}

/** Tells one version of a file from the next: a replaced file is another inode, one that is edited has new times. */
export function stampOf({ ino, size, mtimeNs, ctimeNs }: Stats): string {
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}
