import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditRecord } from '../../src/telemetry/audit/record.js';
import { originOf, rest } from '../support/doors.js';
import { keyFile, makeKey } from '../support/keys.js';
import { type Running, start } from '../support/process.js';
import { callByHand, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));
const file = join(folder, 'audit.jsonl');

function records() {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.filter((line) => line !== '').map((line) => auditRecord.parse(JSON.parse(line)));
}

describe('an audit log that is required', () => {
  let sandbox: TestSandbox;
  let admin: string;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ env: { AUDIT_LOG: file, AUDIT_REQUIRED: '1', ADMIN_PORT: '0' } });
    admin = `http://${/"admin":"([\d.:]+)"/.exec(sandbox.logText())?.[1]}`;
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => sandbox.forget());

  const create = (title: string) =>
    callByHand(sandbox.mcp, sandbox.token, 'create_issue', { team: 'ENG', title });
  const read = () => callByHand(sandbox.mcp, sandbox.token, 'get_user');
  const readyz = async (): Promise<[number, unknown]> => {
    const response = await fetch(new URL('/readyz', sandbox.mcp));
    return [response.status, await response.json()];
  };

  it('has a record of a change before it is made, and another of how it ended', async () => {
    expect((await create('Recorded twice')).isError).toBe(false);
    await expect.poll(() => records().length).toBe(2);
    const [begun, ended] = records();
    expect(begun).toMatchObject({ event: 'tool.write_begun', tool: 'create_issue', access: 'write' });
    expect(ended).toMatchObject({ event: 'tool.call', tool: 'create_issue', outcome: 'ok' });
    expect(begun?.requestId).toBe(ended?.requestId);
    expect(begun).not.toHaveProperty('outcome');
  });

  it('stops changes, and only them, while it cannot be written; and is missed loudly', async () => {
    // A folder in the file's place: what not even root can append to.
    renameSync(file, `${file}.before`);
    mkdirSync(file);
    const refused = await create('Must not be made');
    expect([refused.isError, refused.text]).toEqual([true, expect.stringContaining('nothing was changed')]);
    expect(await sandbox.zoneJournal()).toEqual([]);
    expect(await sandbox.linearJournal()).toEqual([]);
    expect((await read()).isError).toBe(false);
    expect(await readyz()).toEqual([
      503,
      { status: 'not ready', reasons: [expect.stringContaining('audit')] },
    ]);
    await create('Nor this');
    expect(sandbox.events('audit.failing')).toEqual([
      expect.objectContaining({ level: 50, code: 'EISDIR', isRequired: true }),
    ]);
    const text = await (await fetch(`${admin}/metrics`)).text();
    expect(text).toMatch(/^linear_mcp_audit_failing 1$/m);
    expect(text).toMatch(/^linear_mcp_audit_failures_total [1-9]/m);
    expect(text).toMatch(/^linear_mcp_ready 0$/m);
    expect(text).toMatch(/outcome="audit_unavailable"/);
  });

  it('goes on by itself, with what had to wait', async () => {
    rmdirSync(file);
    await expect.poll(async () => (await readyz())[0], { timeout: 5_000 }).toBe(200);
    expect(records().map(({ tool, outcome }) => `${tool} ${outcome}`)).toEqual([
      'create_issue audit_unavailable',
      'get_user ok',
      'create_issue audit_unavailable',
    ]);
    expect((await create('Made again')).isError).toBe(false);
    expect(sandbox.events('audit.recovered')).toHaveLength(1);
  });
});

describe('an audit log that is not required', () => {
  let sandbox: TestSandbox;
  afterEach(() => sandbox.stop());

  it('stops nothing when it fails, and loses nothing when it is back soon', async () => {
    const place = join(folder, 'optional.jsonl');
    sandbox = await startTestSandbox({ env: { AUDIT_LOG: place } });
    renameSync(place, `${place}.1`);
    mkdirSync(place);
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'create_issue', {
      team: 'ENG',
      title: 'Made',
    });
    expect(reply.isError).toBe(false);
    await expect.poll(() => sandbox.events('audit.failing').length).toBe(1);
    const degraded = await fetch(new URL('/readyz', sandbox.mcp));
    expect([degraded.status, await degraded.json()]).toEqual([
      200,
      { status: 'degraded', reasons: ['the audit log cannot be written'] },
    ]);
    rmdirSync(place);
    await expect.poll(() => sandbox.events('audit.recovered').length, { timeout: 5_000 }).toBe(1);
    expect(readFileSync(place, 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });

  it('is one line for each call, and a zone that is down shows in readiness without taking the server out', async () => {
    const place = join(folder, 'outage.jsonl');
    sandbox = await startTestSandbox({ env: { AUDIT_LOG: place } });
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(false);
    sandbox.handles.zone.faults.set('exchange', { kind: 'reset' });
    for (let n = 0; n < 3; n += 1) await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    const readyz = await fetch(new URL('/readyz', sandbox.mcp));
    expect([readyz.status, await readyz.json()]).toEqual([
      200,
      { status: 'degraded', reasons: [expect.stringContaining('Keycard does not answer')] },
    ]);
    await expect.poll(() => readFileSync(place, 'utf8').trimEnd().split('\n').length).toBe(4);
    expect(readFileSync(place, 'utf8')).toContain('"outcome":"exchange_unavailable"');
  });
});

describe('the key door', () => {
  it('is recorded like the other: whose key, which tool, how it ended, and no Linear where there is none', async () => {
    const place = join(folder, 'keys.jsonl');
    const key = makeKey('test');
    const sandbox = await startTestSandbox({
      env: { AUDIT_LOG: place, ADMIN_PORT: '0', API_KEYS_FILE: keyFile([key]).path },
    });
    const origin = originOf(sandbox);
    expect((await rest(origin, key.text, '/v1/tools/get_user', { body: {} })).status).toBe(200);
    expect((await rest(origin, key.text, '/v1/tools/nonsense-secret', { body: {} })).status).toBe(404);
    expect((await rest(origin, makeKey('live').text, '/v1/me')).status).toBe(401);
    const written = (): Record<string, unknown>[] =>
      readFileSync(place, 'utf8')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [auditRecord.parse(JSON.parse(line))]));
    await expect.poll(() => written().length).toBe(3);
    const { id, organisation, user } = key.record;
    const ofKey = { door: 'key', keyId: id, organisation, mode: 'test' };
    const delegation = [
      { role: 'person', id: user },
      { role: 'client', id },
      { role: 'server', id: sandbox.mcp },
    ];
    expect(written()).toMatchObject([
      {
        ...ofKey,
        event: 'tool.call',
        tool: 'get_user',
        outcome: 'ok',
        delegation,
        queueMs: expect.any(Number),
      },
      { ...ofKey, event: 'tool.call', tool: 'unknown', outcome: 'unknown_tool', delegation },
      { event: 'caller.refused', outcome: 'key_refused', reason: 'unknown', delegation: [] },
    ]);
    const admin = /"admin":"([\d.:]+)"/.exec(sandbox.logText())?.[1];
    const text = await (await fetch(`http://${admin}/metrics`)).text();
    expect(text).toContain('linear_mcp_calls_total{tool="get_user",outcome="ok",door="test"} 1');
    expect(text).not.toMatch(/^linear_mcp_exchange_seconds_count/m);
    expect(text + readFileSync(place, 'utf8')).not.toContain('nonsense-secret');
    await sandbox.stop();
  });
});

describe('the process', () => {
  const GOOD = {
    KEYCARD_URL: 'http://127.0.0.1:9',
    KEYCARD_CLIENT_ID: 'id',
    KEYCARD_CLIENT_SECRET: 's',
    PORT: '0',
    PUBLIC_URL: 'http://localhost:1',
  };
  const running: Running[] = [];
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  it('writes audit records to its standard output when no file is named', async () => {
    const server = start('main', GOOD);
    running.push(server);
    const [, port] = await server.said(/"listening":"127\.0\.0\.1:(\d+)"/);
    await fetch(`http://127.0.0.1:${port}/mcp`, {
      method: 'POST',
      headers: { 'X-Request-Id': 'on-stdout-1' },
    });
    const [line] = await server.said(/^\{"schema":"keycard-linear-mcp\/audit".*$/m);
    expect(auditRecord.parse(JSON.parse(line))).toMatchObject({
      requestId: 'on-stdout-1',
      outcome: 'credentials_missing',
    });
  });

  it('does not start with an audit log that it cannot write, and says which', async () => {
    const blocked = join(folder, 'a-file');
    writeFileSync(blocked, '');
    const server = start('main', { ...GOOD, AUDIT_LOG: join(blocked, 'audit.jsonl') });
    running.push(server);
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(/AUDIT_LOG cannot be opened for appending \(ENOTDIR\)/);
  });

  it('does not wait for somebody to read a pipe before it starts', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const server = start('main', { ...GOOD, AUDIT_LOG: pipe });
    running.push(server);
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(
      /AUDIT_LOG cannot be opened for appending \(ENXIO\): it is a pipe that nobody reads/,
    );
  });

  it('leaves the reader of a pipe what it reads: a look at the pipe is not the end of it', async () => {
    const pipe = join(folder, 'pipe-that-is-read');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: 'ignore' });
    const ended = new Promise<string>((resolve) => reader.once('exit', () => resolve('ended')));
    const server = start('main', { ...GOOD, AUDIT_LOG: pipe });
    running.push(server);
    await server.said(/"msg":"ready/);
    expect(await Promise.race([ended, sleep(500, 'reads on')])).toBe('reads on');
    server.child.kill('SIGKILL');
    expect(await ended).toBe('ended');
  });

  it('does not start where changes have to be recorded and there is no place for records', async () => {
    const sandbox = start('sandbox-main', {
      PORT: '0',
      SANDBOX_ZONE_PORT: '0',
      SANDBOX_LINEAR_PORT: '0',
      AUDIT_REQUIRED: '1',
    });
    running.push(sandbox);
    expect(await sandbox.exited).toBe(1);
    expect(sandbox.output()).toMatch(
      /^AUDIT_REQUIRED is set, and there is no place for records: name a file with AUDIT_LOG$/m,
    );
  });

  it('does not start when the port of its admin listener is taken, and names that variable', async () => {
    const first = start('main', { ...GOOD, ADMIN_PORT: '0' });
    running.push(first);
    const [, port = ''] = await first.said(/"admin":"127\.0\.0\.1:(\d+)"/);
    const second = start('main', { ...GOOD, ADMIN_PORT: port });
    running.push(second);
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/- ADMIN_PORT: the port is in use/);
  });

  it('does not start when its admin listener has no address of this machine, and names that variable', async () => {
    const server = start('main', { ...GOOD, ADMIN_HOST: '192.0.2.1', ADMIN_PORT: '0' });
    running.push(server);
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(/- ADMIN_HOST is no address of this machine \(EADDRNOTAVAIL\)/);
  });
});
