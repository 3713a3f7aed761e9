import type { Stats } from 'node:fs';
import { write } from 'node:fs';
import { constants, type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where lines go. Both functions reject when what they were given is not safely there. */
export interface LineSink {
  /** Hands whole lines to the operating system. */
  write: (lines: string) => Promise<void>;
  /** Forces to the disk what was written; nothing to do where there is none. */
  sync: () => Promise<void>;
  close: () => Promise<void>;
}

const NEWLINE = 0x0a;

/**
 * A file that is only ever appended to. Rotation is noticed by itself: when the path leads to another file, or to
 * none, the next write opens it anew; a file that was truncated in place needs nothing, as every write goes to the end.
 */
export function createFileSink(path: string): LineSink {
  let file: OpenFile | undefined;
  // A write that failed half-way has left a torn line: what follows has to begin on its own.
  let isTorn = false;

  const current = async (): Promise<FileHandle> => {
    if (file !== undefined && (await leadsTo(path, file))) return file.handle;
    await file?.handle.close().catch(() => undefined);
    file = undefined;
    // For its owner alone: it says who did what.
    const handle = await open(path, flagsFor(await stat(path).catch(() => undefined)), 0o600);
    try {
      const { ino, dev, size } = await handle.stat();
      isTorn = await endsTorn(handle, size);
      file = { handle, ino, dev };
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
    return handle;
  };

  return {
    write: async (lines) => {
      const handle = await current();
      const bytes = Buffer.from(isTorn ? `\n${lines}` : lines);
      isTorn = true;
      for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
      isTorn = false;
    },
    sync: async () => file?.handle.datasync().catch(unlessNoDisk),
    close: async () => file?.handle.close(),
  };
}

/**
 * Lines on a descriptor that the process was started with, which nobody can force to a disk from here. Not by way of the
 * process's stream: that writes to files on the main thread, and is of no more use once a write has failed.
 */
export function createDescriptorSink(fd: 1 | 2): LineSink {
  let isTorn = false;
  let before: Promise<void> = Promise.resolve();
  const writeWhole = async (lines: string): Promise<void> => {
    const bytes = Buffer.from(isTorn ? `\n${lines}` : lines);
    for (let done = 0; done < bytes.length; ) {
      done += await writeSome(fd, bytes.subarray(done)).catch(unlessFull);
      isTorn = done > 0 && done < bytes.length;
    }
  };
  return {
    // One after the other: what several write there must not end up within each other's lines.
    write: (lines) => {
      const written = before.then(() => writeWhole(lines));
      before = written.catch(() => undefined);
      return written;
    },
    sync: async () => undefined,
    close: async () => undefined,
  };
}

const writeSome = (fd: number, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    write(fd, bytes, (error, written) => (error ? reject(error) : resolve(written)));
  });

const FULL_PAUSE_MS = 50;

/** A pipe whose reader is slow takes nothing for a moment (write(2), EAGAIN): that is no failure. */
async function unlessFull(error: unknown): Promise<number> {
  if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
  await sleep(FULL_PAUSE_MS);
  return 0;
}

/**
 * A file is read as well, to look at its last byte. A pipe must not be, or it would have a reader for ever; and neither
 * one that nobody reads (ENXIO) nor one that is full (EAGAIN) may keep a thread of the process waiting (fifo(7), open(2)).
 */
function flagsFor(named: Stats | undefined): number {
  const access = named?.isFIFO() ? constants.O_WRONLY : constants.O_RDWR;
  return access | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
}

interface OpenFile {
  readonly handle: FileHandle;
  /** While it is held open, no other file can get this number. */
  readonly ino: number;
  readonly dev: number;
}

async function leadsTo(path: string, { ino, dev }: OpenFile): Promise<boolean> {
  const named = await stat(path).catch(() => undefined);
  return named !== undefined && named.ino === ino && named.dev === dev;
}

/** Devices and pipes have nothing to force: fdatasync(2) answers EINVAL for them. */
function unlessNoDisk(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EINVAL')) throw error;
}

/** Whether a process before this one died in the middle of a line. */
async function endsTorn(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}
