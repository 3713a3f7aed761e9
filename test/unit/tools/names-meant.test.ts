import { expect, test } from 'vitest';
import { ada, identifiersIn, workspaceOf } from './support.js';

/** What a name means when it could mean something else as well. */
const { ok, failure } = workspaceOf(ada);

const made = (text: string): string => /[A-Z]{3}-\d+/.exec(text)?.[0] ?? 'none made';
const uuid = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

test.each(['CI/CD', 'x->y', 'trail/', 'Severity/S9', '->', `Foo (${uuid})`])(
  'a label called %j is filtered by, and excluded, by its name',
  async (name) => {
    await ok('create_label', { team: 'SEC', name });
    const issue = made(await ok('create_issue', { team: 'SEC', title: `With ${name}`, labels: [name] }));
    expect(identifiersIn(await ok('list_issues', { team: 'SEC', label: name, limit: 100 }))).toEqual([issue]);
    const others = identifiersIn(await ok('list_issues', { team: 'SEC', label: `!${name}`, limit: 100 }));
    expect(others.length).toBeGreaterThan(0);
    expect(others).not.toContain(issue);
  },
);

test('a label of a group is excluded, and one of its name elsewhere is not', async () => {
  const all = identifiersIn(await ok('list_issues', { team: 'ENG', limit: 100, label: 'Severity' }));
  const [some, rest] = await Promise.all(
    ['Severity/S1', '!Severity/S1'].map(async (label) =>
      identifiersIn(await ok('list_issues', { team: 'ENG', limit: 100, label: ['Severity', label] })),
    ),
  );
  expect([...(some ?? []), ...(rest ?? [])].sort()).toEqual(all.sort());
  expect(some?.length).toBeGreaterThan(0);
});

test('a state is meant by its name before the others of the type that is called so', async () => {
  await ok('create_state', { team: 'OPS', name: 'Icebox', type: 'backlog', color: '#112233' });
  expect(await ok('update_state', { team: 'OPS', state: 'Backlog', name: 'Later' })).toMatch(
    /^OPS: Backlog → Later/,
  );
  expect(await failure('update_state', { team: 'OPS', state: 'unstarted!', description: 'x' })).toContain(
    'Icebox',
  );
});

test.each([
  ['list_projects', { label: ['none'] }, /No label is called "none"/],
  ['list_projects', { team: 'none' }, /No team is called "none"/],
  ['list_projects', { initiative: 'me' }, /No initiative is called "me"/],
  ['list_projects', { status: ['none'] }, /No status is called "none"/],
  ['list_projects', { member: 'none' }, /No member is called "none"/],
  ['list_documents', { project: 'none' }, /No project is called "none"/],
  ['list_comments', { project: 'me' }, /No project is called "me"/],
  ['list_customers', { tier: 'none' }, /No tier is called "none"/],
  ['list_releases', { pipeline: 'none' }, /No pipeline is called "none"/],
  ['list_templates', { team: 'none' }, /No team is called "none"/],
  ['list_issues', { state: 'none' }, /No state is called "none"/],
  ['list_issues', { subscriber: 'none' }, /No subscriber is called "none"/],
])('%s with %j looks for what is called so', async (tool, args, sentence) => {
  expect(await failure(tool, args)).toMatch(sentence);
});

test('a project, a customer and a view may be called none', async () => {
  await ok('create_project', { teams: ['ENG'], name: 'none' });
  await ok('create_customer', { name: 'none' });
  await ok('create_view', { name: 'none', shows: 'issues', assignee: 'me' });
  expect(await ok('get_project', { project: 'none' })).toContain('none');
  expect(await ok('get_customer', { customer: 'none' })).toContain('none');
  expect(await ok('read_view', { view: 'none' })).toContain('none');
});

test('a status of projects and a tier of customers are known by their UUID in lists, too', async () => {
  const idOf = async (connection: string, name: string): Promise<string> => {
    const answer = await ok('linear_graphql', {
      document: `{ ${connection} { nodes { name: ${name} id } } }`,
    });
    return (
      /In Progress\W+(?:id\W+)?([0-9a-f-]{36})/.exec(answer)?.[1] ??
      /[0-9a-f-]{36}/.exec(answer)?.[0] ??
      answer
    );
  };
  const named = await ok('list_projects', { status: ['In Progress'] });
  expect(await ok('list_projects', { status: [await idOf('projectStatuses', 'name')] })).toBe(named);
  const ofTier = await ok('list_customers', { tier: await idOf('customerTiers', 'displayName') });
  expect(ofTier).toMatch(/^\d+ customers?/);
});

test('a label that begins with the mark of an exclusion has a candidate without it', async () => {
  await ok('create_label', { team: 'DES', name: '!urgent' });
  const issue = made(await ok('create_issue', { team: 'DES', title: 'Soon', labels: ['!urgent'] }));
  const sentence = await failure('list_issues', { label: '!urgent' });
  const [, candidate = ''] = /There is: (urgent \([0-9a-f-]{36}\))/.exec(sentence) ?? [];
  expect(identifiersIn(await ok('list_issues', { label: candidate }))).toEqual([issue]);
  expect(
    identifiersIn(await ok('list_issues', { team: 'DES', label: `!${candidate}`, limit: 100 })),
  ).not.toContain(issue);
});

test('a label is offered by its UUID to whoever gives it as it was shown', async () => {
  await ok('create_label', { team: 'DES', name: 'a\u00a0b' });
  const sentence = await failure('list_issues', { label: 'a b' });
  expect(sentence).toMatch(/There is: a b \([0-9a-f-]{36}\)/);
});

test('a milestone takes no name that another one of its project has', async () => {
  await ok('create_milestone', { project: 'Apollo', name: 'Once' });
  const pilot = { project: 'Apollo', milestone: 'Pilot' };
  expect(await failure('update_milestone', { ...pilot, name: 'once' })).toContain(
    'name is taken by another milestone of this project',
  );
  expect(await ok('update_milestone', { ...pilot, name: 'PILOT' })).toContain('name: "Pilot" → "PILOT"');
});

test('a label that is called like another one with its group has a candidate of its own', async () => {
  await ok('create_label', { name: 'Surface', group_of: 'several' });
  await ok('create_label', { name: 'Web', group: 'Surface' });
  await ok('create_label', { name: 'Web' });
  const text = await failure('update_issue', { id: 'ENG-90', add_labels: 'Web' });
  expect(text).toMatch(/"Web" fits more than one label: /);
  const [plain = ''] = /Web \([0-9a-f-]{36}\)/.exec(text.replaceAll('Surface/Web', '')) ?? [];
  expect(await ok('update_issue', { id: 'ENG-90', labels: [plain] })).toMatch(/labels: .*→ Web$/m);
  expect(await ok('update_issue', { id: 'ENG-90', labels: ['Surface/Web'] })).toMatch(/→ Surface\/Web$/m);
});

test.each([
  ['update_project', { project: 'Apollo', lead: 'None' }, 'lead'],
  ['update_project', { project: 'Apollo', target_date: 'none' }, 'target_date'],
  ['update_initiative', { initiative: 'Japan', owner: 'none' }, 'owner'],
  ['update_customer', { customer: 'Nordlager', tier: 'none' }, 'tier'],
  ['update_issue', { id: 'ENG-91', due_date: 'none' }, 'due'],
  ['update_issue', { id: 'ENG-91', estimate: 'none' }, 'estimate'],
])('%s %j empties %s', async (tool, args, field) => {
  expect(await ok(tool, args)).toMatch(new RegExp(`^${field}: (.+ → none|none \\(as before\\))$`, 'm'));
});

test('members and teams of a project are removed by whatever they are added by', async () => {
  const project = { project: 'Apollo Mobile' };
  await ok('update_project', { ...project, add_members: ['me', 'Kenji'], add_teams: 'Design' });
  const text = await ok('update_project', {
    ...project,
    remove_members: ['me', 'kenji@lumen.example'],
    remove_teams: 'Design',
  });
  expect(text).toMatch(/^members: .*Ada Lindqvist/m);
  const after = (field: string): string => new RegExp(`^${field}: .* → (.*)$`, 'm').exec(text)?.[1] ?? '';
  expect(after('members')).toMatch(/^(?!.*(?:Ada|Kenji)).*Priya/);
  expect(after('teams')).toBe('MOB');
});

test('none leaves the fields of a new issue empty, as it empties those of one that is there', async () => {
  await ok('create_project', { teams: ['MOB'], name: 'none' });
  const none = { assignee: 'none', delegate: 'none', project: 'none', cycle: 'none', parent: 'none' };
  const created = await ok('create_issue', { team: 'MOB', title: 'Bare', ...none });
  expect(created).not.toMatch(/@| in none| cycle | parent /);
  expect(await ok('update_issue', { id: made(created), ...none })).toContain('project: none (as before)');
});
