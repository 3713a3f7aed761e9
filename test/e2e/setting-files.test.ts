import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/cli/doctor/finding.js';
import { type Entry, start } from '../support/process.js';

/** `.env` and `keycard.toml` as people's editors and mistakes leave them, with each command that reads them. */
const folder = (): string => mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));

describe('an .env that begins with a byte order mark', () => {
  it('loses nothing of its first line', async () => {
    const cwd = folder();
    const lines = ['KEYCARD_URL=http://127.0.0.1:9', 'KEYCARD_CLIENT_ID=id', 'KEYCARD_CLIENT_SECRET=canary'];
    writeFileSync(join(cwd, '.env'), `\uFEFF${[...lines, 'PORT=abc', ''].join('\n')}`);
    const server = start('main', {}, cwd);
    expect(await server.exited).toBe(1);
    expect(server.output().match(/ {2}- .*/g)).toEqual([expect.stringMatching(/ {2}- PORT must be/)]);
  });

  it('neither does a keycard.toml', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'keycard.toml'), '\uFEFF[zone]\nid = "abc123"\n');
    const server = start('main', {}, cwd);
    await server.exited;
    expect(server.output()).not.toMatch(/zone\.id|\[zone\]|KEYCARD_URL/);
  });
});

describe.each(['.env', 'keycard.toml'] as const)('a %s that cannot be read', (name) => {
  const readers: readonly (readonly [Entry, readonly string[]])[] = [
    ['main', []],
    ['doctor-main', []],
    ['provision-main', ['--dry-run']],
    ...(name === '.env' ? [['keys-main', ['list']] as const] : []),
  ];
  const ways = [
    ['EISDIR', (path: string) => mkdirSync(path)],
    ['ELOOP', (path: string) => symlinkSync(path, path)],
  ] as const;
  const table = readers.flatMap(([entry, args]) => ways.map(([code, make]) => ({ entry, args, code, make })));

  it.each(table)('is named with its reason by $entry ($code)', async ({ entry, args, code, make }) => {
    const cwd = folder();
    make(join(cwd, name));
    const run = start(entry, {}, cwd, args);
    expect(await run.exited).toBe(1);
    expect(run.output()).toContain(`${name} cannot be read (${code})`);
    expect(run.output()).not.toMatch(/\bPORT\b|KEYCARD_URL|\bat .*\.js/);
  });

  it('is a finding for the machines that read the doctor', async () => {
    const cwd = folder();
    mkdirSync(join(cwd, name));
    const run = start('doctor-main', {}, cwd, ['--json']);
    expect(await run.exited).toBe(1);
    const { checks } = JSON.parse(run.output()) as { checks: Check[] };
    expect(checks.map(({ status }) => status)).toEqual(['failed', ...Array(10).fill('skipped')]);
    expect(checks[0]?.fix).toContain(`${name} cannot be read (EISDIR)`);
  });
});

describe('what is wrong with a private key', () => {
  it.each(['KEYCARD_PRIVATE_KEY', 'KEYCARD_PRIVATE_KEY_FILE'])(
    'stands in one list with all else, also when only its content is (%s)',
    async (name) => {
      const cwd = folder();
      const path = join(cwd, 'keys.json');
      writeFileSync(path, 'junk');
      const env = {
        KEYCARD_URL: 'http://127.0.0.1:9',
        KEYCARD_CLIENT_ID: 'id',
        PORT: 'abc',
        [name]: name.endsWith('_FILE') ? path : 'junk',
      };
      const server = start('main', env, cwd);
      expect(await server.exited).toBe(1);
      expect(server.output().match(/ {2}- .*/g)).toEqual([
        expect.stringContaining(`${name} does not hold a usable key`),
        expect.stringContaining('PORT must be'),
      ]);
    },
  );

  it('is told once when it comes through a pipe, which can be read once only', async () => {
    const cwd = folder();
    const path = join(cwd, 'pipe');
    execFileSync('mkfifo', [path]);
    const env = {
      KEYCARD_URL: 'http://127.0.0.1:9',
      KEYCARD_CLIENT_ID: 'id',
      KEYCARD_PRIVATE_KEY_FILE: path,
      PUBLIC_URL: 'http://localhost:3999',
      PORT: '0',
    };
    const server = start('main', env, cwd);
    await writeFile(path, 'junk');
    expect(await server.exited).toBe(1);
    expect(server.output()).toContain('KEYCARD_PRIVATE_KEY_FILE does not hold a usable key');
  });
});
