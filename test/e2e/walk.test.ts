import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, ERAS, signIn, withToken } from '../support/clients.js';
import { personCalled, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** The main job, whole: a real client signs a person in through the pages and gets that person's issues. */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.forget());

const people = (): { email: string; name: string }[] => sandbox.handles.linear.workspace.users.slice(0, 2);

function identifiers(text: string): string[] {
  return [...text.matchAll(/^([A-Z]+-\d+)\b/gm)].map((match) => match[1] ?? '');
}

async function auditEvents(): Promise<string[]> {
  const response = await fetch(`${sandbox.console}/audit.json`);
  const entries = (await response.json()) as { event: string }[];
  return entries.map((entry) => entry.event);
}

describe.each(ERAS)('a %s client', (era) => {
  it('signs in through the pages, lists tools, and gets the issues of the person who signed in', async () => {
    const answers: string[][] = [];
    for (const { email } of people()) {
      const agent = await signIn(sandbox.mcp, era, personCalled(email));
      const tools = await agent.listTools();
      expect(tools.map((tool) => tool.name)).toContain('list_issues');
      const mine = await agent.call('list_issues', { assignee: 'me', is: ['open'] });
      expect(mine.isError).toBe(false);
      const me = await agent.call('get_user');
      expect(me.text).toContain(email);
      answers.push(identifiers(mine.text));
      await agent.close();
    }
    const [first = [], second = []] = answers;
    expect(first.length).toBeGreaterThanOrEqual(5);
    expect(second.length).toBeGreaterThanOrEqual(5);
    expect(first.filter((id) => second.includes(id))).toEqual([]);
  });

  it('refreshes by itself when its access token is no longer good', async () => {
    const [person] = people();
    const agent: Agent = await signIn(sandbox.mcp, era, personCalled(person?.email ?? ''));
    const before = agent.tokens()?.refresh_token;
    agent.setAccessToken('garbage.garbage.garbage');
    expect((await agent.call('get_user')).isError).toBe(false);
    expect(agent.signIns()).toBe(1);
    expect(agent.tokens()?.refresh_token).not.toBe(before);
    await agent.close();
  });
});

describe('what a call costs', () => {
  it.each(ERAS)(
    'is one exchange and one Linear request with a %s client, and nothing for initialize and tools/list',
    async (era) => {
      const agent = await withToken(sandbox.mcp, era, sandbox.token);
      await agent.listTools();
      expect(await sandbox.zoneJournal()).toEqual([]);
      expect(await sandbox.linearJournal()).toEqual([]);
      await agent.call('list_issues', { assignee: 'me', limit: 250 });
      expect(await sandbox.zoneJournal()).toHaveLength(1);
      expect(await sandbox.linearJournal()).toHaveLength(1);
      await agent.call('get_user');
      expect(await sandbox.zoneJournal()).toHaveLength(2);
      expect(await sandbox.linearJournal()).toHaveLength(2);
      await agent.close();
    },
  );

  it("shows in the zone's audit log as one credentials:issue for each tool call", async () => {
    const [person] = people();
    const before = (await auditEvents()).length;
    const agent = await signIn(sandbox.mcp, 'v2 modern', personCalled(person?.email ?? ''));
    await agent.listTools();
    for (const name of ['get_user', 'list_teams', 'list_issues']) await agent.call(name);
    const events = (await auditEvents()).slice(0, -before || undefined);
    expect(events.filter((event) => event === 'users:authenticate')).toHaveLength(1);
    expect(events.filter((event) => event === 'users:authorize')).toHaveLength(1);
    expect(events.filter((event) => event === 'credentials:issue')).toHaveLength(3);
    await agent.close();
  });
});
