import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, ERAS, signIn } from '../support/clients.js';
import { personCalled, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** The tools of a working day, used by signed-in clients of every kind, as two people who share a workspace. */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.forget());

const ADA = 'ada@lumen.example';
const KENJI = 'kenji@lumen.example';

describe.each(ERAS)('with a %s client', (era) => {
  let ada: Agent;
  let kenji: Agent;

  beforeAll(async () => {
    ada = await signIn(sandbox.mcp, era, personCalled(ADA));
    kenji = await signIn(sandbox.mcp, era, personCalled(KENJI));
  });
  afterAll(() => Promise.all([ada.close(), kenji.close()]));

  async function ask(agent: Agent, tool: string, args: Record<string, unknown> = {}): Promise<string> {
    const answer = await agent.call(tool, args);
    expect(answer.isError, answer.text).toBe(false);
    return answer.text;
  }

  it('an issue is created, changed, commented on by another person, found and read', async () => {
    const title = `Arm calibration drifts (${era})`;
    const created = await ask(ada, 'create_issue', {
      team: 'ENG',
      title,
      assignee: 'me',
      priority: 'high',
      state: 'Todo',
    });
    const id = /\bENG-\d+\b/.exec(created)?.[0] ?? '';
    expect(id).not.toBe('');

    const changed = await ask(ada, 'update_issue', { id, state: 'In Progress', priority: 'urgent' });
    expect(changed).toMatch(/Todo → In Progress/);
    expect(changed).toMatch(/high → urgent/);

    await ask(kenji, 'create_comment', { issue: id, body: 'Seen on unit 7 as well.' });
    const read = await ask(ada, 'get_issue', { ids: [id], include: ['comments'] });
    expect(read).toContain('Seen on unit 7 as well.');
    expect(read).toContain('Kenji');

    expect(await ask(ada, 'list_issues', { assignee: 'me', state: ['In Progress'], team: 'ENG' })).toContain(
      id,
    );
    expect(await ask(kenji, 'list_issues', { assignee: 'me', team: 'ENG', limit: 250 })).not.toContain(
      `${id} `,
    );
    expect(await ask(ada, 'search_issues', { term: 'calibration drifts' })).toContain(id);
  });

  it('people are themselves, and see what they may see', async () => {
    expect(await ask(ada, 'get_user')).toContain(ADA);
    expect(await ask(kenji, 'get_user')).toContain(KENJI);
    expect(await ask(ada, 'list_teams')).toMatch(/^SEC /m);
    expect(await ask(kenji, 'list_teams')).not.toMatch(/^SEC /m);
    const refused = await kenji.call('get_issue', { ids: ['SEC-1'] });
    expect(refused.text).toMatch(/SEC-1/);
    expect(refused.text).not.toMatch(/Todo|@/);
  });

  it('a read costs one exchange and one request, a write at most two requests', async () => {
    const cost = async (tool: string, args: Record<string, unknown>): Promise<[number, number]> => {
      await sandbox.forget();
      await ask(ada, tool, args);
      return [(await sandbox.zoneJournal()).length, (await sandbox.linearJournal()).length];
    };
    expect(
      await cost('list_issues', { assignee: 'me', team: 'ENG', label: ['Bug'], state: ['Todo'], limit: 250 }),
    ).toEqual([1, 1]);
    expect(await cost('search_issues', { term: 'robot', team: 'ENG' })).toEqual([1, 1]);
    expect(
      await cost('get_issue', {
        ids: ['ENG-1', 'ENG-2', 'DES-1'],
        include: ['comments', 'relations', 'children'],
      }),
    ).toEqual([1, 1]);
    expect(await cost('list_teams', {})).toEqual([1, 1]);
    expect(await cost('get_user', { user: KENJI })).toEqual([1, 1]);
    for (const [tool, args] of [
      ['create_issue', { team: 'ENG', title: 'Costs', state: 'Todo', labels: ['Bug'] }],
      ['update_issue', { id: 'ENG-1', state: 'Todo' }],
      ['create_comment', { issue: 'ENG-1', body: 'Costs' }],
    ] as const) {
      const [exchanges, requests] = await cost(tool, args);
      expect(exchanges).toBe(1);
      expect(requests).toBeLessThanOrEqual(2);
    }
  });
});
