import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Running, start } from '../support/process.js';
import { callByHand } from '../support/sandbox.js';

const GOOD = {
  KEYCARD_URL: 'http://127.0.0.1:9',
  KEYCARD_CLIENT_ID: 'id',
  KEYCARD_CLIENT_SECRET: 's3cr3t-canary',
  PORT: '0',
  PUBLIC_URL: 'http://localhost:1',
};
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const running: Running[] = [];
function launch(...args: Parameters<typeof start>): Running {
  const started = start(...args);
  running.push(started);
  return started;
}
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

describe('a log that cannot be written', () => {
  const settings = { ...GOOD, LOG_LEVEL: 'trace', AUDIT_LOG: 'none', DRAIN_DELAY_SECONDS: '0' };

  /** With this behind its standard output, in the words of a shell. */
  async function launchInto(redirection: string, audit: string) {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const script = join(ROOT, 'dist/main.js');
    const child = spawn('bash', ['-c', `exec "$0" "$1" > ${redirection}`, process.execPath, script], {
      cwd: mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-')),
      env: { PATH: process.env['PATH'], ...settings, AUDIT_LOG: audit, PORT: String(port) },
      stdio: 'ignore',
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    running.push({ child } as Running);
    const headers = { Authorization: 'Bearer a.b.c' };
    const ask = (): Promise<number> =>
      fetch(`http://127.0.0.1:${port}/mcp`, { method: 'POST', headers }).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(ask, { timeout: 10_000 }).toBe(401);
    return { child, exited, ask };
  }

  it.each([
    ['the disk is full', '/dev/full', 'none'],
    ['the disk is full, and audit records go there as well', '/dev/full', ''],
    // Refusals of strangers are more than a pipe holds.
    ['its reader has stalled', '>(exec sleep 15)', ''],
  ])('because %s stops neither the server nor its end', async (_why, redirection, audit) => {
    const { child, exited, ask } = await launchInto(redirection, audit);
    for (let n = 0; n < 400; n += 1) expect(await ask()).toBe(401);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });
});

describe('starting', () => {
  it('with an empty environment exits 1 and lists what to do, and the sandbox', async () => {
    const server = launch('main', {});
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(
      /KEYCARD_URL is not set[\s\S]*KEYCARD_CLIENT_ID is not set[\s\S]*KEYCARD_CLIENT_SECRET is not set[\s\S]*npm run sandbox/,
    );
    expect(server.output()).not.toMatch(/\bat .*\.js/);
  });

  it('with the keycard.toml of a fresh clone says that the zone is a placeholder', async () => {
    const server = launch('main', {}, ROOT);
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(/keycard\.toml: zone\.id still holds a placeholder/);
  });

  it.each([
    [{ ...GOOD, KEYCARD_URL: 'http://zone.example.com' }, /KEYCARD_URL must be https/],
    [{ ...GOOD, KEYCARD_CLIENT_SECRET: '' }, /KEYCARD_CLIENT_SECRET is empty/],
  ])('with one wrong value exits 1 and names it', async (env, message) => {
    const server = launch('main', env);
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(message);
    expect(server.output()).not.toContain('canary');
  });

  it('lists what is wrong with settings and with the files that they name together', async () => {
    const nowhere = join(tmpdir(), 'nowhere', 'file');
    const files = { API_KEYS_FILE: nowhere, AUDIT_LOG: nowhere, KEYCARD_PRIVATE_KEY_FILE: nowhere };
    const server = launch('main', { ...GOOD, ...files, ADMIN_PORT: 'abc', TRUST_PROXY: 'abc' });
    expect(await server.exited).toBe(1);
    for (const name of [...Object.keys(files), 'ADMIN_PORT', 'TRUST_PROXY'])
      expect(server.output()).toContain(`  - ${name} `);
  });

  it('on a port that is taken says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const server = launch('main', { ...GOOD, PORT: String(port) });
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(/- PORT: the port is in use/);
    other.close();
  });

  it('while the zone is down serves, is alive, is not ready, and answers 503 to a token', async () => {
    const server = launch('main', GOOD);
    const [, port] = await server.said(/"listening":"127\.0\.0\.1:(\d+)"/);
    const url = `http://127.0.0.1:${port}`;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'not ready', reasons: [expect.any(String)] },
    ]);
    const token = `${Buffer.from('{"alg":"RS256","kid":"k"}').toString('base64url')}.e30.AAAA`;
    const call = await fetch(`${url}/mcp`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
    expect([call.status, call.headers.get('Retry-After')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    expect(server.output()).not.toContain('canary');
  });

  it('without the file of the platform’s token starts, as it may be written later, and warns', async () => {
    const { KEYCARD_CLIENT_SECRET: _secret, KEYCARD_CLIENT_ID: _id, ...env } = GOOD;
    const server = launch('main', { ...env, KEYCARD_WORKLOAD_TOKEN_FILE: '/nowhere/token' });
    await server.said(/"event":"identity.token_unreadable","reason":"ENOENT"/);
    await server.said(/"event":"ready"/);
  });

  it('with a zone.id in keycard.toml makes the issuer of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));
    writeFileSync(join(folder, 'keycard.toml'), '[zone]\nid = "abc123"\n');
    const { KEYCARD_URL: _, ...env } = GOOD;
    const server = launch('main', env, folder);
    await server.said(/"issuer":"https:\/\/abc123\.keycard\.cloud"/);
  });
});

describe('the sandbox process', () => {
  const FREE = { PORT: '0', SANDBOX_ZONE_PORT: '0', SANDBOX_LINEAR_PORT: '0' };

  it('prints one ready line with everything a script needs', async () => {
    const sandbox = launch('sandbox-main', FREE);
    const [, json = ''] = await sandbox.said(/^sandbox ready (\{.*\})$/m);
    const ready = JSON.parse(json) as Record<string, string> & { keys: { live: string; test: string } };
    expect(Object.keys(ready).sort()).toEqual([
      'console',
      'keys',
      'linear',
      'mcp',
      'people',
      'token',
      'zone',
    ]);
    const reply = await callByHand(ready['mcp'] ?? '', ready['token'] ?? '', 'list_issues', {
      assignee: 'me',
    });
    expect(reply.isError).toBe(false);
    for (const key of [ready.keys.live, ready.keys.test]) {
      const byKey = await callByHand(ready['mcp'] ?? '', key, 'list_issues', { assignee: 'me' });
      expect(byKey.isError, byKey.text).toBe(false);
    }
    expect((await fetch(ready['console'] ?? '')).status).toBe(200);
  });

  it.each([
    [{ HOST: '0.0.0.0' }, /loopback only/],
    [{ NODE_ENV: 'production' }, /production/],
    [{ PORT: 'http' }, /PORT: must be a port/],
    [{ SANDBOX_AUTO_APPROVE: 'nobody@nowhere.example' }, /SANDBOX_AUTO_APPROVE/],
  ])('refuses to start with %j', async (env, message) => {
    const sandbox = launch('sandbox-main', { ...FREE, ...env });
    expect(await sandbox.exited).toBe(1);
    expect(sandbox.output()).toMatch(message);
  });

  it('leaves nothing behind when the server between its stand-ins cannot start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));
    const sandbox = launch('sandbox-main', { ...FREE, TMPDIR: folder, ADMIN_PORT: 'abc' });
    expect(await sandbox.exited).toBe(1);
    expect(sandbox.output()).toContain('ADMIN_PORT');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not kept from ending by a request that is never finished', async () => {
    const server = launch('main', { ...GOOD, DRAIN_DELAY_SECONDS: '0', DRAIN_SECONDS: '15' });
    const [, port] = await server.said(/"listening":"127\.0\.0\.1:(\d+)"/);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n'));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    expect(server.output()).toContain('"result":"drained"');
  });

  it('exits 0 after SIGTERM', async () => {
    const sandbox = launch('sandbox-main', FREE);
    await sandbox.said(/^sandbox ready/m);
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.exited).toBe(0);
  });

  it('ends with npm, which people start it by', async () => {
    const npm = spawn('npm', ['run', 'sandbox'], { cwd: ROOT, env: { ...process.env, ...FREE } });
    let output = '';
    const ready = new Promise<string>((resolve) => {
      npm.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const [, json] = /^sandbox ready (\{.*\})$/m.exec(output) ?? [];
        if (json !== undefined) resolve(json);
      });
    });
    const { mcp } = JSON.parse(await ready) as { mcp: string };
    const ended = new Promise((resolve) => npm.once('close', resolve));
    npm.kill('SIGTERM');
    await ended;
    await expect(fetch(new URL('/healthz', mcp))).rejects.toThrow();
  });

  it('exits at once on a second signal', async () => {
    const sandbox = launch('sandbox-main', FREE);
    const [, json = ''] = await sandbox.said(/^sandbox ready (\{.*\})$/m);
    const { mcp = '' } = JSON.parse(json) as Record<string, string>;
    // A request whose body never comes keeps the server draining.
    const { port } = new URL(mcp);
    const { connect } = await import('node:net');
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.on('error', () => undefined);
    socket.write(`POST /healthz HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 10\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    sandbox.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 200));
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.exited).toBe(1);
  });
});
