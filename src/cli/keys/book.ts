import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readKeyFile } from '../../auth/api-keys/file.js';
import { EMPTY_BOOK, type KeyBook, printBook } from '../../auth/api-keys/records.js';

/** What stands between an operator and the file, in words for a terminal. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

const TRIES = 50;
const PAUSE_MS = 100;

/** The file as it is; an empty book when there is none yet. */
export async function readBook(path: string): Promise<KeyBook> {
  const reading = await readKeyFile(path);
  if (reading.ok) return reading.book;
  switch (reading.problem) {
    case 'missing':
      return EMPTY_BOOK;
    case 'writable_by_others':
      throw new KeyFileError(`${path} can be written by others than its owner: chmod 600 ${path}`);
    case 'damaged':
      throw new KeyFileError(`${path} is damaged: restore it. Nothing was changed.`);
    case 'unreadable':
      throw new KeyFileError(`${path} cannot be read: check that it is a file, and its permissions.`);
  }
}

/**
 * Changes the file so that nobody ever sees half of it and no change gets lost: the draft, which only one can make,
 * is the lock; it is on the disk before it takes the file's place.
 */
export async function changeBook<T>(
  given: string,
  change: (book: KeyBook) => { book: KeyBook; result: T },
): Promise<T> {
  // A link stays a link: what it points to is replaced.
  const path = await realpath(given).catch(() => given);
  const draft = `${path}.new`;
  const handle = await lock(draft);
  try {
    const { book, result } = change(await readBook(path));
    await handle.writeFile(printBook(book));
    await keepOwner(handle, path);
    await handle.sync();
    await handle.close();
    await rename(draft, path);
    return result;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

/** A key made by root must not take the file away from the server, which reads it as somebody else. */
async function keepOwner(draft: FileHandle, path: string): Promise<void> {
  const before = await stat(path).catch(() => undefined);
  // Whoever may not give files away has made their own, as with any other tool.
  if (before !== undefined) await draft.chown(before.uid, before.gid).catch(() => undefined);
}

async function lock(draft: string): Promise<FileHandle> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await open(draft, 'wx', 0o600);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EEXIST') throw new KeyFileError(`${draft} cannot be written (${String(code)}).`);
      await sleep(PAUSE_MS);
    }
  }
  throw new KeyFileError(
    `${draft} is there: somebody else is writing. If nobody is, remove it and try again.`,
  );
}
