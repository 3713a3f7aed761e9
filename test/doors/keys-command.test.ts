import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyBook, printBook } from '../../src/auth/api-keys/records.js';
import { readCommand } from '../../src/cli/keys/arguments.js';
import { type Report, runKeys } from '../../src/cli/keys/run.js';
import { rest } from '../support/doors.js';
import { makeKey } from '../support/keys.js';
import { type Running, start } from '../support/process.js';

/** `npm run keys` and the server as two processes that share a file and nothing else. */
const folder = mkdtempSync(join(tmpdir(), 'keys-command-'));
const file = join(folder, 'keys.json');

async function keys(...args: string[]): Promise<{ code: number | null; stdout: string; all: string }> {
  const running = start('keys-main', { API_KEYS_FILE: file }, folder, args);
  const chunks: string[] = [];
  running.child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const code = await running.exited;
  return { code, stdout: chunks.join(''), all: running.output() };
}

/** What that process runs, without starting one. */
function keysHere(...args: string[]): Promise<Report> {
  const now = new Date();
  const command = readCommand(args, { API_KEYS_FILE: file }, now);
  return runKeys(command, { now, testUsers: async () => ['ada@lumen.example'] });
}

async function create(...args: string[]): Promise<{ id: string; key: string }> {
  const { stdout } = await keys('create', '--json', ...args);
  return JSON.parse(stdout) as { id: string; key: string };
}

let server: Running;
let origin: string;
let first: { id: string; key: string };
beforeAll(async () => {
  first = await create('--org', 'acme', '--label', 'first');
  server = start('main', {
    PORT: '0',
    PUBLIC_URL: 'http://localhost:1',
    KEYCARD_URL: 'http://127.0.0.1:1',
    KEYCARD_CLIENT_ID: 'server',
    KEYCARD_CLIENT_SECRET: 'not-used-here-at-all',
    API_KEYS_FILE: file,
    DRAIN_DELAY_SECONDS: '0',
  });
  const [, port] = await server.said(/"listening":"127\.0\.0\.1:(\d+)"/);
  origin = `http://localhost:${port}`;
});
afterAll(async () => {
  server.child.kill('SIGKILL');
  await server.exited;
});

const status = async ({ key }: { key: string }): Promise<number> =>
  (await rest(origin, key, '/v1/me')).status;
const soon = { timeout: 5_000, interval: 100 };

describe('npm run keys', () => {
  it('shows a key once, alone on standard output, and stores its digest for its owner only', async () => {
    const { code, stdout, all } = await keys('create', '--org', 'acme', '--label', 'a script');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sk_test_[0-9a-f]{16}_[0-9a-f]{64}\n$/);
    expect(all).toMatch(/acts for ada@lumen\.example, organisation acme, test mode\..*shown this once/);
    expect(readFileSync(file, 'utf8')).not.toContain(stdout.trim().slice(-64));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect.poll(() => status({ key: stdout.trim() }), soon).toBe(200);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'that nobody could see is said to be of no use, and how it is ended',
    async () => {
      const full = openSync('/dev/full', 'w');
      const running = start('keys-main', { API_KEYS_FILE: file }, folder, ['create', '--org', 'acme'], full);
      expect(await running.exited).toBe(1);
      closeSync(full);
      const [, id = ''] =
        /cannot be written \(ENOSPC\).*npm run keys -- revoke (\w+)/.exec(running.output()) ?? [];
      expect((await keys('revoke', id)).code).toBe(0);
    },
  );

  it('leaves the file to whom it belongs, although another may have made the key', async () => {
    const own = process.getuid?.() ?? 0;
    // Only root can give a file away; for anybody else it stays their own in any case.
    const owner = own === 0 ? 65_532 : own;
    chownSync(file, owner, statSync(file).gid);
    await create('--org', 'acme');
    expect([statSync(file).uid, statSync(file).mode & 0o777]).toEqual([owner, 0o600]);
    chownSync(file, own, statSync(file).gid);
  });

  it('leaves the file to the group that it was for, and a link to it as it is', async () => {
    const [target, link] = [join(folder, 'group.json'), join(folder, 'link.json')];
    symlinkSync(target, link);
    await create('--org', 'acme', '--file', link);
    chmodSync(target, 0o640);
    await create('--org', 'acme', '--file', link);
    expect([lstatSync(link).isSymbolicLink(), statSync(target).mode & 0o777]).toEqual([true, 0o640]);
  });

  it('makes a key that is bounded in tools, writing, person and time', async () => {
    const made = await create(
      ...['--org', 'acme', '--mode', 'live', '--user', 'user-1', '--toolsets', 'issues,cycles'],
      ...['--read-only', '--expires', '2100-01-31', '--label', 'narrow'],
    );
    await expect.poll(() => status(made), soon).toBe(200);
    const { body } = await rest(origin, made.key, '/v1/me');
    expect(body).toMatchObject({
      mode: 'live',
      subject: 'user-1',
      organisation: 'acme',
      readOnly: true,
      key: {
        id: made.id,
        label: 'narrow',
        toolsets: ['issues', 'cycles'],
        expires: '2100-01-31T00:00:00.000Z',
      },
    });
  });

  it('rotates: the new key has the same bounds, and the old one is over at once', async () => {
    const old = await create('--org', 'acme', '--label', 'to rotate', '--read-only');
    await expect.poll(() => status(old), soon).toBe(200);
    const { stdout } = await keys('rotate', old.id, '--json');
    const fresh = JSON.parse(stdout) as { id: string; key: string };
    await expect.poll(() => status(fresh), soon).toBe(200);
    expect(await status(old)).toBe(401);
    expect((await rest(origin, fresh.key, '/v1/me')).body).toMatchObject({
      readOnly: true,
      key: { label: 'to rotate' },
    });
    expect((await keys('rotate', old.id)).all).toContain('is revoked already');
  });

  it('revokes, suspends and resumes, and running servers follow within seconds', async () => {
    const one = await create('--org', 'umbrella');
    const other = await create('--org', 'umbrella');
    await expect.poll(() => status(other), soon).toBe(200);
    expect((await keys('revoke', one.id)).code).toBe(0);
    await expect.poll(() => status(one), soon).toBe(401);
    expect((await keys('suspend', 'umbrella')).code).toBe(0);
    await expect.poll(() => status(other), soon).toBe(403);
    expect(await status(first)).toBe(200);
    expect((await keys('resume', 'umbrella')).code).toBe(0);
    await expect.poll(() => status(other), soon).toBe(200);
  });

  it('loses nothing when many run at once', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => create('--org', 'crowd')));
    const listed = JSON.parse((await keys('list', '--json')).stdout) as { id: string }[];
    const ids = listed.map(({ id }) => id);
    expect(made.filter(({ id }) => !ids.includes(id))).toEqual([]);
  });

  it('rotates a key that lasts to the end of time, and the file stays one that servers read', async () => {
    const one = await create('--org', 'acme', '--expires', '9999-12-31');
    const { code, all } = await keys('rotate', one.id);
    expect([code, all]).toEqual([0, expect.stringContaining('It expires on 9999-12-31')]);
    expect((await keys('list')).code).toBe(0);
  });

  it('makes room for a key among those that are revoked, and refuses one more than servers read', async () => {
    const path = join(folder, 'many.json');
    const run = (...args: string[]) => keysHere(...args, '--file', path);
    const records = Array.from({ length: 10_000 }, (_, n) => {
      const { record } = makeKey('test', n === 7 ? {} : { revoked: new Date(n * 1000).toISOString() });
      return record;
    });
    const write = (list: typeof records) =>
      writeFileSync(path, printBook({ version: 1, suspended: [], keys: list }), { mode: 0o600 });
    const idsNow = () => (JSON.parse(readFileSync(path, 'utf8')) as KeyBook).keys.map(({ id }) => id);
    write(records);
    expect((await run('create', '--org', 'acme')).code).toBe(0);
    expect((await run('list')).code).toBe(0);
    expect(idsNow().slice(0, -1)).toEqual(records.slice(1).map(({ id }) => id));
    write(records.map(({ revoked: _, ...live }) => live));
    const refused = await run('create', '--org', 'acme');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/more than a server reads \(10000 keys, 8 MiB\).*Nothing was changed/);
    expect(idsNow()).toEqual(records.map(({ id }) => id));
  });

  it.each<[string[], RegExp]>([
    [['create'], /--org: lower-case/],
    [['create', '--org', 'acme', '--mode', 'live'], /--user: the person's identifier/],
    [['create', '--org', 'acme', '--user', 'nobody@example.com'], /in test mode one of ada@lumen/],
    [
      ['create', '--org', 'Acme', '--toolsets', 'all,of,it', '--expires', '2001-01-01'],
      /--org.*--toolsets.*--expires/s,
    ],
    [['revoke'], /Which key\?/],
    [['revoke', '0000000000000000'], /There is no key "0000000000000000"/],
    [['suspend', 'nobody'], /No key belongs to "nobody"/],
    [['destroy'], /The commands are create/],
    [['--what'], /Unknown option/],
    [['list', '--what'], /Unknown option/],
    [['create', '--org', 'acme', '--expires', '2099-02-31'], /--expires: days such as/],
    [['create', '--org', 'acme', '--expires'], /^--expires needs a value/],
    [['create', '--org', '--read-only'], /^--org needs a value/],
    [['create', '--org', 'acme', '--read-only=no'], /^--read-only takes no value/],
    [['create', '--org', 'acme', '--org', 'umbrella'], /^--org is given twice/],
    [['create', 'acme', '--org', 'acme'], /^Too many words for create/],
    [
      ['rotate', '0000000000000000', '--read-only', '--expires', '1d'],
      /--read-only does not.*--expires does not/s,
    ],
    [['revoke', '0000000000000000', '1111111111111111'], /^Too many words for revoke/],
    [['list', '--org', 'acme'], /^--org does not belong to list/],
  ])('says what is wrong with %j, and changes nothing', async (args, words) => {
    const before = readFileSync(file, 'utf8');
    const { code, stdout, stderr } = await keysHere(...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(words);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('lists what there is and when it was last used, as the server wrote it when it stopped', async () => {
    expect(await status(first)).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    const { stdout } = await keys('list', '--json');
    const row = (JSON.parse(stdout) as { id: string; lastUsed: string }[]).find(({ id }) => id === first.id);
    expect(row?.lastUsed).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(statSync(`${file}.used`).mode & 0o777).toBe(0o600);
    const table = (await keys('list')).stdout;
    expect(table).toMatch(/^id +mode +organisation/);
    expect(table).not.toContain(first.key.slice(-64));
  });
});

describe('a server whose file of keys cannot be believed', () => {
  const env = {
    KEYCARD_URL: 'http://127.0.0.1:1',
    KEYCARD_CLIENT_ID: 'a',
    KEYCARD_CLIENT_SECRET: 'b',
    PORT: '0',
    PUBLIC_URL: 'http://localhost:1',
  };
  it.each<[string, () => string, RegExp]>([
    ['is not there', () => join(folder, 'none.json'), /none\.json does not exist: make the first key/],
    ['is damaged', () => damaged('{"version":1', 0o600), /is damaged/],
    ['is no file', () => folder, /cannot be read/],
    ['is a pipe that nobody writes to', () => pipe(), /cannot be read/],
    ['does not end', () => '/dev/zero', /cannot be read/],
    ['names a key twice', () => damaged(twice(), 0o600), /is damaged/],
    [
      'can be written by anybody',
      () => damaged('{"version":1,"suspended":[],"keys":[]}', 0o666),
      /chmod 600/,
    ],
  ])('does not start when it %s, and names it', async (_, path, words) => {
    const refused = start('main', { ...env, API_KEYS_FILE: path() });
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toMatch(words);
    expect(refused.output()).toContain('API_KEYS_FILE');
  });
});

let broken = 0;
function damaged(text: string, mode: number): string {
  broken += 1;
  const path = join(folder, `broken-${broken}.json`);
  writeFileSync(path, text);
  // Not as an option of the write: the umask would take from it.
  chmodSync(path, mode);
  return path;
}

function pipe(): string {
  const path = join(folder, 'pipe');
  spawnSync('mkfifo', ['-m', '600', path]);
  return path;
}

function twice(): string {
  const { keys: all, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { keys: object[] };
  return JSON.stringify({ ...rest, keys: [...all, ...all] });
}
