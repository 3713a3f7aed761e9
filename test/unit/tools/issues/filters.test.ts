import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf, identifiersIn } from '../support.js';

/** Every filter of list_issues against the rows themselves: what is wanted is there, what is excluded is not. */
let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());

async function rows(args: Record<string, unknown>): Promise<string[]> {
  const text = await callerOf(sandbox, ada).ok('list_issues', { limit: 250, detail: 'full', ...args });
  return text.split('\n').filter((line) => /^[A-Z]{2,5}-\d+ "/.test(line));
}
const idsOf = (lines: readonly string[]): string[] => identifiersIn(lines.join('\n'));
const failure = (args: unknown): Promise<string> => callerOf(sandbox, ada).failure('list_issues', args);

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const field = (line: string, name: string): string =>
  new RegExp(`\\| ${name} ([^|]+?)(?: \\||$)`).exec(line)?.[1] ?? '';

describe('filters that no issue can fit', () => {
  test.each([
    [{ is: ['open', 'closed'] }, /no issue is open and closed: leave both out/],
    [{ is: ['open', '!open'] }, /is cannot be both open and !open/],
    [{ label: ['Bug', 'none'] }, /"none" is no label: give it alone, or labels/],
    [{ project: 'none', milestone: 'Pilot' }, /project "none" has no milestone/],
  ])('%j are refused, for an empty list would be believed', async (args, sentence) => {
    expect(await failure(args)).toMatch(sentence);
  });

  test.each([
    { label: 'none' },
    { label: 'none|Bug' },
    { project: ['none', 'Apollo'], milestone: 'Pilot' },
    { project: 'none', milestone: 'none' },
    { is: ['open', '!blocked'] },
  ])('%j is none of them', async (args) => {
    expect((await callerOf(sandbox, ada).run('list_issues', args)).text).not.toMatch(
      /^FAILED invalid_arguments/,
    );
  });
});

describe('several values of one field', () => {
  test('are alternatives', async () => {
    const both = await rows({ team: ['ENG', 'Mobile'], state: ['Todo', 'In Progress'] });
    for (const line of both) expect(line).toMatch(/^(ENG|MOB)-\d+ ".*?" \| (Todo|In Progress) /);
    expect(both.some((line) => line.startsWith('MOB'))).toBe(true);
    expect(both.some((line) => line.startsWith('ENG'))).toBe(true);
    const people = await rows({ assignee: ['me', 'none'], is: 'open' });
    expect(people.some((line) => line.includes('| @Ada'))).toBe(true);
    expect(people.some((line) => !line.includes('| @'))).toBe(true);
    expect(people.some((line) => line.includes('| @Kenji'))).toBe(false);
  });

  test('of labels must all be there, unless joined by "|"', async () => {
    const either = await rows({ label: 'Bug|Feature' });
    const bugs = await rows({ label: 'Bug' });
    const features = await rows({ label: 'Feature' });
    expect(new Set(idsOf(either))).toEqual(new Set([...idsOf(bugs), ...idsOf(features)]));
    const two = await rows({ label: ['Area', 'Bug|Feature'] });
    for (const line of two) expect(line).toMatch(/#.*Area\//);
    for (const label of ['|', 'Bug|', '|Bug'])
      expect(await failure({ label })).toContain('label needs a name on both sides of "|"');
  });
});

describe('"!" in front of a name', () => {
  test.each([
    [{ team: '!ENG' }, /^ENG-/],
    [{ team: 'ENG', state: ['!Done', '!canceled', '!Todo'] }, /" \| (Done|Canceled|Todo) \|/],
    [{ priority: ['!none', '!low'] }, /\| low \|/],
    [{ label: '!Bug' }, /#.*\bBug\b/],
    [{ assignee: '!me' }, /\| @Ada Lindqvist/],
    [{ assignee: '!kenji@lumen.example' }, /\| @Kenji/],
    [{ project: '!Apollo' }, /\| in Apollo \|/],
    [{ is: '!closed' }, /" \| (Done|Canceled|Shipped|Duplicate) \|/],
  ])('excludes it, and keeps what has none: %j', async (args, excluded) => {
    const kept = await rows(args);
    expect(kept.length).toBeGreaterThan(20);
    for (const line of kept) expect(line).not.toMatch(excluded);
  });

  test('together with its opposite leaves nothing out', async () => {
    for (const [field, name] of [
      ['assignee', 'me'],
      ['project', 'Apollo'],
      ['label', 'Bug'],
      ['assignee', 'none'],
    ] as const) {
      const scope = { team: 'ENG', detail: 'row' };
      const whole = idsOf(await rows(scope));
      const halves = [
        ...(await rows({ ...scope, [field]: name })),
        ...(await rows({ ...scope, [field]: `!${name}` })),
      ];
      expect(idsOf(halves).sort(), field).toEqual([...whole].sort());
    }
  });

  test.each([
    [{ label: '!Area' }, /No label to exclude is called "Area"\. There is: .*Area\//],
    [{ label: '!Bugg' }, /No label to exclude is called "Bugg"/],
    [{ assignee: '!Kenji W' }, /No assignee is called "Kenji W"/],
    [{ team: '!NOPE' }, /No team is called "NOPE"/],
    [{ state: '!Dun' }, /No state is called "Dun"/],
    [{ project: '!Apolo' }, /No project is called "Apolo"/],
    [{ milestone: 'No such milestone' }, /No milestone is called/],
    [{ cycle: '!Sprint', team: 'ENG' }, /cycle can be excluded as "!current"/],
    [{ is: ['!shut'] }, /is(, entry 1)? must be one of open, closed/],
    [{ priority: '!highest' }, /priority must be one of none, urgent/],
  ])('is never dropped: %j', async (args, sentence) => {
    expect(await failure(args)).toMatch(sentence);
  });
});

describe('dates', () => {
  test('go in both directions', async () => {
    const span = await rows({ created: `${day(-60)}..${day(-30)}` });
    expect(span.length).toBeGreaterThan(5);
    for (const line of span) {
      expect(field(line, 'created') >= day(-60)).toBe(true);
      expect(field(line, 'created') <= day(-30)).toBe(true);
    }
    const recent = await rows({ updated: 'P7D' });
    const old = await rows({ updated: '..P7D' });
    expect(recent.length).toBeGreaterThan(0);
    expect(idsOf(recent).filter((id) => idsOf(old).includes(id))).toEqual([]);
    expect(await rows({ created: `${day(-60)}` })).toEqual(
      await rows({ created: `${day(-60)}..${day(-60)}` }),
    );
  });

  test('of completion and start may be absent', async () => {
    const done = await rows({ completed: 'P30D' });
    expect(done.length).toBeGreaterThan(0);
    for (const line of done) expect(field(line, 'completed')).not.toBe('');
    for (const line of await rows({ completed: 'none', limit: 50 }))
      expect(field(line, 'completed')).toBe('');
  });

  test('of being due know today', async () => {
    const overdue = await rows({ due: 'overdue' });
    for (const line of overdue) expect(field(line, 'due') < day(0)).toBe(true);
    // What is done is not overdue, unless somebody says which states they mean.
    expect(idsOf(await rows({ due: 'overdue', is: 'open' }))).toEqual(idsOf(overdue));
    expect((await rows({ due: 'overdue', is: 'closed' })).length).toBeGreaterThan(0);
    expect((await rows({ due: 'overdue', state: 'completed' })).length).toBeGreaterThan(0);
    for (const line of await rows({ due: 'P7D' })) {
      expect(field(line, 'due') >= day(0)).toBe(true);
      expect(field(line, 'due') <= day(7)).toBe(true);
    }
    // An open end is no end: what is due later, not what is due until then.
    const later = await rows({ due: 'P7D..' });
    expect(later.length).toBeGreaterThan(0);
    for (const line of later) expect(field(line, 'due') >= day(7)).toBe(true);
    for (const line of await rows({ due: '-P7D..' })) expect(field(line, 'due') >= day(-7)).toBe(true);
    for (const line of await rows({ due: 'none', limit: 30 })) expect(field(line, 'due')).toBe('');
    expect((await rows({ due: `..${day(3)}` })).length).toBeGreaterThan(
      (await rows({ due: 'overdue' })).length,
    );
  });

  test.each([
    [{ due: '2026-12-05..2026-12-01' }, 'due', '2026-12-01..2026-12-05'],
    [{ due: 'P7D..P1D' }, 'due', 'P1D..P7D'],
    [{ due: 'P1D..-P1D' }, 'due', '-P1D..P1D'],
    [{ due: '2999-01-01..P1D' }, 'due', 'P1D..2999-01-01'],
    [{ created: '2026-02-01..2026-01-31' }, 'created', '2026-01-31..2026-02-01'],
    [{ updated: 'P1D..P7D' }, 'updated', 'P7D..P1D'],
    [{ updated: 'PT30M..PT2H' }, 'updated', 'PT2H..PT30M'],
    [{ started: 'P1D..2026-01-01' }, 'started', '2026-01-01..P1D'],
    [{ completed: 'P1W..P1Y' }, 'completed', 'P1Y..P1W'],
    [{ canceled: '2026-01-02T10:00Z..2026-01-01' }, 'canceled', '2026-01-01..2026-01-02T10:00Z'],
    [{ triaged: '2026-01-02..2026-01-01T10:00Z' }, 'triaged', '2026-01-01T10:00Z..2026-01-02'],
    [{ estimate: '5..1' }, 'estimate', '1..5'],
  ])('and estimates that run backwards are refused, with what to write: %j', async (args, name, forward) => {
    const { text, operations } = await callerOf(sandbox, ada).run('list_issues', args);
    expect(text).toContain(`${name} runs backwards: write it as "${forward}"`);
    expect(operations).toEqual([]);
    await rows({ [name]: forward });
  });

  test.each([
    [{ due: 'P7D..P7D' }],
    [{ created: '2026-01-01..2026-01-01' }],
    [{ created: '2026-01-01T10:00Z..2026-01-01' }],
    [{ created: '2026-01-01..P1D' }],
    [{ updated: '..P7D' }],
    [{ estimate: '3..3' }],
    [{ estimate: '5..' }],
  ])('that run forward, or over one day, are not: %j', async (args) => {
    await rows(args);
  });

  test.each([
    [{ updated: 'last week' }],
    [{ updated: '2026-02-30' }],
    [{ updated: 'none' }],
    [{ created: '2026-01-01..2026-02-01..' }],
    [{ created: '..' }],
    [{ due: '' }],
  ])('that mean nothing are refused: %j', async (args) => {
    const [name = ''] = Object.keys(args);
    expect(await failure(args)).toMatch(new RegExp(`${name} must be a range such as`));
  });
});

describe('other filters', () => {
  test('of relations and family', async () => {
    const counts = await Promise.all(
      ['blocked', '!blocked', 'blocking', 'duplicate', 'sub-issue', '!sub-issue', 'parent'].map(
        async (is) => (await rows({ is, team: 'ENG' })).length,
      ),
    );
    for (const count of counts) expect(count).toBeGreaterThan(0);
    const [child = ''] = await rows({ is: 'sub-issue', team: 'ENG', limit: 1 });
    const parent = field(child, 'parent');
    expect(idsOf(await rows({ parent }))).toContain(idsOf([child])[0]);
    for (const line of await rows({ parent: 'none', limit: 30 })) expect(field(line, 'parent')).toBe('');
  });

  test('of duplicates leave out their originals', async () => {
    const duplicates = idsOf(await rows({ is: 'duplicate' }));
    expect(duplicates.length).toBeGreaterThan(0);
    for (const ids of duplicates) {
      const text = await callerOf(sandbox, ada).ok('get_issue', { ids, include: 'relations' });
      expect(text).toContain('- duplicate of ');
    }
  });

  test('of a parent that is not there, or not to be seen, is an error', async () => {
    expect(await failure({ parent: 'ENG-99999' })).toContain('No parent is called "ENG-99999"');
    const asked = { parent: 'SEC-1', detail: 'full' };
    const { text, operations } = await callerOf(sandbox, adam).run('list_issues', asked);
    expect(text).toContain('No parent is called "SEC-1"');
    expect(operations).toEqual(['ListIssuesByNameInFull', 'IdentifierNow']);
  });

  test('of estimates, milestones, subscribers and agents', async () => {
    for (const line of await rows({ estimate: '3..8' }))
      expect(Number(field(line, 'estimate'))).toBeGreaterThanOrEqual(3);
    for (const line of await rows({ estimate: 5 })) expect(field(line, 'estimate')).toBe('5');
    for (const line of await rows({ estimate: 'none', limit: 20 })) expect(field(line, 'estimate')).toBe('');
    const [withMilestone] = (await rows({ milestone: '!none', limit: 1 })).map((line) =>
      field(line, 'milestone'),
    );
    expect(withMilestone).toBeTruthy();
    for (const line of await rows({ milestone: withMilestone }))
      expect(field(line, 'milestone')).toBe(withMilestone);
    expect((await rows({ subscriber: 'me' })).length).toBeGreaterThan(0);
    expect((await rows({ subscriber: '!me', limit: 10 })).length).toBe(10);
    expect((await rows({ delegate: '!none' })).length).toBe(5);
  });

  test('of releases', async () => {
    const release = await callerOf(sandbox, ada).ok('get_release', {
      release: 'Robot OS 4.0',
      include_issues: true,
    });
    const there = [...release.matchAll(/^- ([A-Z]+-\d+) "/gm)].map((match) => match[1]).sort();
    expect(there.length).toBeGreaterThan(0);
    expect(idsOf(await rows({ release: 'Robot OS 4.0' })).sort()).toEqual(there);
    const others = idsOf(await rows({ release: '!Robot OS 4.0', team: 'ENG' }));
    expect(others.length).toBeGreaterThan(20);
    expect(others.filter((id) => there.includes(id))).toEqual([]);
    expect(idsOf(await rows({ release: 'none' })).filter((id) => there.includes(id))).toEqual([]);
    expect(await failure({ release: 'Robot OS 9' })).toMatch(
      /No release is called "Robot OS 9"\. There is: .*Robot OS/,
    );
  });

  test('of a custom view, in one request, narrowed and in full', async () => {
    const view = 'Urgent and open';
    const read = await callerOf(sandbox, ada).ok('read_view', { view, limit: 250 });
    const { text, operations } = await callerOf(sandbox, ada).run('list_issues', { view, limit: 250 });
    expect(operations).toEqual(['ListIssuesInView']);
    expect(identifiersIn(text).sort()).toEqual(identifiersIn(read).sort());
    const narrowed = await rows({ view, team: 'ENG', assignee: '!none' });
    expect(narrowed.length).toBeGreaterThan(0);
    for (const line of narrowed)
      expect(line).toMatch(/^ENG-\d+ ".*" \| [^|]+ \| (urgent|high) \| @.* \| created /);
    expect(await failure({ view: 'Urgent and closed' })).toMatch(
      /No view is called .*There is: Urgent and open/,
    );
    expect(await failure({ view, team: 'NOPE' })).toMatch(/No team is called "NOPE"/);
    await callerOf(sandbox, ada).ok('create_view', {
      name: 'Projects of mine',
      shows: 'projects',
      filter: { lead: { isMe: { eq: true } } },
    });
    expect(await failure({ view: 'Projects of mine' })).toMatch(/shows projects: read it with read_view/);
  });

  test('order by estimate, and by the longest without attention', async () => {
    const sizes = (await rows({ sort: 'estimate', limit: 30 })).map((line) =>
      Number(field(line, 'estimate')),
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    const created = (await rows({ sort: 'oldest', limit: 30 })).map((line) => field(line, 'created'));
    expect(created).toEqual([...created].sort());
  });

  test('a page in full is turned with the same filters', async () => {
    const text = await callerOf(sandbox, ada).ok('list_issues', { due: 'overdue', limit: 2, is: ['open'] });
    const cursor = /cursor "([\w-]+)"/.exec(text)?.[1] ?? '';
    const next = await callerOf(sandbox, ada).ok('list_issues', {
      due: 'overdue',
      limit: 2,
      is: 'open',
      cursor,
    });
    expect(idsOf([next]).filter((id) => idsOf([text]).includes(id))).toEqual([]);
  });
});
