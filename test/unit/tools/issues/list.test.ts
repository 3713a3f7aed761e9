import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf, cursorIn, identifiersIn } from '../support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const as = (email: string) => callerOf(sandbox, email);

describe('list_issues', () => {
  test('gives each person their own open issues, in one request', async () => {
    for (const email of [ada, adam]) {
      const args = { assignee: 'me', state: ['backlog', 'unstarted', 'started'], limit: 250 };
      const { text, operations } = await as(email).run('list_issues', args);
      const mine = sandbox.workspace.openIssuesOf(email).map((issue) => sandbox.workspace.identifier(issue));
      expect(identifiersIn(text).sort()).toEqual([...mine].sort());
      expect(operations).toEqual(['ListIssues']);
    }
  });

  test('costs 45 to 60 tokens a row, and far less than 1,100 points for fifty', async () => {
    const before = sandbox.journal().length;
    const text = await as(ada).ok('list_issues', {});
    expect(identifiersIn(text)).toHaveLength(50);
    expect(encode(text).length / 50).toBeLessThan(60);
    expect(sandbox.journal()[before]?.complexity).toBeLessThan(1100);
    expect(text).not.toMatch(/null|undefined/);
  });

  test('shows the largest page whole and under twenty thousand tokens', async () => {
    const text = await as(ada).ok('list_issues', { limit: 250 });
    expect(identifiersIn(text)).toHaveLength(250);
    expect(encode(text).length).toBeLessThan(20_000);
  });

  test('takes names in every form and verifies them in the same request', async () => {
    const forms = [
      { team: 'eng' },
      { team: 'Engineering' },
      { team: 'ENG (Engineering)' },
      { state: 'In Review' },
      { state: ['todo', 'triage'] },
      { label: 'Area/Firmware' },
      { label: 'area -> firmware' },
      { label: ['Bug'] },
      { assignee: 'Adam Lindqvist' },
      { assignee: 'adam@lumen.example' },
      { assignee: '@adam' },
      { creator: 'ada' },
      { project: 'apollo' },
      { cycle: 'current' },
      { cycle: 41, team: 'ENG' },
    ];
    for (const args of forms) {
      const { text, operations } = await as(ada).run('list_issues', { ...args, limit: 5 });
      expect(identifiersIn(text), JSON.stringify(args)).not.toHaveLength(0);
      expect(operations).toEqual(['ListIssuesByName']);
    }
  });

  test('understands a label group as all labels in it', async () => {
    const group = identifiersIn(await as(ada).ok('list_issues', { label: 'Area', limit: 250 }));
    const one = identifiersIn(await as(ada).ok('list_issues', { label: 'Area/Docking', limit: 250 }));
    expect(one.length).toBeGreaterThan(0);
    expect(group.length).toBeGreaterThan(one.length);
    expect(group).toEqual(expect.arrayContaining(one));
  });

  test.each([
    [{ team: 'Engneering' }, /No team is called "Engneering"\. There is: ENG \(Engineering\)/],
    [{ state: 'Shiped' }, /No state is called "Shiped"\. There is: Shipped/],
    [{ team: 'ENG', state: 'Shipped' }, /No state is called "Shipped"\. There is: (?!.*Shipped)/],
    [{ label: ['Bug', 'Bugg'] }, /No label is called "Bugg"\. There is: Bug/],
    [{ assignee: 'Sofi' }, /No assignee is called "Sofi"\. There is: Sofia Marques \(sofia@lumen\.example\)/],
    [{ creator: 'Nobody At All' }, /No creator is called "Nobody At All"/],
    [{ project: 'Apolo' }, /No project is called "Apolo"\. There is: Apollo/],
    [{ cycle: '99', team: 'ENG' }, /No cycle is called "99"\. There is: .*41.*, any others in list_cycles\./],
  ])('says what there is instead of dropping %j', async (args, sentence) => {
    const { text, operations } = await as(ada).run('list_issues', args);
    expect(text).toMatch(sentence);
    expect(text).toMatch(/^FAILED name_not_found/);
    expect(operations).toEqual(['ListIssuesByName']);
  });

  test('cleans the names that it lists as candidates', async () => {
    const text = await as(ada).failure('list_issues', { project: 'a' });
    expect(text).not.toMatch(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/u);
  });

  test('needs a team for the number of a cycle, before anything is asked', async () => {
    const { text, operations } = await as(ada).run('list_issues', { cycle: '41' });
    expect(text).toContain('cycle by number needs team');
    expect(operations).toEqual([]);
  });

  test('filters by nobody, by priority and by words', async () => {
    const unassigned = await as(ada).ok('list_issues', {
      assignee: 'none',
      priority: ['urgent', 2],
      limit: 20,
    });
    expect(unassigned.split('\n').slice(1).join()).not.toContain('| @');
    for (const line of unassigned.split('\n').slice(1, -1)) expect(line).toMatch(/\| (urgent|high) \|/);
    expect(await as(ada).ok('list_issues', { query: 'drift', limit: 5 })).toMatch(/drift/i);
    expect(await as(ada).ok('list_issues', { query: 'no such words at all' })).toBe(
      'No issues match these filters.',
    );
  });

  test('sorts by what is asked for', async () => {
    const byDue = await as(ada).ok('list_issues', { sort: 'due', limit: 30 });
    const due = [...byDue.matchAll(/due (\d{4}-\d{2}-\d{2})/g)].map((match) => match[1] ?? '');
    expect(due).toEqual([...due].sort());
    expect(due.length).toBe(30);
    const byPriority = await as(ada).ok('list_issues', { sort: 'priority', limit: 5 });
    expect(byPriority.match(/\| urgent/g)).toHaveLength(5);
  });
});

describe('the cursor of list_issues', () => {
  const args = { team: 'ENG', limit: 40 };

  test('walks through the whole list without a gap or a repetition', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 10; page++) {
      const text = await as(ada).ok('list_issues', { ...args, ...(cursor && { cursor }) });
      seen.push(...identifiersIn(text));
      cursor = cursorIn(text);
      if (cursor === '') break;
      expect(cursor.length).toBeLessThan(40);
    }
    const whole = identifiersIn(await as(ada).ok('list_issues', { ...args, limit: 250 }));
    expect(seen).toEqual(whole);
  });

  test('is refused for another query before anything is asked', async () => {
    const cursor = cursorIn(await as(ada).ok('list_issues', args));
    for (const other of [{ team: 'MOB' }, { team: 'ENG', sort: 'due' }, {}]) {
      const { text, operations } = await as(ada).run('list_issues', { ...other, cursor });
      expect(text).toContain('cursor belongs to other filters');
      expect(operations).toEqual([]);
    }
  });

  test('is refused for another person, who sees no rows', async () => {
    const cursor = cursorIn(await as(ada).ok('list_issues', args));
    const text = await as(adam).failure('list_issues', { ...args, cursor });
    expect(text).toContain('given to another person');
    expect(identifiersIn(text)).toEqual([]);
  });

  test.each(['x', 'abcdefghij', `aaaaaaaaaau${'!'.repeat(22)}`, 'a'.repeat(400)])(
    'is refused when it is %j',
    async (cursor) => {
      expect(await as(ada).failure('list_issues', { cursor })).toMatch(/cursor (is not|belongs)/);
    },
  );
});

describe('search_issues', () => {
  test('finds by words in one request and counts all matches', async () => {
    const { text, operations } = await as(ada).run('search_issues', { term: 'login screen', limit: 2 });
    expect(operations).toEqual(['SearchIssues']);
    expect(text).toMatch(/^2 of \d+ matches/);
    expect(text).toMatch(/\d+ more: raise limit/);
  });

  test('stays within a team and refuses one that does not exist', async () => {
    const text = await as(ada).ok('search_issues', { term: 'crash', team: 'MOB' });
    expect(identifiersIn(text).every((identifier) => identifier.startsWith('MOB-'))).toBe(true);
    expect(await as(ada).failure('search_issues', { term: 'crash', team: 'NOPE' })).toContain(
      'No team is called',
    );
  });

  test('says that nothing was found', async () => {
    expect(await as(ada).ok('search_issues', { term: 'zzzzqqq' })).toContain('Nothing found');
  });
});
