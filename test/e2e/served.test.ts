import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/tools/catalogue.js';
import { callByHand, rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** What of the catalogue is served to whom: the operator's bounds, a connection's headers, the scope for writing. */
const MODERN = { 'MCP-Protocol-Version': '2026-07-28' };
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

async function listed(
  sandbox: TestSandbox,
  headers: Record<string, string> = {},
  method = 'tools/list',
): Promise<string[]> {
  const response = await rpc(sandbox.mcp, sandbox.token, { jsonrpc: '2.0', id: 1, method }, { headers });
  const body = await response.text();
  const { result } = JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body) as {
    result: Record<string, { name: string }[]>;
  };
  return Object.values(result)
    .flat()
    .map((one) => one.name);
}

const writers = catalogue.filter((tool) => tool.access === 'write');
const names = (tools: readonly { name: string }[]): string[] => tools.map((tool) => tool.name);

describe('a connection', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ env: { TOOLSETS: 'all' } });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => sandbox.forget());

  it('is served everything that the operator serves when it asks for nothing', async () => {
    expect(await listed(sandbox)).toEqual(names(catalogue));
  });

  it('narrows it to toolsets, in any case and order', async () => {
    const tools = await listed(sandbox, { 'X-MCP-Toolsets': ' Workspace,ISSUES ' });
    expect(tools).toEqual(
      names(catalogue.filter(({ toolset }) => ['issues', 'workspace'].includes(toolset))),
    );
    expect(await listed(sandbox, { 'X-MCP-Toolsets': 'default' })).toEqual(
      expect.arrayContaining(['list_issues', 'create_issue']),
    );
  });

  it('narrows it to reading: no tool that writes is listed or known, nor a prompt that needs one', async () => {
    const headers = { 'X-MCP-Readonly': 'true' };
    expect(await listed(sandbox, headers)).toEqual(
      names(catalogue.filter(({ access }) => access === 'read')),
    );
    const prompts = await listed(sandbox, headers, 'prompts/list');
    expect(prompts).toContain('standup');
    expect(prompts).not.toContain('write-issue');
  });

  it('names the few tools of the nearest names to whoever asks for one that there is not', async () => {
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'list_issue', {});
    expect(reply.error?.message).toMatch(
      /^There is no tool "list_issue" for this caller\. Did you mean list_issues(, [a-z_]+){4}\?$/,
    );
  });

  it.each(writers.map((tool) => tool.name))('that only reads cannot reach %s', async (tool) => {
    const reply = await callByHand(
      sandbox.mcp,
      sandbox.token,
      tool,
      {},
      { headers: { 'X-MCP-Readonly': '1' } },
    );
    expect(reply.error?.message).toContain(`There is no tool "${tool}"`);
    expect(await sandbox.linearJournal()).toEqual([]);
    expect(await sandbox.zoneJournal()).toEqual([]);
  });

  it.each([
    [{ 'X-MCP-Toolsets': 'issues,isues' }, /X-MCP-Toolsets.*default, all, issues, projects/],
    [{ 'X-MCP-Readonly': 'maybe' }, /X-MCP-Readonly must be true or false/],
  ])('is refused for a word that means nothing: %j', async (headers, problem) => {
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const response = await rpc(sandbox.mcp, sandbox.token, message, { headers });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/json/);
    const body = (await response.json()) as Record<string, string>;
    expect(body).toMatchObject({ error: 'invalid_choice' });
    expect(body['error_description']).toMatch(problem);
  });
});

describe('an operator', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ env: { TOOLSETS: 'workspace', READ_ONLY: '1' } });
  });
  afterAll(() => sandbox.stop());

  it('sets the upper bound, which no header widens', async () => {
    const bound = names(catalogue.filter((tool) => tool.toolset === 'workspace' && tool.access === 'read'));
    expect(await listed(sandbox)).toEqual(bound);
    const wish = { 'X-MCP-Toolsets': 'all', 'X-MCP-Readonly': 'false' };
    expect(await listed(sandbox, wish)).toEqual(bound);
    expect(
      (await callByHand(sandbox.mcp, sandbox.token, 'create_issue', {}, { headers: wish })).error,
    ).toBeDefined();
  });
});

describe('with a scope for writing', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox({ env: { WRITE_SCOPE: 'mcp:write' } });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => sandbox.forget());

  it('tools that write are listed all the same, and the metadata names the scope', async () => {
    expect(await listed(sandbox)).toContain('create_issue');
    const metadata = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', sandbox.mcp));
    expect(await metadata.json()).toMatchObject({ scopes_supported: ['mcp:tools', 'mcp:write'] });
  });

  it.each([
    ['2025', {}, {}],
    ['2026', { ...MODERN, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'create_issue' }, { _meta: META }],
  ])('a call without it is 403 with the union of scopes, in the era of %s', async (_era, headers, extra) => {
    const params = { name: 'create_issue', arguments: { team: 'ENG', title: 'x' }, ...extra };
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
    const response = await rpc(sandbox.mcp, sandbox.token, message, { headers });
    expect(response.status).toBe(403);
    const challenge = response.headers.get('www-authenticate') ?? '';
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="mcp:tools mcp:write"');
    expect(challenge).toContain('resource_metadata="http://localhost');
    expect(await response.json()).toMatchObject({ error: 'insufficient_scope' });
    expect(await sandbox.zoneJournal()).toEqual([]);
  });

  it('a header that names another tool opens no way past it, and hides the challenge from no client of 2025', async () => {
    const args = { team: 'ENG', title: 'Must not exist' };
    const message = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'create_issue', arguments: args },
    };
    const headers = { 'Mcp-Name': 'list_issues' };
    const response = await rpc(sandbox.mcp, sandbox.token, message, { headers });
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('scope="mcp:tools mcp:write"');
    const modern = { ...MODERN, 'Mcp-Method': 'tools/call', ...headers };
    const enveloped = { ...message, params: { ...message.params, _meta: META } };
    const refused = await rpc(sandbox.mcp, sandbox.token, enveloped, { headers: modern });
    expect(refused.status).toBe(400);
    expect(await sandbox.linearJournal()).toEqual([]);
  });

  it('a connection that only reads is not asked for it: the tool does not exist there', async () => {
    const init = { headers: { 'X-MCP-Readonly': 'true' } };
    const reply = await callByHand(sandbox.mcp, sandbox.token, 'create_issue', {}, init);
    expect(reply.status).toBe(200);
    expect(reply.error?.message).toContain('There is no tool "create_issue"');
  });

  it('reads go through', async () => {
    expect((await callByHand(sandbox.mcp, sandbox.token, 'list_issues', { limit: 1 })).isError).toBe(false);
  });

  it('a token that has it writes', async () => {
    const token = await sandbox.handles.zone.mintAccessToken({
      email: 'ada@lumen.example',
      resource: sandbox.mcp,
      scope: 'mcp:tools mcp:write',
    });
    const reply = await callByHand(sandbox.mcp, token, 'create_issue', { team: 'ENG', title: 'Scoped' });
    expect(reply.text).toMatch(/^Created ENG-/);
  });
});
