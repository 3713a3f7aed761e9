import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** What a client hears of a call before its answer, and what it gets besides text. */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());

interface Message {
  method?: string;
  params?: { progressToken?: unknown; progress?: number; total?: number; message?: string };
  result?: {
    structuredContent?: Record<string, unknown>;
    content: { text: string }[];
    tools?: Record<string, unknown>[];
  };
}

async function messages(
  params: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Message[]> {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
  const response = await rpc(sandbox.mcp, sandbox.token, message, { headers });
  const body = await response.text();
  const lines = [...body.matchAll(/^data: (.+)$/gm)].map(([, json]) => json ?? '');
  return (lines.length > 0 ? lines : [body]).map((json): Message => JSON.parse(json));
}

const MODERN = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call' };
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const BATCH = { team: 'ENG', issues: [{ title: 'One' }, { title: 'Two' }] };

describe.each([
  ['2025', {}, {}],
  ['2026', { ...MODERN, 'Mcp-Name': 'create_issues' }, META],
] as const)('progress of a batch, in the era of %s', (_era, headers, meta) => {
  it('is told to a client that asks for it, before the answer', async () => {
    const params = { name: 'create_issues', arguments: BATCH, _meta: { ...meta, progressToken: 'p1' } };
    const heard = await messages(params, headers);
    const progress = heard
      .filter(({ method }) => method === 'notifications/progress')
      .map((each) => each.params);
    expect(progress.map((each) => [each?.progressToken, each?.progress, each?.total])).toEqual([
      ['p1', 0, 2],
      ['p1', 1, 2],
      ['p1', 2, 2],
    ]);
    expect(heard.at(-1)?.result?.content[0]?.text).toMatch(/^Created 2 issues/);
  });

  it('is not told to one that does not', async () => {
    const heard = await messages({ name: 'create_issues', arguments: BATCH, _meta: { ...meta } }, headers);
    expect(heard.filter(({ method }) => method !== undefined)).toEqual([]);
  });
});

describe('create_issue', () => {
  it('says for programs what it says for models', async () => {
    const [answer] = await messages({
      name: 'create_issue',
      arguments: { team: 'ENG', title: 'For a program' },
    });
    const { structuredContent, content } = answer?.result ?? {};
    expect(structuredContent).toEqual({
      id: expect.stringMatching(/^ENG-\d+$/),
      url: expect.stringMatching(/^https:/),
      created: true,
    });
    expect(content?.[0]?.text).toContain(String(structuredContent?.['id']));
  });
});
