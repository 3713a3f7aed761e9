import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createFileSink, type LineSink } from '../../../src/telemetry/lines/sink.js';
import { createLineWriter, type LineWriterOptions } from '../../../src/telemetry/lines/writer.js';

const path = (): string => join(mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-')), 'audit.jsonl');
const text = (file: string): string => readFileSync(file, 'utf8');

const opened: LineSink[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((sink) => sink.close().catch(() => undefined)));
});
function fileSink(file: string): LineSink {
  const sink = createFileSink(file);
  opened.push(sink);
  return sink;
}

/** A writer that counts what it tells of. */
function writerOver(sink: LineSink, more: Partial<LineWriterOptions> = {}) {
  const told = { failures: 0, dropped: 0, recovered: 0 };
  const writer = createLineWriter({
    sink,
    retryMs: 20,
    syncMs: 5,
    onFailure: () => {
      told.failures += 1;
    },
    onDropped: () => {
      told.dropped += 1;
    },
    onRecovered: () => {
      told.recovered += 1;
    },
    ...more,
  });
  return { writer, told };
}

/** A disk in memory that can be full, and counts how often it was made to keep what it has. */
function disk() {
  const state = { lines: '', isFull: false, isUnsure: false, syncs: 0, asked: 0 };
  let hanging: Promise<void> | undefined;
  let awake: () => void = () => undefined;
  /** From now on nothing is answered, until it is woken. */
  const hang = (): void => {
    hanging = new Promise((resolve) => {
      awake = resolve;
    });
  };
  const wake = (): void => {
    hanging = undefined;
    awake();
  };
  const sink: LineSink = {
    write: async (lines) => {
      state.asked += 1;
      await hanging;
      if (state.isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      state.lines += lines;
    },
    sync: async () => {
      state.asked += 1;
      await hanging;
      if (state.isUnsure) throw Object.assign(new Error('io'), { code: 'EIO' });
      state.syncs += 1;
    },
    close: async () => undefined,
  };
  return { state, sink, hang, wake };
}

describe('the file of the audit log', () => {
  it('is appended to, for its owner alone to read', async () => {
    const file = path();
    appendFileSync(file, 'before\n', { mode: 0o600 });
    const sink = fileSink(file);
    await sink.write('one\n');
    await sink.write('two\n');
    expect(text(file)).toBe('before\none\ntwo\n');
    const fresh = path();
    await fileSink(fresh).write('one\n');
    expect(statSync(fresh).mode & 0o077).toBe(0);
  });

  it('is opened anew when it was moved away, removed, or truncated in place', async () => {
    const file = path();
    const sink = fileSink(file);
    await sink.write('one\n');
    renameSync(file, `${file}.1`);
    await sink.write('two\n');
    expect([text(`${file}.1`), text(file)]).toEqual(['one\n', 'two\n']);
    rmSync(file);
    await sink.write('three\n');
    expect(text(file)).toBe('three\n');
    truncateSync(file);
    await sink.write('four\n');
    expect(text(file)).toBe('four\n');
  });

  it('that ends in the middle of a line, as after a crash, goes on in a new one', async () => {
    const file = path();
    appendFileSync(file, '{"torn":');
    await fileSink(file).write('{"whole":1}\n');
    expect(text(file)).toBe('{"torn":\n{"whole":1}\n');
  });

  it('may be a device, which has nothing to be forced to', async () => {
    const sink = fileSink('/dev/null');
    await sink.write('one\n');
    await expect(sink.sync()).resolves.toBeUndefined();
  });

  it('may be a pipe that somebody reads; unread or full it is a failure, and nothing waits for it', async () => {
    const pipe = path();
    execFileSync('mkfifo', [pipe]);
    const sink = fileSink(pipe);
    await expect(sink.write('one\n')).rejects.toMatchObject({ code: 'ENXIO' });
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    await sink.write('two\n');
    await expect(sink.sync()).resolves.toBeUndefined();
    const read = Buffer.alloc(100);
    expect(read.toString('utf8', 0, readSync(reader, read))).toBe('two\n');
    await expect(sink.write('x'.repeat(1024 * 1024))).rejects.toMatchObject({ code: 'EAGAIN' });
    closeSync(reader);
    await expect(sink.write('three\n')).rejects.toMatchObject({ code: 'EPIPE' });
    await sink.close();
  });

  it('on a full disk is a failure', async () => {
    await expect(fileSink('/dev/full').write('one\n')).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});

describe('the writer', () => {
  it('keeps the order of lines, and forces them to the disk a moment later', async () => {
    const { state, sink } = disk();
    const { writer } = writerOver(sink);
    const lines = Array.from({ length: 1000 }, (_, n) => `${n}\n`);
    for (const line of lines) writer.append(line);
    await expect.poll(() => state.lines).toBe(lines.join(''));
    await expect.poll(() => state.syncs).toBeGreaterThan(0);
    expect([writer.waiting(), writer.isFailing()]).toEqual([0, false]);
  });

  it('says that a line is safe only when it was forced to the disk', async () => {
    const { state, sink } = disk();
    const { writer } = writerOver(sink, { syncMs: 1_000_000 });
    expect(await writer.appendSafely('one\n')).toBe(true);
    expect([state.lines, state.syncs]).toEqual(['one\n', 1]);
    state.isUnsure = true;
    expect(await writer.appendSafely('two\n')).toBe(false);
  });

  it('lets lines wait for a sink that fails, refuses those that must be safe, and goes on by itself', async () => {
    const { state, sink } = disk();
    const { writer, told } = writerOver(sink);
    state.isFull = true;
    writer.append('one\n');
    expect(await writer.appendSafely('refused\n')).toBe(false);
    expect(await writer.appendSafely('refused as well\n')).toBe(false);
    writer.append('two\n');
    expect(writer.isFailing()).toBe(true);
    await expect.poll(() => told.failures).toBeGreaterThan(1);
    state.isFull = false;
    await expect.poll(() => state.lines).toBe('one\ntwo\n');
    expect([writer.isFailing(), told.recovered, told.dropped]).toEqual([false, 1, 0]);
    expect(await writer.appendSafely('three\n')).toBe(true);
  });

  it('recovers from a sync that failed when there is nothing else to write', async () => {
    const { state, sink } = disk();
    const { writer, told } = writerOver(sink);
    state.isUnsure = true;
    writer.append('one\n');
    await expect.poll(() => writer.isFailing()).toBe(true);
    state.isUnsure = false;
    await expect.poll(() => writer.isFailing()).toBe(false);
    expect([state.lines, told.recovered]).toEqual(['one\n', 1]);
  });

  it('holds no more than its bound, and counts what it drops', async () => {
    const { state, sink } = disk();
    const { writer, told } = writerOver(sink, { mostWaiting: 50 });
    state.isFull = true;
    for (let n = 0; n < 100; n += 1) writer.append('ten chars\n');
    expect([writer.waiting(), told.dropped]).toEqual([50, 95]);
    state.isFull = false;
    await expect.poll(() => state.lines).toBe('ten chars\n'.repeat(5));
  });

  it('writes what is left when it is closed', async () => {
    const { state, sink } = disk();
    const { writer } = writerOver(sink);
    writer.append('one\n');
    await writer.close();
    expect(state.lines).toBe('one\n');
  });

  it('is closed in finite time over a sink that fails', async () => {
    const { state, sink } = disk();
    const { writer, told } = writerOver(sink);
    state.isFull = true;
    writer.append('one\n');
    await writer.close();
    expect(told.failures).toBeGreaterThan(0);
  });

  it('takes a sink that does not answer for one that fails, asks it for nothing more, and goes on when it does', async () => {
    const { state, sink, hang, wake } = disk();
    const { writer, told } = writerOver(sink, { patienceMs: 20, gatherMs: 1 });
    hang();
    const begun = writer.appendSafely('begun\n');
    writer.append('one\n');
    expect(await begun).toBe(false);
    expect([writer.isFailing(), await writer.appendSafely('refused\n')]).toEqual([true, false]);
    await expect.poll(() => told.failures).toBeGreaterThan(2);
    expect(state.asked).toBe(1);
    wake();
    await expect.poll(() => [state.lines, writer.waiting()]).toEqual(['begun\none\n', 0]);
    expect([writer.isFailing(), told.recovered, await writer.appendSafely('two\n')]).toEqual([
      false,
      1,
      true,
    ]);
  });

  it('does not ask a disk that hangs in a sync for another', async () => {
    const { state, sink, hang, wake } = disk();
    const { writer, told } = writerOver(sink, { patienceMs: 20, gatherMs: 1, syncMs: 200 });
    writer.append('one\n');
    await expect.poll(() => state.lines).toBe('one\n');
    hang();
    await expect.poll(() => writer.isFailing()).toBe(true);
    const { asked } = state;
    writer.append('two\n');
    expect(await writer.appendSafely('refused\n')).toBe(false);
    await expect.poll(() => told.failures).toBeGreaterThan(2);
    expect(state.asked).toBe(asked);
    wake();
    await expect
      .poll(() => [state.lines, writer.isFailing(), writer.waiting()])
      .toEqual(['one\ntwo\n', false, 0]);
  });

  it('is closed in finite time over a sink that hangs', async () => {
    const { state, sink, hang } = disk();
    const { writer } = writerOver(sink, { patienceMs: 20 });
    hang();
    writer.append('one\n');
    await writer.close();
    expect([state.lines, writer.isFailing()]).toEqual(['', true]);
  });
});
