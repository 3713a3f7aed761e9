import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileNotReplaced, openDraft, replaceFile } from '../../../src/cli/replace-file.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'replace-'));
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a file that is replaced', () => {
  it.each([0o600, 0o640, 0o444])('keeps its mode, its owner and its group (%o)', async (mode) => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'old');
    // Only root can give a file away; for anybody else it stays their own in any case.
    const [user, group] =
      process.getuid?.() === 0 ? [65_532, 65_531] : [statSync(path).uid, statSync(path).gid];
    chownSync(path, user, group);
    chmodSync(path, mode);
    await replaceFile(path, 'new', 0o600);
    const { uid, gid } = statSync(path);
    expect([readFileSync(path, 'utf8'), modeOf(path), uid, gid]).toEqual(['new', mode, user, group]);
  });

  it('has the mode that is asked for when there was none', async () => {
    const path = join(folder(), 'file');
    await replaceFile(path, 'new', 0o600);
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['new', 0o600]);
  });

  it.each(['a file', 'nothing yet'])(
    'behind links that lead to %s leaves the links as they are',
    async (what) => {
      const [here, there] = [folder(), folder()];
      const target = join(there, 'file');
      if (what === 'a file') writeFileSync(target, 'old');
      symlinkSync(there, join(here, 'folder'));
      symlinkSync('folder/file', join(here, 'second'));
      symlinkSync('second', join(here, 'first'));
      await replaceFile(join(here, 'first'), 'new', 0o600);
      expect(readFileSync(target, 'utf8')).toBe('new');
      for (const name of ['first', 'second']) expect(lstatSync(join(here, name)).isSymbolicLink()).toBe(true);
      expect(readdirSync(there)).toEqual(['file']);
    },
  );

  it('is not hindered by the draft of somebody who was cut off', async () => {
    const path = join(folder(), 'file');
    await openDraft(path, { mode: 0o600 });
    await replaceFile(path, 'new', 0o600);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });
});

describe('a file that cannot be replaced', () => {
  const loop = (path: string): void => symlinkSync(path, path);
  const child = (path: string): string => join(path, 'file');
  it.each<[string, string, (path: string) => unknown, RegExp]>([
    ['a folder', 'file', (path) => mkdirSync(path), /file cannot be written \(EISDIR\): it is not a file/],
    ['a link to itself', 'file', loop, /file cannot be written \(ELOOP\)/],
    [
      'in no folder',
      'none/file',
      child,
      /none\/file cannot be written \(ENOENT\): its folder does not exist/,
    ],
  ])('because it is %s is told with the reason, and no draft is left', async (_what, name, make, words) => {
    const here = folder();
    make(join(here, name));
    const before = readdirSync(here);
    const failure = await replaceFile(join(here, name), 'new', 0o600).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FileNotReplaced);
    expect(String(failure)).toMatch(words);
    expect(String(failure)).toContain('Nothing was changed.');
    expect(readdirSync(here)).toEqual(before);
  });

  it.each([
    ['ENOSPC', /its disk is full/],
    ['EBUSY', /mount the folder/],
    ['EROFS', /read-only/],
    ['EACCES', /may not write in its folder/],
    ['EIO', /\(EIO\)\. Nothing/],
  ])('because of %s is told what to do', (code, words) => {
    expect(new FileNotReplaced('/keys.json', code).message).toMatch(words);
  });
});
