import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runIdentity } from '../../../src/cli/identity/command.js';
import { keyFile } from '../../../src/cli/identity/key-file.js';
import { start } from '../../support/process.js';

const path = join(mkdtempSync(join(tmpdir(), 'keys-')), 'keys.json');
const kids = (): string[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);

describe('npm run identity', () => {
  it('makes a key that only its owner can read, once, and shows nothing of it', async () => {
    const report = await runIdentity(['create', path], keyFile);
    expect(report.ok).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(kids()).toHaveLength(1);
    const { d } = (JSON.parse(readFileSync(path, 'utf8')) as { keys: { d: string }[] }).keys[0] ?? { d: '' };
    expect(report.text).not.toContain(d.slice(0, 16));
    expect(await runIdentity(['create', path], keyFile)).toMatchObject({
      ok: false,
      text: expect.stringContaining('exists already'),
    });
  });

  it('rotates in two steps: a new key is published before it signs, and the old one after it did', async () => {
    const [first] = kids();
    expect(await runIdentity(['switch', path], keyFile)).toMatchObject({
      ok: false,
      text: expect.stringContaining('one key only'),
    });
    await runIdentity(['rotate', path], keyFile);
    const [signing, next] = kids();
    expect([signing, next === first]).toEqual([first, false]);
    expect((await runIdentity(['switch', path], keyFile)).text).toMatch(/Restart the server/);
    expect(kids()).toEqual([next, first]);
    await runIdentity(['rotate', path], keyFile);
    expect(kids()).toEqual([next, expect.not.stringMatching(`^${first}$`)]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says how it is used, and refuses what is no key file', async () => {
    expect(await runIdentity(['--help'], keyFile)).toMatchObject({
      ok: true,
      text: expect.stringContaining('identity -- rotate FILE'),
    });
    expect((await runIdentity([], keyFile)).text).toMatch(/identity -- create FILE/);
    for (const action of ['rotate', 'switch'])
      expect((await runIdentity([action, `${path}.none`], keyFile)).text).toMatch(/does not exist/);
    for (const content of ['{}', 'null', 'canary']) {
      writeFileSync(`${path}.bad`, content);
      const failure = runIdentity(['rotate', `${path}.bad`], keyFile);
      await expect(failure).rejects.toThrow(/keys\.json\.bad is not a key file: name one/);
      await expect(failure).rejects.not.toThrow(/canary/);
    }
    await expect(runIdentity(['rotate', dirname(path)], keyFile)).rejects.toThrow(
      /cannot be read \(EISDIR\)/,
    );
  });

  it.each([[['create', '--help']], [['-h', 'create']]])(
    'shows how it is used for %j, and makes no file',
    async (args) => {
      const { ok, text } = await runIdentity(args, neverWritten);
      expect([ok, text]).toEqual([true, expect.stringContaining('identity -- create FILE')]);
    },
  );

  it.each([
    [['create', 'one', 'two'], '"two"'],
    [['create', '--force'], '"--force"'],
    [['rotate', '--force', 'one'], '"one"'],
  ])('refuses %j, which nobody can have meant, and names the word', async (args, word) => {
    const { ok, text } = await runIdentity(args, neverWritten);
    expect([ok, text]).toEqual([false, expect.stringContaining(word)]);
  });

  it('leaves a link as it is, and what it leads to for the group that it was for', async () => {
    const [target, link] = [`${path}.group`, `${path}.link`];
    symlinkSync(target, link);
    await runIdentity(['create', link], keyFile);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    chmodSync(target, 0o640);
    await runIdentity(['rotate', link], keyFile);
    expect([lstatSync(link).isSymbolicLink(), statSync(target).mode & 0o777]).toEqual([true, 0o640]);
  });

  it('says by the system’s code why its file cannot be written', async () => {
    const run = start('identity-main', {}, undefined, ['create', 'none/keys.json']);
    expect(await run.exited).toBe(1);
    expect(run.output()).toMatch(/none\/keys\.json cannot be written \(ENOENT\): its folder does not exist/);
  });
});

function neverWritten(): never {
  throw new Error('No file was to be touched');
}
