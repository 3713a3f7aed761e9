import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** What a host does that is given a header instead of a sign-in (`claude mcp add … --header`). */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ makeKeys: true, permitImpersonation: true });
});
afterAll(() => sandbox.stop());

const INFO = { name: 'a-host', version: '1.0.0' };
const CALL = { name: 'list_issues', arguments: { assignee: 'me', limit: 1 } };

interface Outcome {
  tools: string[];
  result: Record<string, unknown>;
}

async function withV1(key: string): Promise<Outcome> {
  const client = new ClientV1(INFO);
  const requestInit = { headers: { Authorization: `Bearer ${key}` } };
  const transport = new TransportV1(new URL(sandbox.mcp), { requestInit });
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  const tools = (await client.listTools()).tools.map(({ name }) => name);
  const result = await client.callTool(CALL);
  await client.close();
  return { tools, result };
}

const withV2 =
  (mode: 'legacy' | 'auto' | { pin: string }) =>
  async (key: string): Promise<Outcome> => {
    const client = new ClientV2(INFO, { versionNegotiation: { mode } });
    const requestInit = { headers: { Authorization: `Bearer ${key}` } };
    await client.connect(new TransportV2(new URL(sandbox.mcp), { requestInit }));
    const tools = (await client.listTools()).tools.map(({ name }) => name);
    const result = await client.callTool(CALL);
    await client.close();
    return { tools, result };
  };

describe.each<[string, (key: string) => Promise<Outcome>]>([
  ['v1', withV1],
  ['v2 legacy', withV2('legacy')],
  ['v2 auto', withV2('auto')],
  ['v2 modern', withV2({ pin: '2026-07-28' })],
])('a host with a key in a header (%s)', (_, connect) => {
  it('lists and calls, and a test says of itself that it is one', async () => {
    const live = await connect(sandbox.keys?.live ?? '');
    expect(live.tools).toContain('list_issues');
    expect(live.result['isError']).not.toBe(true);
    expect(live.result['_meta'] ?? {}).not.toHaveProperty('mode');
    const test = await connect(sandbox.keys?.test ?? '');
    expect(test.tools).toEqual(live.tools);
    expect(test.result['_meta']).toMatchObject({ mode: 'test' });
    expect(JSON.stringify(test.result['content'])).toContain('mode: \\"test\\"');
  });

  it('with a key that is not good fails without being sent anywhere', async () => {
    await expect(connect(`sk_live_${'0'.repeat(16)}_${'0'.repeat(64)}`)).rejects.toThrow();
    expect(sandbox.events('caller.refused').at(-1)).toMatchObject({
      code: 'key_refused',
      keyId: '0'.repeat(16),
    });
  });
});
