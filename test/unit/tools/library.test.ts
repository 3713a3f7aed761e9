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
const tomas = 'tomas@lumen.example';
const slugIn = (text: string): string => /\(([0-9a-f]{12})\)/.exec(text)?.[1] ?? '';

describe('get_workspace', () => {
  test('brings every name in one request, and only what the person sees', async () => {
    const { text, operations } = await as(ada).run('get_workspace', {});
    expect(operations).toEqual(['GetWorkspace']);
    for (const name of [
      'SEC | Security',
      'In Review (started)',
      'Area/Firmware',
      'Kenji',
      'Paused (paused)',
      'Horizon/Now',
      'Bug report (issue, ENG)',
    ])
      expect(text).toContain(name);
    expect(encode(text).length).toBeLessThan(800);
    const others = await as(adam).ok('get_workspace', {});
    expect(others).not.toMatch(/SEC|CVE|Vulnerability/);
    expect(encode(await as(ada).ok('get_workspace', { include: ['planning'] })).length).toBeLessThan(220);
  });

  test('counts as people those that it lists as people, and names the agents apart', async () => {
    const text = await as(ada).ok('get_workspace', { include: ['users'] });
    const [, people = ''] = /^People: (.*)$/m.exec(text) ?? [];
    expect(text).toContain(`, ${people.split('), ').length} people.`);
    expect(people).not.toContain('Bot');
    expect(text).toMatch(/^Agents: Triage Bot$/m);
  });

  test('is in Linear’s bounds of one query', async () => {
    const before = sandbox.journal().length;
    await as(ada).ok('get_workspace', {});
    expect(sandbox.journal()[before]?.complexity).toBeLessThan(2000);
  });
});

describe('people, templates and skills', () => {
  test('are listed and narrowed in one request', async () => {
    const { text, operations } = await as(ada).run('list_users', { team: 'Design', query: 'SOF' });
    expect(operations).toEqual(['ListUsers']);
    expect(text).toMatch(/^2 users/);
    expect(await as(ada).ok('list_users', { include_inactive: true })).toContain('Lena Vogt');
    expect(await as(ada).ok('list_users', {})).not.toContain('Lena Vogt');
    const cursor = cursorIn(await as(ada).ok('list_users', { limit: 4 }));
    expect(await as(ada).ok('list_users', { limit: 4, cursor })).toMatch(/^4 users/);
    expect(await as(adam).failure('list_users', { team: 'SEC' })).toMatch(/No team is called "SEC"/);
  });

  test('a template and a skill are read within marks; those of others are not there', async () => {
    expect(await as(ada).ok('list_templates', { template: 'Bug report' })).toMatch(
      /<<[0-9a-f]{8} template\n/,
    );
    expect(await as(ada).ok('list_templates', { team: 'OPS', type: 'issue' })).toContain('Field visit');
    expect(await as(adam).failure('list_templates', { template: 'Vulnerability' })).toMatch(/No template/);
    expect(await as(ada).ok('list_agent_skills', {})).toContain('Draft my weekly note');
    expect(await as(adam).ok('list_agent_skills', {})).not.toContain('Draft my weekly note');
    expect(await as(adam).failure('list_agent_skills', { skill: 'Draft my weekly note' })).toMatch(
      /There is: /,
    );
  });

  test('triage duty stands beside the team', async () => {
    expect(await as(ada).ok('list_teams', { team: 'ENG', include: 'triage' })).toContain(
      'triage duty: Adam Lindqvist',
    );
  });
});

describe('documents', () => {
  test('of private teams are not there for others, by any name', async () => {
    const slug = slugIn(await as(ada).ok('get_document', { document: 'Incident 14' }));
    for (const document of ['Incident 14', slug, `https://linear.app/lumen/document/incident-14-${slug}`]) {
      expect(await as(ada).ok('get_document', { document })).toContain('"Incident 14"');
      expect(await as(adam).failure('get_document', { document })).toMatch(/No document/);
      expect(await as(adam).failure('update_document', { document, title: 'Mine' })).toMatch(/No document/);
    }
    expect(await as(adam).ok('list_documents', {})).not.toContain('Incident');
  });

  test('of one title are told apart', async () => {
    const text = await as(ada).failure('get_document', { document: 'meeting notes' });
    expect(text).toMatch(/fits more than one document: Meeting notes \([0-9a-f]{12}\), Meeting notes/);
    expect(await as(ada).ok('get_document', { document: slugIn(text) })).toContain('Meeting notes');
  });

  test('stay data, whatever they say', async () => {
    const text = await as(ada).ok('get_document', { document: 'Feedback from the web form' });
    const word = /between <<([0-9a-f]{8})/.exec(text)?.[1] ?? '';
    expect(text.split(`\n${word}>>`)).toHaveLength(2);
    expect(text).not.toContain('![');
  });

  test('are edited by exact words, and not when they changed meanwhile', async () => {
    await as(ada).ok('create_document', { title: 'Plan', content: 'One.\n\nTwo.', project: 'Apollo' });
    const version = /version ([0-9a-f]{8})/.exec(await as(ada).ok('get_document', { document: 'Plan' }))?.[1];
    const edits = [{ op: 'replace', find: 'Two.', text: 'Three.' }];
    const done = await as(ada).run('update_document', { document: 'Plan', edits, version });
    expect(done.operations).toEqual(['PrepareDocumentUpdate', 'UpdateDocument']);
    expect(done.text).toContain('content: 10 → 12 characters');
    const late = await as(ada).run('update_document', { document: 'Plan', edits, version });
    expect(late.text).toMatch(/changed since version/);
    expect(late.operations).toEqual(['PrepareDocumentUpdate']);
  });

  test('have one place, and move from it', async () => {
    const none = await as(ada).failure('create_document', { title: 'X' });
    expect(none).toContain('exactly one of project, initiative, team, issue');
    const two = { title: 'X', project: 'Apollo', team: 'ENG' };
    expect(await as(ada).failure('create_document', two)).toContain('exactly one');
    await as(ada).ok('create_document', { title: 'Nomad', team: 'ENG' });
    expect(await as(ada).ok('update_document', { document: 'Nomad', issue: 'ENG-3' })).toContain(
      'place: team ENG → issue ENG-3',
    );
    expect(await as(ada).ok('list_documents', { issue: 'ENG-3' })).toContain('Nomad');
    const issue = sandbox.workspace.issue('ENG-3')?.id;
    expect(await as(ada).ok('list_documents', { issue })).toContain('Nomad');
    expect(await as(ada).failure('list_documents', { issue: 'ENG-99999' })).toContain(
      'No issue is called "ENG-99999"',
    );
    expect(await as(ada).failure('update_document', { document: 'Nomad', issue: 'ENG-99999' })).toContain(
      'ENG-99999',
    );
    expect(await as(ada).ok('delete_document', { document: 'Nomad' })).toContain('active → in the trash');
    expect(await as(ada).ok('delete_document', { document: 'Nomad', restore: true })).toContain('→ active');
  });
});

describe('initiatives', () => {
  test('are read with projects, updates, documents and children in one request', async () => {
    const include = ['updates', 'documents', 'children'];
    const { text, operations } = await as(ada).run('get_initiative', {
      initiative: 'Robots that run all night',
      include,
    });
    expect(operations).toEqual(['GetInitiative']);
    for (const part of [/3 projects/, /1 sub-initiative/, /1 document/, /update [0-9a-f-]{36}, atRisk/])
      expect(text).toMatch(part);
    expect(await as(adam).ok('get_initiative', { initiative: 'Robots that run all night' })).not.toContain(
      'Nightjar',
    );
    expect(await as(tomas).ok('list_initiatives', {})).toBe('No initiatives match.');
  });

  test('change with what they are tied to, in two requests', async () => {
    await as(ada).ok('create_initiative', { name: 'Silence', owner: 'me', labels: ['Hardware'] });
    const { text, operations } = await as(ada).run('update_initiative', {
      initiative: 'Silence',
      status: 'Active',
      owner: null,
      add_project: 'Apollo',
      add_parent: 'Japan',
      add_labels: ['Horizon/Now'],
    });
    expect(operations).toEqual(['PrepareInitiativeUpdate', 'UpdateInitiative']);
    for (const line of [
      'status: Planned → Active',
      'owner: Ada Lindqvist → none',
      'parent: none → Japan',
      'projects: + Apollo',
    ])
      expect(text).toContain(line);
    const again = await as(ada).run('update_initiative', {
      initiative: 'Silence',
      add_project: 'Apollo',
      add_parent: 'Japan',
    });
    expect(again.text).toContain('parent: Japan (as before)\n');
    expect(again.text).toContain('projects: + Apollo (as before)');
    const both = { initiative: 'Silence', add_project: 'Apollo', remove_project: 'Apollo' };
    expect(await as(ada).failure('update_initiative', both)).toContain(
      'add_project is part of it already: leave it out',
    );
    const gone = { initiative: 'Silence', remove_project: 'Apollo Docking' };
    expect(await as(ada).failure('update_initiative', gone)).toMatch(/No project of this initiative/);
    expect(
      await as(ada).ok('update_initiative', { initiative: 'Silence', remove_project: 'Apollo' }),
    ).toContain('projects: - Apollo');
    const itself = { initiative: 'Silence', add_parent: 'Silence' };
    expect(await as(ada).failure('update_initiative', itself)).toMatch(
      /add_parent is this initiative itself/,
    );
    const noLonger = { initiative: 'Silence', remove_parent: 'Japan' };
    const { text: freed, operations: asked } = await as(ada).run('update_initiative', noLonger);
    expect(freed).toContain('parent: Japan → none');
    expect(asked).toEqual(['PrepareInitiativeUpdate', 'UpdateInitiative']);
    expect(await as(ada).failure('update_initiative', noLonger)).toContain('No parent of this initiative');
    expect(await as(ada).ok('archive_initiative', { initiative: 'Silence' })).toContain('active → archived');
    expect(await as(ada).ok('archive_initiative', { initiative: 'Silence' })).toContain('(as before)');
  });
});

describe('views', () => {
  test('show what their filters say, to each person their own', async () => {
    const { text, operations } = await as(ada).run('read_view', { view: 'Urgent and open', limit: 10 });
    expect(operations).toEqual(['GetView']);
    const lines = text.split('\n');
    expect(lines.at(-1)).toMatch(/^filter: \{".*priority/);
    for (const line of lines.slice(1, -2)) expect(line).toMatch(/\| (urgent|high) \|/);
    const projects = await as(ada).ok('read_view', { view: 'Projects in trouble', shows: 'projects' });
    expect(projects).toContain('offTrack');
    expect(await as(ada).failure('read_view', { view: 'Projects in trouble' })).toContain(
      'pass shows "projects"',
    );
    expect(await as(adam).failure('read_view', { view: 'My week' })).toMatch(/No view is called/);
    const cursor = cursorIn(text);
    expect(await as(ada).ok('read_view', { view: 'Urgent and open', limit: 10, cursor })).not.toMatch(
      /^filter:/m,
    );
    expect(await as(ada).failure('read_view', { view: 'Nobody’s work', cursor })).toContain('other filters');
  });

  test('are made by names that exist, or by a filter that Linear accepts', async () => {
    const wanted = {
      name: 'Mine',
      assignee: 'me',
      state: ['In Progress', 'unstarted'],
      label: ['Bug'],
      priority: ['urgent'],
    };
    const { text, operations } = await as(adam).run('create_view', wanted);
    expect(text).toMatch(/^filter: \{"and":\[.*"assignee":\{"isMe":\{"eq":true\}\}/m);
    expect(operations).toEqual(['PrepareViewCreate', 'CreateView']);
    expect(await as(adam).ok('read_view', { view: 'Mine' })).toMatch(/^(No rows|\d+ rows?)/);
    expect(await as(adam).failure('create_view', { name: 'X', state: ['Nope'] })).toMatch(
      /No state is called "Nope"/,
    );
    expect(await as(adam).failure('create_view', { name: 'X' })).toContain('at least one filter');
    expect(await as(adam).failure('create_view', { name: 'X', cycle: 41 })).toContain(
      'cycle by number needs team: numbers are per team',
    );
    expect(await as(adam).ok('create_view', { name: 'X', cycle: '41', team: 'ENG' })).toContain(
      '"cycle":{"number":{"eq":41}}',
    );
    await as(adam).ok('delete_view', { view: 'X' });
    const both = { name: 'X', assignee: 'me', filter: { priority: { eq: 1 } } };
    expect(await as(adam).failure('create_view', both)).toContain('not both');
    const wrong = { name: 'X', shows: 'projects', filter: { healthy: { eq: 'atRisk' } } };
    const unknown = 'filter holds a field or a comparison that Linear does not know';
    expect(await as(adam).failure('create_view', wrong)).toContain(unknown);
    expect(await as(adam).failure('update_view', { view: 'Mine', filter: { foo: 1 } })).toContain(unknown);
    expect(await as(adam).ok('update_view', { view: 'Mine', name: 'Ours', shared: true })).toContain(
      'shared: no → yes',
    );
    expect(await as(ada).ok('list_views', { query: 'Ours' })).toContain('Ours');
    const kenji = as('kenji@lumen.example');
    expect(await kenji.failure('delete_view', { view: 'Ours' })).toContain('does not allow');
    expect(await as(adam).ok('delete_view', { view: 'Ours' })).toContain('Deleted view "Ours"');
  });
});

describe('the inbox', () => {
  const idsIn = (text: string): string[] =>
    [...text.matchAll(/^([0-9a-f]{8}) \|/gm)].map((match) => match[1] ?? '');

  test('is one’s own, and several notifications change in two requests', async () => {
    const mine = idsIn(await as(ada).ok('list_notifications', { unread_only: true }));
    const theirs = idsIn(await as(adam).ok('list_notifications', {}));
    expect(mine.length).toBeGreaterThan(2);
    expect(mine.filter((id) => theirs.includes(id))).toEqual([]);
    const ids = mine.slice(0, 2);
    const { text, operations } = await as(ada).run('mark_notifications', { ids, action: 'read' });
    expect(operations).toEqual(['PrepareNotifications', 'UpdateNotifications']);
    expect(text.match(/unread → read/g)).toHaveLength(2);
    const left = idsIn(await as(ada).ok('list_notifications', { unread_only: true }));
    expect(left).toEqual(mine.slice(2));
    expect(await as(adam).failure('mark_notifications', { ids, action: 'archive' })).toMatch(
      /No notification/,
    );
  });

  test('finds one that many newer ones have come after', async () => {
    const [id = ''] = idsIn(await as(ada).ok('list_notifications', {})).slice(-1);
    sandbox.workspace.notify(ada, 600);
    const { text, operations } = await as(ada).run('mark_notifications', { ids: [id], action: 'archive' });
    expect(operations).toEqual([
      ...Array.from({ length: 3 }, () => 'PrepareNotifications'),
      'ArchiveNotifications',
    ]);
    expect(text).toContain(`${id} |`);
  });

  test('lets notifications sleep and wake', async () => {
    const [id = ''] = idsIn(await as(ada).ok('list_notifications', {}));
    const sleep = { ids: [id], action: 'snooze', until: '2040-01-01T09:00Z' };
    expect(await as(ada).ok('mark_notifications', sleep)).toContain(
      'awake → snoozed until 2040-01-01T09:00Z',
    );
    expect(idsIn(await as(ada).ok('list_notifications', {}))).not.toContain(id);
    const all = await as(ada).ok('list_notifications', { all: true });
    expect(all).toMatch(new RegExp(`^${id} .*snoozed until 2040-01-01T09:00Z`, 'm'));
    expect(all).toMatch(/when \(UTC\)/);
    await as(ada).ok('mark_notifications', { ids: [id], action: 'unsnooze' });
    expect(idsIn(await as(ada).ok('list_notifications', {}))).toContain(id);
  });

  test.each([
    [{ ids: ['xyz'], action: 'read' }, /ids must be as list_notifications shows them/],
    [{ ids: [], action: 'read' }, /must not be an empty list/],
    [{ ids: ['00000000'], action: 'read' }, /No notification is called "00000000"/],
    [{ ids: ['00000000'], action: 'snooze' }, /until is for snooze, which needs it/],
    [{ ids: ['00000000'], action: 'snooze', until: '2001-01-01T09:00Z' }, /must be in the future/],
    [{ ids: ['00000000'], action: 'snooze', until: 'tomorrow' }, /must be a time with its zone/],
    [{ ids: ['00000000'], action: 'snooze', until: '2040-01-01T09:00' }, /must be a time with its zone/],
    [{ ids: ['00000000'], action: 'snooze', until: '2040-01-01' }, /must be a time with its zone/],
    [{ ids: ['00000000'], action: 'burn' }, /action must be one of/],
  ])('refuses %j', async (args, sentence) => {
    const { text, operations } = await as(ada).run('mark_notifications', args);
    expect(text).toMatch(sentence);
    expect(operations.filter((name) => !/^Prepare/.test(name ?? ''))).toEqual([]);
  });
});

describe('releases', () => {
  test('of private teams are not there for others', async () => {
    expect(await as(ada).ok('list_releases', { pipeline: 'Signing service' })).toMatch(/^3 releases/);
    expect(await as(adam).failure('list_releases', { pipeline: 'Signing service' })).toMatch(/No pipeline/);
    expect(await as(adam).failure('get_release', { release: 'Signing service 4.0' })).toMatch(/No release/);
    expect(await as(adam).ok('list_release_notes', {})).not.toContain('Signing');
  });

  test('move through the stages of their pipeline, by name or type', async () => {
    await as(ada).ok('create_release', { name: 'R1', pipeline: 'Robot OS', stage: 'started', version: '9' });
    const text = await as(ada).ok('update_release', { release: 'R1', stage: 'Released' });
    expect(text).toContain('stage: In progress → Released');
    expect(text).toMatch(/completed: none → \d{4}/);
    expect(await as(ada).failure('update_release', { release: 'R1', stage: 'Shipped' })).toMatch(
      /There is: .*Released/,
    );
    expect(await as(ada).failure('create_release', { name: 'R', pipeline: 'Robot' })).toMatch(
      /There is: Robot OS/,
    );
    expect(await as(ada).ok('list_releases', { stage_type: 'completed', version: '9' })).toMatch(
      /^1 release/,
    );
  });

  test('are listed by a stage that some pipeline has', async () => {
    const listed = await as(ada).run('list_releases', { stage: 'in PROGRESS' });
    expect(listed.operations).toEqual(['ListReleases']);
    expect(listed.text).toMatch(/^\d releases?\./);
    expect(await as(ada).failure('list_releases', { stage: 'nope' })).toMatch(
      /No stage is called "nope"\. There is: .*In progress/,
    );
  });

  test('of one name are told apart by version and pipeline, however long the name is', async () => {
    const name = `Spring ${'and all of it '.repeat(12)}`.trim();
    await as(ada).ok('create_release', { name, pipeline: 'Robot OS', version: '7.1' });
    await as(ada).ok('create_release', { name, pipeline: 'Operator app' });
    const sentence = await as(ada).failure('get_release', { release: name });
    expect(sentence).toMatch(/Spring .*…, Operator app \([0-9a-f-]{36}\)/);
    const one = /Spring [^…]*…, 7\.1, Robot OS \([0-9a-f-]{36}\)/.exec(sentence)?.[0];
    expect(await as(ada).ok('get_release', { release: one })).toContain('7.1 | Robot OS');
  });

  test('are covered by notes, one by one or from one to another', async () => {
    const range = { range_from: 'Robot OS 4.0', range_to: 'Robot OS 4.2' };
    const note = { pipeline: 'Robot OS', title: 'All of four', content: 'New.' };
    expect(await as(ada).ok('create_release_note', { ...note, ...range })).toContain(
      'Robot OS 4.0, Robot OS 4.1, Robot OS 4.2',
    );
    const changed = await as(ada).run('update_release_note', {
      note: 'All of four',
      releases: ['Robot OS 4.1'],
    });
    expect(changed.text).toContain('→ Robot OS 4.1');
    expect(changed.operations).toEqual(['PrepareNoteUpdate', 'UpdateReleaseNote']);
    const half = { ...note, range_from: 'Robot OS 4.0' };
    expect(await as(ada).failure('create_release_note', half)).toContain('go together');
    expect(await as(ada).ok('list_release_notes', { note: 'All of four' })).toContain('covers Robot OS 4.1');
  });
});

describe('customers', () => {
  test('are read with what they ask for, and not by guests', async () => {
    const { text, operations } = await as(ada).run('get_customer', { customer: 'Nordlager' });
    expect(operations).toEqual(['GetCustomer']);
    expect(text).toMatch(/4 customer needs/);
    expect(await as(tomas).ok('list_customers', {})).toBe('No customers match.');
    expect(await as(tomas).failure('get_customer', { customer: 'Nordlager' })).toMatch(/No customer/);
    expect(await as(ada).failure('list_customers', { tier: 'Gold' })).toMatch(/There is: .*Growth/);
  });

  test('of one name are told apart, and each is named by what it is told apart with', async () => {
    const name = 'Kühlhaus';
    await as(ada).ok('create_customer', { name, domains: ['nord.example'], owner: 'me' });
    await as(ada).ok('create_customer', { name, domains: ['sued.example'] });
    const sentence = await as(ada).failure('get_customer', { customer: name });
    expect(sentence).toMatch(/Kühlhaus, nord\.example, @Ada Lindqvist \([0-9a-f-]{36}\)/);
    const one = /Kühlhaus, sued\.example \([0-9a-f-]{36}\)/.exec(sentence)?.[0];
    expect(await as(ada).ok('get_customer', { customer: one })).toContain('sued.example');
  });

  test('and their needs are written with before and after', async () => {
    await as(ada).ok('create_customer', { name: 'Kaltlogistik', status: 'Trial', domains: ['kalt.example'] });
    const change = { customer: 'Kaltlogistik', status: 'Active', tier: 'Growth', owner: 'Noor Al-Farsi نور' };
    expect(await as(ada).ok('update_customer', change)).toContain('status: Trial → Active');
    const taken = { customer: 'Kaltlogistik', domains: ['nordlager.example'] };
    expect(await as(ada).failure('update_customer', taken)).toContain('in use');
    const made = await as(ada).ok('create_customer_need', {
      customer: 'Kaltlogistik',
      body: 'Night',
      issue: 'ENG-4',
    });
    const need = /need ([0-9a-f-]{36})/.exec(made)?.[1];
    const moved = await as(ada).ok('update_customer_need', { need, project: 'Apollo', important: true });
    expect(moved).toContain('issue: ENG-4 → none\nproject: none → Apollo\nimportant: no → yes');
    const nowhere = { customer: 'Kaltlogistik', body: 'x' };
    expect(await as(ada).failure('create_customer_need', nowhere)).toContain('either issue or project');
    expect(await as(ada).failure('update_customer_need', { need: '123', important: true })).toContain(
      'must be a UUID',
    );
    expect(await as(ada).ok('delete_customer_need', { need })).toContain('of Kaltlogistik');
    expect(await as(ada).ok('delete_customer', { customer: 'Kaltlogistik' })).toContain('Deleted customer');
  });
});

describe('a need that is longer than a row', () => {
  const customer = 'Nordlager';
  const body = Array.from({ length: 1200 }, (_, index) => `wish ${index}`).join('\n');
  let need: string | undefined;
  beforeAll(async () => {
    const made = await as(ada).ok('create_customer_need', { customer, body, issue: 'ENG-4' });
    need = /need ([0-9a-f-]{36})/.exec(made)?.[1];
    await as(ada).ok('create_customer_need', { customer, body, project: 'Apollo' });
  });

  test('is read whole, in one request', async () => {
    expect(await as(ada).ok('get_customer', { customer })).toMatch(
      /…" \|[\s\S]*\nA text that ends in … goes on: call with need and its id\.$/,
    );
    const whole = await as(ada).run('get_customer', { customer, need });
    expect(whole.operations).toEqual(['GetCustomer']);
    expect(whole.text).toContain(body);
    expect(await as(ada).ok('get_customer', { customer, need, text_from: body.length - 9 })).toContain(
      '\nwish 1199\n',
    );
  });

  test('is found from where it is', async () => {
    const onward = /"wish 0 .*…" \| the rest: get_customer with need "[0-9a-f-]{36}"$/m;
    expect(await as(ada).ok('get_issue', { ids: 'ENG-4', include: 'needs' })).toMatch(onward);
    expect(await as(ada).ok('get_project', { project: 'Apollo', include: 'needs' })).toMatch(onward);
  });

  test('is that of another customer no more than one that is not there', async () => {
    expect(await as(ada).failure('get_customer', { customer: '大阪物流', need })).toMatch(
      /No need of 大阪物流 is called/,
    );
    expect(await as(ada).failure('get_customer', { customer, text_from: 3 })).toContain('goes with need');
    expect(await as(ada).failure('get_customer', { customer, need: 'x' })).toContain('must be a UUID');
  });
});

describe('reviews', () => {
  test('are the pull requests of one’s inbox, with what keeps them', async () => {
    const { text, operations } = await as(ada).run('list_reviews', { requested: true });
    expect(operations).toEqual(['ListReviews']);
    expect(text).toMatch(/"Faster map merge" .*conflicts \| not passing: hardware-in-the-loop/);
    expect(await as(adam).ok('list_reviews', {})).toBe('No reviews match.');
    const diff = await as(ada).ok('get_diff', { diff: slugIn(text) });
    expect(diff).toMatch(/2 files:\n- firmware\/dock\.c \| modified \| \+\d+ -7/);
    expect(await as(ada).failure('get_diff', { diff: 'nope' })).toMatch(/No diff is called "nope"/);
  });
});

describe('what was made lately', () => {
  test.each([
    ['list_projects', 'create_project', { name: 'Brand new', teams: 'ENG' }],
    ['list_documents', 'create_document', { title: 'Brand new', team: 'ENG', content: 'x' }],
    ['list_initiatives', 'create_initiative', { name: 'Brand new' }],
    ['list_releases', 'create_release', { name: 'Brand new', pipeline: 'Signing service' }],
  ])('is what %s shows with created_since', async (list, create, made) => {
    await as(ada).ok(create, made);
    const [all, lately] = [await as(ada).ok(list, {}), await as(ada).ok(list, { created_since: 'P1D' })];
    expect(lately).toContain('Brand new');
    expect(Number.parseInt(lately, 10)).toBeLessThan(Number.parseInt(all, 10));
    expect(await as(ada).ok(list, { created_since: '2099-01-01' })).toMatch(/^No /);
    expect(await as(ada).failure(list, { created_since: 'lately' })).toContain('created_since must be');
  });
});
