import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, startAuthority } from '../security/support/authority.js';
import { settings } from '../security/support/guarded.js';
import { type Ledger, startLedger } from '../security/support/ledger.js';
import { type Collector, startCollector } from '../support/collector.js';
import { type Running, start } from '../support/process.js';
import { callByHand } from '../support/sandbox.js';

/** The server process and a collector that does not always want what it is sent. */
let authority: Authority;
let ledger: Ledger;
let collector: Collector;
let server: Running;
let mcp: string;

beforeAll(async () => {
  authority = await startAuthority();
  ledger = await startLedger(authority.ownerOf);
  collector = await startCollector();
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));
  // Where the libraries would not look by themselves.
  writeFileSync(
    join(folder, '.env'),
    `OTEL_EXPORTER_OTLP_ENDPOINT=${collector.url}\nOTEL_BSP_SCHEDULE_DELAY=60000\nOTEL_SERVICE_NAME=from-the-file\n`,
  );
  const env = {
    ...settings(port, authority.issuer, ledger.url),
    ADMIN_PORT: '0',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  };
  server = start('main', env, folder);
  mcp = `http://localhost:${port}/mcp`;
  await server.said(/"msg":"ready/);
});
afterAll(async () => {
  server.child.kill('SIGKILL');
  collector.close();
  await Promise.all([authority.close(), ledger.close()]);
});

const call = () => callByHand(mcp, authority.mint('ada', mcp), 'get_user');

describe('traces', () => {
  it('may be configured in .env, over which the environment has the last word', async () => {
    expect((await call()).isError).toBe(false);
    await expect.poll(() => collector.spans.length).toBeGreaterThan(4);
    expect(collector.spans[0]?.resource).toMatchObject({ 'service.name': 'from-the-file' });
  });

  it('that the collector does not take are counted and told once, and no call knows', async () => {
    collector.answerWith(400);
    const admin = /"admin":"([\d.:]+)"/.exec(server.output())?.[1];
    const failures = async (): Promise<number> => {
      const text = await (await fetch(`http://${admin}/metrics`)).text();
      return Number(/^linear_mcp_trace_export_failures_total (\d+)$/m.exec(text)?.[1]);
    };
    await expect
      .poll(async () => {
        expect((await call()).isError).toBe(false);
        return failures();
      })
      .toBeGreaterThan(1);
    await server.said(/"event":"traces\.failing"/);
    expect(server.output().match(/traces\.failing/g)).toHaveLength(1);
  });

  it('that are still inside leave before the process ends, with the audit records', async () => {
    collector.answerWith(200);
    const before = collector.spans.length;
    expect((await call()).isError).toBe(false);
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    expect(collector.spans.length).toBeGreaterThan(before);
    const audited = server.output().match(/"schema":"keycard-linear-mcp\/audit"/g)?.length;
    expect(audited).toBe(server.output().match(/"event":"tool\.call","requestId"[^\n]*"msg"/g)?.length);
    expect(server.output()).toContain('"msg":"stopped"');
  });
});
