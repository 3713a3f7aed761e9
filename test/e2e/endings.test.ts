import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { callByHand, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** How calls end that do not end by themselves: the client leaves, time is up, the server is told to stop. */
let sandbox: TestSandbox;
afterEach(() => sandbox.stop());

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    if (await condition()) return;
    await sleep(25);
  }
  throw new Error('It did not come to pass within five seconds');
}

describe('a call', () => {
  it('is aborted at Linear when the client goes away, and leaves one event', async () => {
    sandbox = await startTestSandbox();
    sandbox.handles.linear.faults.set({ kind: 'latency', ms: 3_000 });
    const leave = new AbortController();
    const call = callByHand(sandbox.mcp, sandbox.token, 'get_user', {}, { signal: leave.signal });
    call.catch(() => undefined);
    await until(async () => (await sandbox.zoneJournal()).length === 1);
    leave.abort();
    await until(() => sandbox.events('tool.call').length === 1);
    expect(sandbox.events('tool.call')[0]).toMatchObject({ tool: 'get_user', outcome: 'canceled' });
  });

  it('is stopped at its deadline, which covers exchange and Linear together', async () => {
    sandbox = await startTestSandbox({ env: { CALL_TIMEOUT_SECONDS: '1' } });
    sandbox.handles.zone.faults.next('exchange', { kind: 'latency', ms: 700 });
    sandbox.handles.linear.faults.set({ kind: 'latency', ms: 700 });
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect(reply.isError).toBe(true);
    expect(reply.text).toMatch(/stopped after 1 seconds?/);
  });

  it('in flight is finished when the server stops, and no new one is taken', async () => {
    sandbox = await startTestSandbox();
    sandbox.handles.linear.faults.set({ kind: 'latency', ms: 500 });
    const calls = Array.from({ length: 10 }, () => callByHand(sandbox.mcp, sandbox.token, 'get_user'));
    await until(async () => (await sandbox.zoneJournal()).length === 10);
    const stopped = sandbox.stop();
    await expect(callByHand(sandbox.mcp, sandbox.token, 'get_user')).rejects.toThrow();
    const replies = await Promise.all(calls);
    expect(replies.map((reply) => reply.isError)).toEqual(replies.map(() => false));
    await stopped;
  });
});

describe('a server that is about to stop', () => {
  it('says with each answer that the connection ends, before it ends any', async () => {
    sandbox = await startTestSandbox({ env: { DRAIN_DELAY_SECONDS: '1' } });
    const look = async (): Promise<string | null> =>
      (await fetch(new URL('/healthz', sandbox.mcp))).headers.get('Connection');
    expect(await look()).toBe('keep-alive');
    const stopped = sandbox.stop();
    expect(await look()).toBe('close');
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(false);
    await stopped;
  });
});

describe('a write under an Idempotency-Key', () => {
  const begin = async (env: Record<string, string> = {}): Promise<AbortController> => {
    sandbox = await startTestSandbox({ makeKeys: true, permitImpersonation: true, env });
    sandbox.handles.linear.faults.set({ kind: 'latency', ms: 1_500 });
    const leave = new AbortController();
    const write = fetch(new URL('/v1/tools/create_issue', sandbox.mcp), {
      method: 'POST',
      signal: leave.signal,
      headers: {
        Authorization: `Bearer ${sandbox.keys?.live}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': 'c0ffee99-ending',
      },
      body: JSON.stringify({ team: 'ENG', title: 'Written while the server ends' }),
    });
    write.catch(() => undefined);
    await until(async () => (await sandbox.linearJournal()).length > 0);
    return leave;
  };

  it('whose client has left is finished when the server stops, and recorded', async () => {
    const leave = await begin();
    leave.abort();
    await sleep(50);
    await sandbox.stop();
    expect(sandbox.events('tool.call')).toMatchObject([{ tool: 'create_issue', outcome: 'ok' }]);
  });

  it('is canceled when the time to stop is over, and recorded', async () => {
    const leave = await begin({ DRAIN_SECONDS: '1' });
    leave.abort();
    await sleep(50);
    await sandbox.stop();
    expect(sandbox.events('tool.call')).toMatchObject([{ tool: 'create_issue', outcome: 'canceled' }]);
  });
});

describe('Linear', () => {
  it.each([
    ['HTML with 200', { kind: 'garbage' }],
    ['a reset', { kind: 'reset' }],
    ['a partial answer', { kind: 'partial' }],
  ])('answering %s is a tool error, with nothing of it shown', async (_, fault) => {
    sandbox = await startTestSandbox();
    sandbox.handles.linear.faults.set(fault as Parameters<typeof sandbox.handles.linear.faults.set>[0]);
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
    expect(reply.isError).toBe(true);
    expect(reply.text).toMatch(/^Linear /);
    expect(reply.text).not.toMatch(/<|html|ECONN/i);
  });
});
