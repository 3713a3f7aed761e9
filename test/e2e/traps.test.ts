import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/tools/catalogue.js';
import { type Agent, ERAS, signIn } from '../support/clients.js';
import { callByHand, personCalled, rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** What clients get wrong, and how they get on all the same. The list is test/traps/TRAPS.md. */
const ADA = 'ada@lumen.example';
const approved = { acts: [] };

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ autoApprove: ADA });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.forget());

describe('a client that was given the address with a slash at its end', () => {
  it.each(ERAS)('signs in and calls (%s)', async (era) => {
    const agent = await signIn(`${sandbox.mcp}/`, era, approved);
    expect((await agent.call('get_user')).text).toContain(ADA);
    await agent.close();
  });

  it('does not get in with a token for an audience with a slash: it would be another resource', async () => {
    const { zone } = sandbox.handles;
    const application = zone.management.createApplication({ name: 'slash', identifier: 'urn:slash' });
    zone.management.createResource({
      name: 'slash',
      identifier: `${sandbox.mcp}/`,
      application_id: application.id,
      credential_provider_id: zone.stsProvider().id,
      scopes: ['mcp:tools'],
    });
    const token = await zone.mintAccessToken({ email: ADA, resource: `${sandbox.mcp}/` });
    const answer = await callRaw(token);
    expect([answer.status, answer.challenge]).toEqual([401, expect.stringContaining('invalid_token')]);
  });
});

describe('a client that looks around before it signs in', () => {
  const DISCOVER = {
    jsonrpc: '2.0',
    id: 1,
    method: 'server/discover',
    params: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
  };

  it.each([
    ['server/discover', 'POST', { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'server/discover' }],
    ['a stream, as of 2024', 'GET', { 'MCP-Protocol-Version': '2024-11-05', Accept: 'text/event-stream' }],
    ['HEAD', 'HEAD', {}],
  ])(
    'by %s is told to sign in, before anything else of its request is judged',
    async (_, method, headers) => {
      const body = method === 'POST' ? JSON.stringify(DISCOVER) : null;
      const answer = await fetch(sandbox.mcp, { method, headers, body });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/scope="mcp:tools".*resource_metadata="/);
    },
  );

  it('and asks for a stream with its token is told at once that there is none', async () => {
    const headers = { Authorization: `Bearer ${sandbox.token}`, Accept: 'text/event-stream' };
    const answer = await fetch(sandbox.mcp, { headers });
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'POST']);
  });
});

describe('a client of an older revision', () => {
  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
    'of %s is answered in its own, and served without a version in later requests',
    async (revision) => {
      const hello = await message('initialize', {
        protocolVersion: revision,
        capabilities: {},
        clientInfo: { name: 'old', version: '1' },
      });
      expect(hello).toMatchObject({ result: { protocolVersion: revision } });
      expect(await message('ping')).toMatchObject({ result: {} });
      expect(await message('tools/list')).toMatchObject({ result: { tools: expect.any(Array) } });
    },
  );
});

describe('a client that refreshes', () => {
  it.each(ERAS)(
    'in five calls at once, with one refresh token, does not end up signed out (%s)',
    async (era) => {
      const agent = await signIn(sandbox.mcp, era, approved);
      agent.setAccessToken('garbage.garbage.garbage');
      const calls = Array.from({ length: 5 }, () => agent.call('get_user'));
      const answers = await Promise.allSettled(calls);
      // A refresh token is good for once (RFC 9700 §4.14.2): the zone refuses the others. One of them has won, though.
      const answered = answers.filter(({ status }) => status === 'fulfilled');
      expect(answered.length).toBeGreaterThanOrEqual(1);
      expect((await agent.call('get_user')).text).toContain(ADA);
      expect(agent.signIns()).toBe(1);
      await agent.close();
    },
  );

  it('and storms with a dead token costs nothing upstream and is slowed by nobody else', async () => {
    const storm = await Promise.all(Array.from({ length: 200 }, () => callRaw('garbage.garbage.garbage')));
    expect(new Set(storm.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await sandbox.zoneJournal()).toEqual([]);
    expect(await sandbox.linearJournal()).toEqual([]);
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(false);
  });
});

describe('what a tool says when it fails', () => {
  it('never sounds as if the person were signed out', async () => {
    const texts = await Promise.all(
      catalogue.map(async ({ name }) => {
        const { text, error } = await callByHand(sandbox.mcp, sandbox.token, name, { nonsense: true });
        return `${text}${error?.message ?? ''}`;
      }),
    );
    expect(texts.filter((text) => text === '' || /401|unauthori[sz]ed/i.test(text))).toEqual([]);
  });
});

describe('a client that would identify itself by a document on the internet', () => {
  const SUPPORTED = 'client_id_metadata_document_supported';
  const advertised = async (at: TestSandbox): Promise<unknown> => {
    const answer = await fetch(`${at.zone}/.well-known/oauth-authorization-server`);
    return answer.json();
  };

  it('registers at a sandbox, which need not be online, unless that is told to read such documents', async () => {
    expect(await advertised(sandbox)).not.toHaveProperty(SUPPORTED);
    expect(await advertised(sandbox)).toHaveProperty('registration_endpoint');
    const online = await startTestSandbox({ clientIdMetadataDocuments: true });
    expect(await advertised(online)).toHaveProperty(SUPPORTED, true);
    await online.stop();
  });
});

describe('words', () => {
  it.each([
    ['plain', 'create_issue'],
    ['encoded', `=?base64?${Buffer.from('create_issue').toString('base64')}?=`],
  ])(
    'of many alphabets reach Linear and come back as they were, named in a header or not (%s)',
    async (_, name) => {
      const title = 'Grüße, 日本語, Привет, 🚀';
      const { text } = await callByHand(
        sandbox.mcp,
        sandbox.token,
        'create_issue',
        { team: 'ENG', title },
        { headers: { 'Mcp-Method': 'tools/call', 'Mcp-Name': name } },
      );
      expect(text).toContain(title);
    },
  );
});

describe('a client without a scope that a tool needs', () => {
  let guarded: TestSandbox;
  beforeAll(async () => {
    guarded = await startTestSandbox({ env: { WRITE_SCOPE: 'mcp:write' } });
    const { zone } = guarded.handles;
    const ours = zone.directory.resolveResource(guarded.mcp);
    if (ours !== undefined) zone.management.patchResource(ours.id, { scopes: ['mcp:tools', 'mcp:write'] });
  });
  afterAll(() => guarded.stop());

  const create = (agent: Agent) => agent.call('create_issue', { team: 'ENG', title: 'Stepped up' });

  it.each(ERAS.filter((era) => era !== 'v1'))(
    'asks for all that it had and the one more, and the call then works (%s)',
    async (era) => {
      const agent = await signIn(guarded.mcp, era, personCalled(ADA));
      expect(agent.askedScopes()).toEqual(['mcp:tools']);
      await expect(create(agent)).rejects.toThrow();
      expect(agent.askedScopes().sort()).toEqual(['mcp:tools', 'mcp:write']);
      await agent.signInAgain(personCalled(ADA));
      expect((await create(agent)).text).toMatch(/^Created ENG-/);
      await agent.close();
    },
  );

  it('and refreshes instead of asking is told so, without a loop, and goes on reading (v1)', async () => {
    const agent = await signIn(guarded.mcp, 'v1', personCalled(ADA));
    await guarded.forget();
    await expect(create(agent)).rejects.toThrow(/403/);
    const asked = await guarded.zoneJournal();
    expect(asked.length).toBeLessThanOrEqual(2);
    expect((await agent.call('get_user')).text).toContain(ADA);
    await agent.close();
  });
});

async function callRaw(token: string): Promise<{ status: number; challenge: string | null }> {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_user', arguments: {} } };
  const response = await rpc(sandbox.mcp, token, call);
  await response.text();
  return { status: response.status, challenge: response.headers.get('WWW-Authenticate') };
}

async function message(method: string, params: unknown = {}): Promise<unknown> {
  const response = await rpc(sandbox.mcp, sandbox.token, { jsonrpc: '2.0', id: 1, method, params });
  const body = await response.text();
  return JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body);
}
