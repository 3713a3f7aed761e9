import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf, cursorIn } from './support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const as = (email: string) => callerOf(sandbox, email);
const slugIn = (text: string): string => /\(([0-9a-f]{12})\)/.exec(text)?.[1] ?? '';

describe('list_projects', () => {
  test('brings what the person sees, in one request and few points', async () => {
    const before = sandbox.journal().length;
    const { text, operations } = await as(ada).run('list_projects', {});
    expect(operations).toEqual(['ListProjects']);
    expect(sandbox.journal()[before]?.complexity).toBeLessThan(1100);
    expect(text).toMatch(/^Nightjar \(/m);
    expect(await as(adam).ok('list_projects', {})).not.toContain('Nightjar');
    for (const line of text.split('\n').slice(1)) expect(encode(line).length).toBeLessThanOrEqual(70);
  });

  test.each([
    [{ status: ['started'], team: 'ENG' }, ['Apollo', 'Apollo Docking', '海外展開 Kaigai']],
    [{ status: 'In Progress', lead: 'adam' }, ['Apollo Docking']],
    [{ label: ['Horizon'] }, ['Apollo', 'Apollo Docking', 'Apollo Mobile', 'Fleet Console 2.0']],
    [{ label: ['Hardware', 'Horizon/Now'] }, ['Apollo', 'Apollo Docking']],
    [{ initiative: 'Japan' }, ['海外展開 Kaigai']],
    [{ health: ['atRisk', 'offTrack'] }, ['Apollo Docking', '海外展開 Kaigai']],
    [{ query: 'thousand robots' }, ['Fleet Console 2.0']],
    [{ member: 'me', status: ['started'], priority: undefined }, ['Apollo', 'Nightjar']],
  ])('narrows by %j', async (args, names) => {
    const text = await as(ada).ok('list_projects', JSON.parse(JSON.stringify(args)));
    const found = [...text.matchAll(/^(.*) \([0-9a-f]{12}\)/gm)].map((match) => match[1]);
    expect(found.sort()).toEqual([...names].sort());
  });

  test('puts the most urgent first and those without priority last, when asked', async () => {
    const text = await as(ada).ok('list_projects', { sort: 'priority', limit: 250 });
    const found = [...text.matchAll(/^.* \([0-9a-f]{12}\).*/gm)].map(([line]) => line);
    const words = ['urgent', 'high', 'medium', 'low'];
    const priorities = found.map((line) => words.find((word) => line.includes(`| ${word} |`)) ?? 'none');
    const inOrder = [...words, 'none'].flatMap((word) => priorities.filter((each) => each === word));
    expect(new Set(priorities).size).toBe(5);
    expect(priorities).toEqual(inOrder);
  });

  test.each([
    [{ status: 'Shipped' }, /No status is called "Shipped"\. There is: .*In Progress/],
    [{ team: 'Engneering' }, /No team is called "Engneering"/],
    [{ lead: 'Ada Lindquist' }, /No lead is called .*There is: .*Ada Lindqvist/],
    [{ label: ['Hardwear'] }, /No label is called "Hardwear"\. There is: Hardware/],
    [{ initiative: 'Robots' }, /No initiative is called "Robots"\. There is: Robots that run all night/],
    [{ health: 'fine' }, /health must be one of onTrack, atRisk, offTrack/],
    [{ target_before: '2027-02-30' }, /target_before must be a date/],
    [{ cursor: 'made-up' }, /cursor is not a cursor that this tool gave/],
    [{ state: 'started' }, /there is no argument "state" \(did you mean status\?\)/],
  ])('says what is wrong with %j', async (args, sentence) => {
    expect(await as(ada).failure('list_projects', args)).toMatch(sentence);
  });

  test('binds a cursor to its filters, to its list and to its person', async () => {
    const cursor = cursorIn(await as(ada).ok('list_projects', { limit: 2 }));
    const next = await as(ada).ok('list_projects', { limit: 2, cursor });
    expect(next).toMatch(/^2 projects/);
    expect(await as(adam).failure('list_projects', { limit: 2, cursor })).toContain('another person');
    expect(await as(ada).failure('list_projects', { team: 'ENG', cursor })).toContain('other filters');
    expect(await as(ada).failure('list_documents', { cursor })).toContain('other filters');
  });
});

describe('get_project', () => {
  test('brings everything about one project in one request', async () => {
    const include = ['milestones', 'updates', 'members', 'documents', 'relations', 'needs'];
    const { text, operations } = await as(ada).run('get_project', { project: 'Apollo', include });
    expect(operations).toEqual(['GetProject']);
    for (const part of [
      /3 milestones/,
      /Members: /,
      /2 documents/,
      /blocked by "Apollo Docking"/,
      /update [0-9a-f-]{36}, onTrack/,
    ])
      expect(text).toMatch(part);
    expect(encode(text).length).toBeLessThan(1000);
  });

  test('takes UUID, slug, link and candidate, and not a project of a private team', async () => {
    const slug = slugIn(await as(ada).ok('get_project', { project: 'Nightjar' }));
    const link = `https://linear.app/lumen/project/nightjar-${slug}`;
    const text = await as(ada).ok('linear_graphql', {
      document:
        'query Id($name: String!) { projects(first: 1, filter: { name: { eq: $name } }) { nodes { id } } }',
      variables: { name: 'Nightjar' },
    });
    const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(text)?.[0] ?? '';
    expect(id).not.toBe('');
    for (const project of [id, slug, link, `Nightjar (${slug})`]) {
      expect(await as(ada).ok('get_project', { project })).toContain('"Nightjar"');
      expect(await as(adam).failure('get_project', { project })).toMatch(/No project is called/);
    }
  });

  test('shows images as links and keeps updates within their marks', async () => {
    const text = await as(ada).ok('get_project', { project: 'Apollo Docking', include: 'updates' });
    expect(text).not.toContain('![');
    expect(text).toMatch(/<<([0-9a-f]{8}) update [^\n]*\n[\s\S]*\n\1>>/);
  });

  test.each([
    ['project', 'get_project', 'create_project', { teams: 'ENG' }],
    ['initiative', 'get_initiative', 'create_initiative', {}],
  ])(
    'shows the latest updates of a new %s, and where the older ones are',
    async (kind, tool, create, more) => {
      await as(ada).ok(create, { name: 'Chatty', ...more });
      const shown = () => as(ada).ok(tool, { [kind]: 'Chatty', include: 'updates' });
      expect(await shown()).toContain('No status updates.');
      const write = (n: number) =>
        as(ada).ok('create_status_update', { [kind]: 'Chatty', body: `Week ${n}.` });
      for (let n = 1; n <= 5; n += 1) await write(n);
      expect(await shown()).not.toMatch(/No status updates|the rest/);
      await write(6);
      const text = await shown();
      const [, slug = ''] =
        new RegExp(
          `The latest 5 status updates below \\(the rest: list_status_updates with ${kind} "(.+)"\\)`,
        ).exec(text) ?? [];
      expect([text.includes('Week 6.'), text.includes('Week 1.')]).toEqual([true, false]);
      expect(await as(ada).ok('list_status_updates', { [kind]: slug })).toContain('Week 1.');
    },
  );
});

describe('writing a project', () => {
  test('says before and after, also of sets, in two requests', async () => {
    const created = await as(ada).run('create_project', {
      name: 'Gripper',
      teams: ['ENG'],
      lead: 'me',
      labels: ['Hardware'],
      status: 'planned',
    });
    expect(created.operations).toEqual(['PrepareProjectCreate', 'CreateProject']);
    const { text, operations } = await as(ada).run('update_project', {
      project: 'Gripper',
      status: 'started',
      lead: null,
      add_teams: ['Design'],
      add_members: ['adam', 'me'],
      remove_labels: ['Hardware'],
      priority: 'high',
    });
    expect(operations).toEqual(['PrepareProjectUpdate', 'UpdateProject']);
    for (const line of [
      'status: Planned → In Progress',
      'lead: Ada Lindqvist → none',
      'teams: ENG → DES, ENG',
      'members: none → Ada Lindqvist, Adam Lindqvist',
      'labels: Hardware → none',
      'priority: none → high',
    ])
      expect(text).toContain(line);
  });

  test.each([
    ['create_project', { name: 'X', teams: ['ENG'], labels: ['Horizon'] }, /fits more than one label/],
    ['create_project', { name: 'X', teams: ['ENG'], status: 'Shipped' }, /No status is called/],
    ['create_project', { name: 'X', teams: ['ENG', 'ENGX'] }, /No team is called "ENGX"/],
    ['create_project', { name: 'X', teams: [] }, /teams must not be an empty list/],
    ['create_project', { name: '', teams: ['ENG'] }, /name must not be empty/],
    [
      'create_project',
      { name: 'X', teams: ['ENG'], summary: 'y'.repeat(256) },
      /summary must be at most 255/,
    ],
    [
      'create_project',
      { name: 'X', teams: ['ENG'], content: 'y'.repeat(100_001) },
      /content must be at most 100000/,
    ],
    ['update_project', { project: 'Apollo' }, /name at least one field to change/],
    ['update_project', { project: 'Apollo', remove_members: ['Priya Raman'] }, /No member on it is called/],
    ['update_project', { project: 'Apollo', lead: 'Lena Vogt' }, /No lead is called "Lena Vogt"/],
    ['update_project', { project: 'Apolo', name: 'Y' }, /No project is called "Apolo"\. There is: Apollo/],
    ['relate_projects', { project: 'Apollo', blocks: 'Apollo' }, /must be two projects/],
    ['create_milestone', { project: 'Apollo', name: 'Pilot' }, /name is taken/],
    ['update_milestone', { project: 'Apollo', milestone: 'Pilott', name: 'P' }, /There is: Pilot/],
    ['create_status_update', { body: 'x' }, /name either project or initiative/],
    ['create_status_update', { project: 'Apollo', body: '  ' }, /body must not be empty/],
    ['update_status_update', { update: 'abc', health: 'onTrack' }, /update must be a UUID/],
    [
      'delete_status_update',
      { update: '00000000-0000-4000-8000-000000000000' },
      /No status update is called/,
    ],
    [
      'create_planning_label',
      { owner: 'project', name: 'X', group: 'Hardware' },
      /No group is called "Hardware"/,
    ],
    [
      'update_planning_label',
      { owner: 'project', label: 'Hardware', retired: true, name: 'Y' },
      /cannot be combined/,
    ],
  ])('%s refuses %#, and writes nothing', async (tool, args, sentence) => {
    const { text, operations } = await as(ada).run(tool, args);
    expect(text).toMatch(/^FAILED/);
    expect(text).toMatch(sentence);
    expect(operations.filter((name) => !/^Prepare/.test(name ?? ''))).toEqual([]);
  });

  test('goes to the trash and back, and says when it was there already', async () => {
    await as(ada).ok('create_project', { name: 'Passing', teams: ['ENG'] });
    expect(await as(ada).ok('delete_project', { project: 'Passing' })).toContain('active → in the trash');
    expect(await as(ada).ok('list_projects', { query: 'Passing' })).toContain('No projects match');
    expect(await as(ada).ok('delete_project', { project: 'Passing' })).toContain('(as before)');
    expect(await as(ada).ok('delete_project', { project: 'Passing', restore: true })).toContain('→ active');
  });

  test('takes a text of a hundred thousand characters, and reads it in pieces that make it whole', async () => {
    const content = 'Robots dock at night. '.repeat(4500);
    await as(ada).ok('create_project', { name: 'Saga', teams: ['ENG'], content });
    let [from, read] = [0, ''];
    for (let piece = 0; piece < 10 && from >= 0; piece++) {
      const text = await as(ada).ok('get_project', { project: 'Saga', text_from: from });
      expect(encode(text).length).toBeLessThan(20_000);
      read += /<<([0-9a-f]{8}) project description[^\n]*\n([\s\S]*)\n\1>>/.exec(text)?.[2] ?? '';
      from = Number(/text_from (\d+)/.exec(text)?.[1] ?? -1);
      if (from > 0) read += content.slice(read.length, from);
    }
    expect(read).toBe(content.trimEnd());
  });

  test('lets only its author change a status update', async () => {
    const posted = await as(ada).ok('create_status_update', {
      project: 'Apollo',
      body: 'x',
      health: 'atRisk',
    });
    const update = /update ([0-9a-f-]{36})/.exec(posted)?.[1];
    expect(await as(adam).failure('update_status_update', { update, body: 'y' })).toContain('does not allow');
    expect(await as(ada).ok('update_status_update', { update, health: 'onTrack' })).toContain(
      'atRisk → onTrack',
    );
    expect(await as(ada).ok('delete_status_update', { update })).toContain(
      `Status update ${update} of Ada Lindqvist\nstate: visible → deleted`,
    );
    expect(await as(ada).ok('list_status_updates', { project: 'Apollo' })).not.toContain(String(update));
  });
});

describe('cycles', () => {
  test('are listed in order, with their points, in one request', async () => {
    const { text, operations } = await as(ada).run('list_cycles', { team: 'Engineering' });
    expect(operations).toEqual(['ListCycles']);
    const numbers = [...text.matchAll(/^ENG cycle (\d+)/gm)].map((match) => Number(match[1]));
    expect(numbers).toEqual([37, 38, 39, 40, 41, 42, 43]);
    expect(await as(ada).ok('list_cycles', { team: 'ENG', which: 'current' })).toMatch(
      /^ENG cycle 41 .* current/m,
    );
    expect(await as(ada).failure('list_cycles', { team: 'ENGG' })).toMatch(/There is: ENG/);
    await as(ada).ok('update_cycle', { team: 'ENG', cycle: 'current', description: 'Ship the\n**dock**' });
    expect(await as(ada).ok('list_cycles', { team: 'ENG', which: 'current' })).toMatch(
      /issues? \| "Ship the \*\*dock\*\*"$/m,
    );
  });

  test('stay as they are when given the days that they are shown with, and move by days', async () => {
    const listed = await as(ada).ok('list_cycles', { team: 'ENG', which: 'next' });
    const [, starts, ends] = /(\S+) to (\S+)/.exec(listed) ?? [];
    const cycle = { team: 'ENG', cycle: 'next' };
    expect(await as(ada).ok('update_cycle', { ...cycle, starts, ends })).toBe(
      `Cycle 42 of ENG\nstarts: ${starts} (as before)\nends: ${ends} (as before)`,
    );
    const dayAfter = new Date(Date.parse(`${starts}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    expect(await as(ada).ok('update_cycle', { ...cycle, starts: dayAfter })).toContain(
      `starts: ${starts} → ${dayAfter}`,
    );
  });

  test('are renamed within their team only, and do not overlap', async () => {
    const change = { team: 'MOB', cycle: '42', name: 'Tablets' };
    expect(await as(ada).ok('update_cycle', change)).toContain('name: none → "Tablets"');
    const text = await as(ada).failure('update_cycle', { team: 'ENG', cycle: 'current', ends: '2030-01-01' });
    expect(text).toContain('cannot overlap');
    expect(await as(ada).failure('update_cycle', { team: 'DES', cycle: 'current', name: 'x' })).toMatch(
      /No cycle is called "current"/,
    );
  });
});
