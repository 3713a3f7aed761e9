import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, start } from '../support/process.js';
import { callByHand, startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { startTap } from '../support/tap.js';

/** Where tokens go, and where they must not: observed outside the server, between it and Linear. */
let sandbox: TestSandbox;
let tap: Awaited<ReturnType<typeof startTap>>;
let server: Running;
let mcp: string;
let clientSecret: string;
const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));

beforeAll(async () => {
  sandbox = await startTestSandbox();
  tap = await startTap(sandbox.linear);
  const port = await freePort();
  mcp = `http://localhost:${port}/mcp`;
  const { zone } = sandbox.handles;
  const application = zone.management.createApplication({ name: 'second', identifier: 'urn:second' });
  zone.management.createResource({
    name: 'second',
    identifier: mcp,
    application_id: application.id,
    credential_provider_id: zone.stsProvider().id,
    scopes: ['mcp:tools'],
  });
  const linear = zone.directory.resolveResource('https://api.linear.app');
  zone.management.addDependency(application.id, linear?.id ?? '');
  const credential = zone.management.createPasswordCredential(application.id);
  clientSecret = credential.password;
  server = start(
    'main',
    {
      PORT: String(port),
      KEYCARD_URL: sandbox.zone,
      KEYCARD_CLIENT_ID: credential.identifier,
      KEYCARD_CLIENT_SECRET: credential.password,
      LINEAR_API_URL: tap.url,
      LOG_LEVEL: 'trace',
      NODE_OPTIONS: '--heapsnapshot-signal=SIGUSR2',
    },
    folder,
  );
  await server.said(/"msg":"ready/);
});
afterAll(async () => {
  server?.child.kill('SIGKILL');
  tap?.close();
  await sandbox?.stop();
});

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function snapshot(): Promise<string> {
  const before = readdirSync(folder).length;
  server.child.kill('SIGUSR2');
  for (let n = 0; n < 1200 && readdirSync(folder).length === before; n += 1) await sleep(50);
  // The file grows while it is written; its last member is the table of strings.
  for (let n = 0; n < 1200; n += 1) {
    const newest = readdirSync(folder).sort().at(-1) ?? '';
    const text = readFileSync(join(folder, newest), 'utf8');
    if (text.trimEnd().endsWith(']}')) return text;
    await sleep(50);
  }
  throw new Error('No heap snapshot was written');
}

describe('tokens', () => {
  it('stay where they belong: not the inbound one at Linear, not the exchanged one in a log, a reply or memory', async () => {
    const agent = new Agent();
    const init = { dispatcher: agent } as unknown as RequestInit;
    const users = sandbox.handles.linear.workspace.users.slice(0, 3);
    const inbound = await Promise.all(
      users.map(({ email }) => sandbox.handles.zone.mintAccessToken({ email, resource: mcp })),
    );
    const replies: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      for (const token of inbound) {
        const names = [
          ['list_issues', { assignee: 'me' }],
          ['get_user', {}],
          ['get_issue', { ids: ['NOPE-1'] }],
          ['list_issues', { nonsense: 1 }],
        ] as const;
        for (const [name, args] of names)
          replies.push(JSON.stringify(await callByHand(mcp, token, name, args, init)));
      }
    }

    // At Linear: an exchanged token on every request, each its own, and no byte of an inbound one.
    const exchanged = tap.seen.map(({ headers }) => String(headers.authorization).replace('Bearer ', ''));
    expect(exchanged.length).toBeGreaterThanOrEqual(120);
    expect(new Set(exchanged).size).toBe(exchanged.length);
    const atLinear = JSON.stringify(tap.seen);
    for (const token of inbound) for (const part of token.split('.')) expect(atLinear).not.toContain(part);

    // In no log line and in no reply, whole or in part.
    const secrets = [...exchanged, ...inbound.map((token) => token.split('.')[2] ?? '')];
    const written = server.output() + replies.join('\n');
    for (const secret of secrets) expect(written).not.toContain(secret.slice(0, 24));
    expect(written).toContain('tool.call');

    // In no memory after the calls; the client secret, which is held on purpose, shows that the search finds things.
    await agent.close();
    await sleep(200);
    const heap = await snapshot();
    expect(heap.includes(clientSecret)).toBe(true);
    const kept = exchanged.filter((token) => heap.includes(token));
    const keptInbound = inbound.filter((token) => heap.includes(token.slice(200, 400)));
    expect({ kept: kept.length, keptInbound: keptInbound.length }).toEqual({ kept: 0, keptInbound: 0 });
  }, 150_000);
});
