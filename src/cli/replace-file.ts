import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemCode } from '../config/system-code.js';

/** Says for a terminal which file could not be replaced, the system's code, and what to do. Nothing was changed. */
export class FileNotReplaced extends Error {
  override readonly name = 'FileNotReplaced';
  readonly code: string;

  constructor(path: string, code: string, advice: string | undefined = ADVICE[code]) {
    const why = advice === undefined ? '' : `: ${advice}`;
    super(`${path} cannot be written (${code})${why}. Nothing was changed.`);
    this.code = code;
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full; make room and try again',
  EDQUOT: 'its disk is full for this user; make room and try again',
  // What is mounted by itself, as a single file in a container, cannot be put aside.
  EBUSY: 'it is mounted by itself; mount the folder that it is in instead',
  EROFS: 'it is mounted read-only; do this where it can be written',
  EACCES: 'this user may not write in its folder',
  EPERM: 'this user may not write in its folder',
  ENOENT: 'its folder does not exist',
  ELOOP: 'it is a link that leads to itself',
  EISDIR: 'it is not a file',
};

/** A file beside the one that it will stand in for. Ends by `finish` or `discard`, and leaves nothing beside it then. */
export interface Draft {
  /** What is replaced: a link stays, and what it leads to is another file. */
  readonly target: string;
  /** Puts it, on the disk first, in the other's place, of whom and for whom that was; or throws `FileNotReplaced`. */
  finish: (text: string) => Promise<void>;
  discard: () => Promise<void>;
}

export interface DraftOptions {
  /** Of a file that is not there yet, as far as the umask allows. One that is there keeps its own. */
  mode: number;
  /** What is put behind the file's name; by itself no two drafts have the same. */
  suffix?: string;
}

/** Begins to replace a file. Throws `FileNotReplaced`, with EEXIST when there is a draft of that suffix. */
export async function openDraft(given: string, { mode, suffix }: DraftOptions): Promise<Draft> {
  const told = (error: unknown): FileNotReplaced =>
    error instanceof FileNotReplaced ? error : new FileNotReplaced(given, systemCode(error));
  const begin = async () => {
    const target = await followed(given);
    const isThere = await stat(target).then(
      () => true,
      () => false,
    );
    // In containers every process has the same number: it would tell no draft from another.
    const path = `${target}${suffix ?? `.${randomUUID()}.new`}`;
    return { target, path, handle: await open(path, 'wx', isThere ? 0o600 : mode) };
  };
  const { target, path, handle } = await begin().catch((error: unknown) => Promise.reject(told(error)));
  const discard = async (): Promise<void> => {
    await handle.close().catch(() => undefined);
    await rm(path, { force: true }).catch(() => undefined);
  };
  return {
    target,
    discard,
    finish: async (text) => {
      try {
        await handle.writeFile(text);
        await becomeLike(target, handle, given);
        await handle.sync();
        await handle.close();
        await rename(path, target);
      } catch (error) {
        await discard();
        throw told(error);
      }
    },
  };
}

/** Replaces a file so that nobody ever sees half of it. Throws `FileNotReplaced`; then all is as it was. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const draft = await openDraft(path, { mode });
  await draft.finish(text);
}

/** Where links lead, the last of them maybe to a file that is not there yet. */
async function followed(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    const link = await readlink(path).catch(() => undefined);
    return link === undefined ? path : followed(resolve(await realpath(dirname(path)), link));
  }
}

/** What root writes must not be taken away from the server, which reads it as somebody else. */
async function becomeLike(target: string, draft: FileHandle, given: string): Promise<void> {
  const before = await stat(target).catch(() => undefined);
  if (before === undefined) return;
  if (!before.isFile()) throw new FileNotReplaced(given, 'EISDIR');
  const own = await draft.stat();
  if (own.uid !== before.uid || own.gid !== before.gid) {
    await draft.chown(before.uid, before.gid).catch((error: unknown) => {
      const whose = `it belongs to user ${before.uid} and group ${before.gid}; do this as that user or as root`;
      throw new FileNotReplaced(given, systemCode(error), whose);
    });
  }
  // Last: until here it is for nobody but who writes it.
  await draft.chmod(before.mode & 0o7777);
}
