import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runIdentity } from '../../../src/cli/identity/command.js';
import { keyFile } from '../../../src/cli/identity/key-file.js';

const path = join(mkdtempSync(join(tmpdir(), 'keys-')), 'keys.json');
const kids = (): string[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);

describe('npm run identity', () => {
  it('makes a key that only its owner can read, once, and shows nothing of it', async () => {
    const report = await runIdentity('create', path, keyFile);
    expect(report.ok).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(kids()).toHaveLength(1);
    const { d } = (JSON.parse(readFileSync(path, 'utf8')) as { keys: { d: string }[] }).keys[0] ?? { d: '' };
    expect(report.text).not.toContain(d.slice(0, 16));
    expect(await runIdentity('create', path, keyFile)).toMatchObject({
      ok: false,
      text: expect.stringContaining('exists already'),
    });
  });

  it('rotates in two steps: a new key is published before it signs, and the old one after it did', async () => {
    const [first] = kids();
    expect(await runIdentity('switch', path, keyFile)).toMatchObject({
      ok: false,
      text: expect.stringContaining('one key only'),
    });
    await runIdentity('rotate', path, keyFile);
    const [signing, next] = kids();
    expect([signing, next === first]).toEqual([first, false]);
    expect((await runIdentity('switch', path, keyFile)).text).toMatch(/Restart the server/);
    expect(kids()).toEqual([next, first]);
    await runIdentity('rotate', path, keyFile);
    expect(kids()).toEqual([next, expect.not.stringMatching(`^${first}$`)]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says how it is used, and refuses what is no key file', async () => {
    expect(await runIdentity('--help', undefined, keyFile)).toMatchObject({
      ok: true,
      text: expect.stringContaining('identity -- rotate FILE'),
    });
    expect((await runIdentity(undefined, undefined, keyFile)).text).toMatch(/identity -- create FILE/);
    for (const action of ['rotate', 'switch'])
      expect((await runIdentity(action, `${path}.none`, keyFile)).text).toMatch(/does not exist/);
    writeFileSync(`${path}.bad`, '{}');
    await expect(runIdentity('rotate', `${path}.bad`, keyFile)).rejects.toThrow();
  });
});
