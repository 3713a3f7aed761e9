import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditRecord } from '../../src/telemetry/audit/record.js';
import { createBrowser, type Page, pressThrough } from '../support/browser.js';
import { personCalled, startTestSandbox, type TestSandbox, unconnectedIn } from '../support/sandbox.js';

/** What strangers and visitors of the connect pages can bring about, and what is left of it in the records. */
const file = join(mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-')), 'audit.jsonl');
let sandbox: TestSandbox;
let admin: string;
beforeAll(async () => {
  sandbox = await startTestSandbox({ env: { AUDIT_LOG: file, ADMIN_PORT: '0' } });
  admin = `http://${/"admin":"([\d.:]+)"/.exec(sandbox.logText())?.[1]}`;
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.forget());

const ALICE = 'ada@lumen.example';
const BOB = 'kenji@lumen.example';
const records = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [auditRecord.parse(JSON.parse(line))]));
const at = (path: string): string => new URL(path, sandbox.mcp).href;

/** A flow that a stranger has begun: the cookie, and a return with its state and a code that is none. */
async function begun(): Promise<{ cookie: string; back: string }> {
  const start = await fetch(at('/connect/status/check'), { redirect: 'manual' });
  const state = new URL(start.headers.get('location') ?? '').searchParams.get('state');
  const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
  const back = `/connect/callback?code=junk&state=${state}&iss=${encodeURIComponent(sandbox.zone)}`;
  return { cookie, back: at(back) };
}

/** Without going on to the page that says how it ended. */
const comeBack = ({ cookie, back }: { cookie: string; back: string }): Promise<Response> =>
  fetch(back, { headers: { cookie }, redirect: 'manual' });

/** As far as a person called so comes by pressing what the pages offer. */
async function visit(from: string, email: string): Promise<Page> {
  const browser = createBrowser();
  const nowhere = 'http://nowhere.invalid/';
  return pressThrough(browser, await browser.open(from, nowhere), personCalled(email).acts, nowhere);
}

describe('a stranger with a flow that they began', () => {
  it('makes the server ask the zone once, however often they come back', async () => {
    const { cookie, back } = await begun();
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await comeBack({ cookie, back })).status);
    expect(statuses).toEqual([303, 400, 400, 400, 400]);
    expect(await sandbox.zoneJournal()).toHaveLength(1);
  });

  it('does not decide whether somebody is called for a fault of the server', async () => {
    for (const length of [50, 50, 12]) {
      const flows = await Promise.all(Array.from({ length }, begun));
      await Promise.all(flows.map(comeBack));
    }
    const metrics = await (await fetch(`${admin}/metrics`)).text();
    expect(metrics).toMatch(/^linear_mcp_faults_total 0$/m);
    expect(metrics).toMatch(/^linear_mcp_refused_callers_total\{code="connect_failed",reason=""\} 11\d$/m);
  });
});

/** The link that somebody is given who has not connected Linear. */
async function linkOf(email: string): Promise<string> {
  const { link } = await unconnectedIn(sandbox, email);
  return link.replace('/connect?', '/connect/start?');
}

describe('a visitor', () => {
  it('who opens the link of somebody else is recorded by name', async () => {
    expect((await visit(await linkOf(ALICE), BOB)).status).toBe(403);
    const expected = {
      event: 'caller.refused',
      outcome: 'wrong_person',
      delegation: [
        { role: 'person', id: sandbox.people[BOB] },
        { role: 'client', id: expect.any(String) },
        { role: 'server', id: sandbox.mcp },
      ],
    };
    await expect.poll(() => records().at(-1)).toMatchObject(expected);
    expect(sandbox.events('caller.refused').at(-1)).toMatchObject({ code: 'wrong_person' });
  });

  it('for whom a token is minted, to see whether Linear is connected, is recorded as an access', async () => {
    expect((await visit(await linkOf(BOB), BOB)).text).toMatch(/Linear is connected/);
    const found = () => records().filter(({ tool }) => tool === 'connect/check');
    await expect.poll(found).toMatchObject([
      {
        event: 'tool.call',
        access: 'read',
        outcome: 'ok',
        exchangeMs: expect.any(Number),
        linear: { requests: 0 },
      },
    ]);
    const [check] = found();
    expect(check?.delegation.map(({ role }) => role)).toEqual(['person', 'client', 'server']);
    expect(check?.delegation[0]?.id).toBe(sandbox.people[BOB]);
  });
});

describe('whoever begins one flow after the other', () => {
  it('makes the server ask the zone no oftener than some hundred times a minute', async () => {
    const flows = await Promise.all(Array.from({ length: 130 }, begun));
    const statuses = await Promise.all(flows.map(async (flow) => (await comeBack(flow)).status));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    const asked = await sandbox.zoneJournal();
    expect(asked.length).toBe(statuses.filter((status) => status === 303).length);
    expect(asked.length).toBeLessThanOrEqual(120);
  });
});
