import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, signIn } from '../support/clients.js';
import { personCalled, rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** Planning by two people through the whole product: what one writes the other reads, and what is private stays so. */
let sandbox: TestSandbox;
let ada: Agent;
let kenji: Agent;
beforeAll(async () => {
  sandbox = await startTestSandbox({ env: { TOOLSETS: 'all' } });
  ada = await signIn(sandbox.mcp, 'v2 auto', personCalled('ada@lumen.example'));
  kenji = await signIn(sandbox.mcp, 'v1', personCalled('kenji@lumen.example'));
});
afterAll(async () => {
  await Promise.all([ada.close(), kenji.close()]);
  await sandbox.stop();
});

async function ok(agent: Agent, tool: string, args: Record<string, unknown>): Promise<string> {
  const answer = await agent.call(tool, args);
  expect(answer.isError, answer.text).toBe(false);
  return answer.text;
}

describe('two people plan together', () => {
  it('a project from its first idea to its last update', async () => {
    await ok(ada, 'create_project', {
      name: 'Night dock',
      teams: ['ENG', 'OPS'],
      lead: 'kenji',
      status: 'planned',
    });
    await ok(kenji, 'create_milestone', {
      project: 'Night dock',
      name: 'First night',
      target_date: '2027-02-01',
    });
    await ok(kenji, 'create_document', { title: 'Night plan', content: 'Two docks.', project: 'Night dock' });
    await ok(kenji, 'create_status_update', { project: 'Night dock', body: 'It docks.', health: 'onTrack' });
    await ok(ada, 'update_initiative', {
      initiative: 'Robots that run all night',
      add_project: 'Night dock',
    });
    const issue = await ok(kenji, 'create_issue', {
      team: 'ENG',
      title: 'Lamp flickers',
      project: 'Night dock',
    });
    const include = ['milestones', 'updates', 'documents'];
    const text = await ok(ada, 'get_project', { project: 'Night dock', include });
    for (const part of [
      '@Kenji',
      'First night',
      'Night plan',
      'It docks.',
      'onTrack',
      'Robots that run all night',
    ])
      expect(text).toContain(part);
    const identifier = /ENG-\d+/.exec(issue)?.[0] ?? '';
    expect(await ok(ada, 'list_issues', { project: 'Night dock' })).toContain(identifier);
    expect(await ok(ada, 'list_projects', { lead: 'kenji', health: 'onTrack' })).toContain('Night dock');
  });

  it('a private view, a skill and an inbox stay with their owner', async () => {
    await ok(kenji, 'create_view', { name: 'Only mine', assignee: 'me' });
    expect(await ok(ada, 'list_views', { query: 'Only mine' })).toBe('No views match.');
    expect((await ada.call('read_view', { view: 'Only mine' })).isError).toBe(true);
    expect((await kenji.call('list_agent_skills', { skill: 'Draft my weekly note' })).isError).toBe(true);
    const [own, other] = await Promise.all([ada, kenji].map((agent) => ok(agent, 'list_notifications', {})));
    const ids = (text = ''): string[] =>
      [...text.matchAll(/^([0-9a-f]{8}) \|/gm)].map((match) => match[1] ?? '');
    expect(ids(own).filter((id) => ids(other).includes(id))).toEqual([]);
  });

  it('what belongs to a private team is not there, whatever it is asked by', async () => {
    for (const [tool, args] of [
      ['get_project', { project: 'Nightjar' }],
      ['update_project', { project: 'Nightjar', summary: 'x' }],
      ['delete_project', { project: 'Nightjar' }],
      ['create_milestone', { project: 'Nightjar', name: 'x' }],
      ['create_status_update', { project: 'Nightjar', body: 'x' }],
      ['get_document', { document: 'Incident 14' }],
      ['delete_document', { document: 'Incident 14' }],
      ['get_release', { release: 'Signing service 4.0' }],
      ['list_templates', { template: 'Vulnerability' }],
      ['list_cycles', { team: 'SEC' }],
      ['create_document', { title: 'x', team: 'SEC' }],
    ] as const) {
      const { isError, text } = await kenji.call(tool, args);
      expect(isError, tool).toBe(true);
      expect(text, tool).toMatch(/^No \w+ is called/);
    }
    const seen = await Promise.all(
      [
        'get_workspace',
        'list_projects',
        'list_documents',
        'list_status_updates',
        'list_releases',
        'list_templates',
      ].map((tool) => ok(kenji, tool, {})),
    );
    expect(seen.join('\n')).not.toMatch(/Nightjar|Incident 14|Signing|Vulnerability|SEC \|/);
  });
});

describe('projects and documents as resources', () => {
  async function ask(method: string, params: unknown) {
    const response = await rpc(sandbox.mcp, sandbox.token, { jsonrpc: '2.0', id: 1, method, params });
    const body = await response.text();
    return JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body) as {
      result: unknown;
      error?: { message: string };
    };
  }

  it('are read by name, in one request', async () => {
    await sandbox.forget();
    const { result } = await ask('resources/read', { uri: 'linear://project/Apollo%20Docking' });
    expect(JSON.stringify(result)).toContain('Apollo Docking');
    expect(await sandbox.linearJournal()).toHaveLength(1);
    const document = await ask('resources/read', { uri: 'linear://document/Docking%20test%20plan' });
    expect(JSON.stringify(document.result)).toContain('Dim the light');
    const { error } = await ask('resources/read', { uri: 'linear://document/Nothing' });
    expect(error?.message).toMatch(/No document is called/);
  });

  it('are completed from a part of their names', async () => {
    const complete = async (uri: string, value: string) =>
      JSON.stringify(
        (
          await ask('completion/complete', {
            ref: { type: 'ref/resource', uri },
            argument: { name: 'id', value },
          })
        ).result,
      );
    expect(await complete('linear://project/{id}', 'apollo')).toContain('Apollo Mobile');
    expect(await complete('linear://document/{id}', 'root')).toContain('Root cause');
    expect(await complete('linear://document/{id}', 'meeting')).toMatch(/"[0-9a-f]{12}"/);
    expect(await complete('linear://project/{id}', '')).toContain('"values":[]');
  });
});
