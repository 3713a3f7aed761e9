import { setTimeout as sleep } from 'node:timers/promises';
import { MOST_BYTES, readKeyFile } from '../../auth/api-keys/file.js';
import { EMPTY_BOOK, type KeyBook, MOST_KEYS, parseBook, printBook } from '../../auth/api-keys/records.js';
import { type Draft, FileNotReplaced, openDraft } from '../replace-file.js';

/** What stands between an operator and the file, in words for a terminal. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

const SUFFIX = '.new';
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
 * is the lock.
 */
export async function changeBook<T>(
  path: string,
  change: (book: KeyBook) => { book: KeyBook; result: T },
): Promise<T> {
  const draft = await lock(path);
  try {
    const { book, result } = change(await readBook(draft.target));
    await draft.finish(readable(withRoom(book), path));
    return result;
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** Without those that were revoked the longest ago, where there are too many: a key that is not known is refused likewise. */
function withRoom(book: KeyBook): KeyBook {
  const over = book.keys.length - MOST_KEYS;
  if (over <= 0) return book;
  const ended = book.keys.filter(({ revoked }) => revoked !== undefined);
  const oldest = ended
    .sort((a, b) => Date.parse(a.revoked ?? '') - Date.parse(b.revoked ?? ''))
    .slice(0, over);
  const gone = new Set(oldest.map(({ id }) => id));
  return { ...book, keys: book.keys.filter(({ id }) => !gone.has(id)) };
}

/** As servers will read it: what they would take for damaged must not take the place of what they read now. */
function readable(book: KeyBook, path: string): string {
  const text = printBook(book);
  if (parseBook(text) !== undefined && Buffer.byteLength(text) <= MOST_BYTES) return text;
  throw new KeyFileError(
    `${path} would hold more than a server reads (${MOST_KEYS} keys, ${MOST_BYTES / 1024 / 1024} MiB): revoke keys that nobody uses. Nothing was changed.`,
  );
}

async function lock(path: string): Promise<Draft> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await openDraft(path, { mode: 0o600, suffix: SUFFIX });
    } catch (error) {
      if (!(error instanceof FileNotReplaced && error.code === 'EEXIST')) throw error;
      await sleep(PAUSE_MS);
    }
  }
  throw new KeyFileError(
    `${path}${SUFFIX} is there: somebody else is writing. If nobody is, remove it and try again.`,
  );
}
