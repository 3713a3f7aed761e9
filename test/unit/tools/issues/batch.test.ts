import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf, identifiersIn } from '../support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.faults.clear());
const as = (email: string) => callerOf(sandbox, email);
const titled = (title: string) => sandbox.workspace.issues().filter((issue) => issue.title.startsWith(title));
const count = () => sandbox.workspace.issues().length;

describe('create_issues', () => {
  test('makes fifty in two requests, each with its own names, one line per issue', async () => {
    const issues = Array.from({ length: 50 }, (_, n) => ({
      title: `Fifty ${n}`,
      ...(n % 2 === 0
        ? { team: 'MOB', labels: 'Crash' }
        : { labels: ['Area/Docking'], cycle: n % 3 === 0 ? 'current' : 'next' }),
      assignee: n % 5 === 0 ? 'me' : undefined,
      project: n % 2 === 0 ? 'Apollo Mobile' : 'Apollo',
    }));
    const { text, operations } = await as(ada).run('create_issues', { team: 'ENG', issues });
    expect(operations).toEqual(['PrepareIssueCreate', 'CreateIssues']);
    expect(text).toMatch(/^Created 50 issues:\n/);
    expect(identifiersIn(text)).toHaveLength(50);
    expect(text).toMatch(/^MOB-\d+ "Fifty 0" .*@Ada Lindqvist.*#Crash.*in Apollo Mobile$/m);
    expect(text).toMatch(/^ENG-\d+ "Fifty 1" .*#Area\/Docking.*cycle 42$/m);
    expect(titled('Fifty')).toHaveLength(50);
    expect(text).toMatch(/\nLinks: https:\/\/linear\.app\/lumen\/issue\/<id>$/);
  });

  test('names what is wrong with each item, and makes none', async () => {
    const before = count();
    const issues = [
      { title: 'Good' },
      { title: 'Bad state', state: 'Dun' },
      { title: 'Bad people', assignee: 'Sofi', team: 'DES' },
      { title: 'Bad label', labels: ['Crash'] },
      { title: 'Bad team', team: 'NOPE' },
    ];
    const text = await as(ada).failure('create_issues', { team: 'ENG', issues });
    expect(text).toMatch(/issue 2: no state is called "Dun" \(there is: Done/);
    expect(text).toMatch(/issue 3: no assignee is called "Sofi" \(there is: Sofia Marques/);
    expect(text).toMatch(/issue 4: no label of this team is called "Crash"/);
    expect(text).toMatch(/issue 5: no team is called "NOPE"/);
    expect(count()).toBe(before);
  });

  test('writes nothing in a dry run, and says so', async () => {
    const before = count();
    const args = { team: 'ENG', issues: [{ title: 'Dry' }, { title: 'Drier' }], dry_run: true };
    const { text, operations } = await as(ada).run('create_issues', args);
    expect(text).toBe(
      'Nothing created. All names of 2 issues are known; Linear checks the rest only on writing.',
    );
    expect(operations).toEqual(['PrepareIssueCreate']);
    expect(count()).toBe(before);
  });

  test('with one key is one batch per person, also when an answer was lost', async () => {
    const args = {
      team: 'ENG',
      issues: [{ title: 'Keyed 1' }, { title: 'Keyed 2' }],
      idempotency_key: 'sprint-import',
    };
    sandbox.faults.next(1, { operation: 'CreateIssues', kind: 'reset', executed: true });
    expect(await as(ada).ok('create_issues', args)).toMatch(/^Created 2 issues/);
    expect(await as(ada).ok('create_issues', args)).toMatch(
      /^Nothing created: this idempotency_key already made 2 issues/,
    );
    expect(titled('Keyed')).toHaveLength(2);
    expect(await as(adam).ok('create_issues', args)).toMatch(/^Created 2 issues/);
    expect(titled('Keyed')).toHaveLength(4);
  });

  test('says of each item whose parent is not there, however it is named, and makes none', async () => {
    const before = count();
    const { id = '' } = sandbox.workspace.issue('ENG-6') ?? {};
    const parents = ['ENG-5', 'ENG-99998', id, undefined, 'ENG-99999'];
    const issues = parents.map((parent, n) => ({ title: `Child ${n}`, ...(parent && { parent }) }));
    const { text, operations } = await as(ada).run('create_issues', { team: 'ENG', issues });
    expect(text).toMatch(
      /^FAILED invalid_arguments: Nothing was done: issue 2: no issue ENG-99998 to be its parent; issue 5: no issue ENG-99999 to be its parent\. /,
    );
    expect(operations.slice(0, 3)).toEqual(['PrepareIssueCreate', 'CreateIssues', 'IssuesMade']);
    expect(count()).toBe(before);
    const good = issues.filter(({ parent }) => parent !== 'ENG-99998' && parent !== 'ENG-99999');
    expect(await as(ada).ok('create_issues', { team: 'ENG', issues: good })).toMatch(/^Created 3 issues/);
  });

  test.each([
    ['more', 3],
    ['fewer', 1],
  ])('with a key that made two says so when %s are asked for, and what to do', async (how, now) => {
    const args = (many: number) => ({
      team: 'ENG',
      issues: Array.from({ length: many }, (_, n) => ({ title: `Asked for ${how} ${n}` })),
      idempotency_key: `the key of ${how}`,
    });
    await as(ada).ok('create_issues', args(2));
    const text = await as(ada).ok('create_issues', args(now));
    expect(text).toMatch(/^Nothing created: this idempotency_key already made 2 issues:\n/);
    expect(identifiersIn(text)).toHaveLength(2);
    expect(text).toMatch(
      new RegExp(`\nNow there were ${now}: for what is not among these, call with another key.$`),
    );
    expect(titled(`Asked for ${how}`)).toHaveLength(2);
  });

  test.each([
    [{ issues: [{ title: 'x' }] }, /issue 1 needs team/],
    [{ team: 'ENG', issues: [] }, /issues must not be an empty list/],
    [
      { team: 'ENG', issues: Array.from({ length: 51 }, () => ({ title: 'x' })) },
      /issues must have at most 50 entries/,
    ],
    [{ team: 'ENG', issues: [{ title: '' }] }, /issues, entry 1\.title must not be empty/],
    [{ team: 'ENG', issues: [{ titel: 'x' }] }, /title/],
  ])('refuses %j', async (args, sentence) => {
    const { text, operations } = await as(ada).run('create_issues', args);
    expect(text).toMatch(sentence);
    expect(operations).toEqual([]);
  });
});

describe('update_issues', () => {
  test('changes issues of several teams in two requests, each with its own before', async () => {
    const ids = ['ENG-20', 'ENG-21', 'MOB-5', 'DES-5'];
    await as(ada).ok('update_issues', { ids, priority: 'low' });
    const { text, operations } = await as(ada).run('update_issues', {
      ids,
      state: 'Todo',
      priority: 'urgent',
      add_labels: 'Bug',
    });
    expect(operations[0]).toBe('PrepareIssuesUpdate');
    expect(operations[1]).toMatch(/^UpdateIssueGroups[34]$/);
    expect(operations).toHaveLength(2);
    expect(text).toMatch(/^Changed 4 issues:\n/);
    for (const id of ids) expect(text).toMatch(new RegExp(`^${id} ".*" \\|.*priority: low → urgent`, 'm'));
    for (const id of ids) expect(sandbox.workspace.issue(id)?.priority).toBe(1);
    expect(text).toMatch(/\nLinks: https:\/\/linear\.app\/lumen\/issue\/<id>$/);
  });

  test('changes nothing when one of them cannot take it, and says which and why', async () => {
    const before = sandbox.workspace.issue('ENG-22')?.updatedAt;
    const text = await as(ada).failure('update_issues', { ids: ['ENG-22', 'MOB-6'], state: 'QA' });
    expect(text).toMatch(/ENG-22: no state is called "QA"/);
    expect(text).not.toMatch(/MOB-6: /);
    expect(await as(ada).failure('update_issues', { ids: ['ENG-22', 'ENG-99999'], state: 'Todo' })).toContain(
      'no issue ENG-99999',
    );
    expect(sandbox.workspace.issue('ENG-22')?.updatedAt).toBe(before);
  });

  test('shows in a dry run what would become of each', async () => {
    await as(ada).ok('update_issues', { ids: ['ENG-23', 'ENG-24'], assignee: null, due_date: null });
    const args = { ids: ['ENG-23', 'ENG-24'], assignee: 'kenji', due_date: '2027-05-05', dry_run: true };
    const { text, operations } = await as(ada).run('update_issues', args);
    expect(operations).toEqual(['PrepareIssuesUpdate']);
    expect(text).toMatch(
      /^Nothing changed\. Asked for of 2 issues is this; Linear checks it only on writing:/,
    );
    expect(text).toMatch(/ENG-23 .*assignee: none → Kenji Watanabe \(渡辺健二\) \| due: none → 2027-05-05/);
    expect(sandbox.workspace.issue('ENG-23')?.dueDate).toBeNull();
  });

  test('says in a dry run of a move what the issue loses', async () => {
    await as(ada).ok('update_issue', { id: 'ENG-29', cycle: 'current' });
    const args = { ids: ['ENG-29'], team: 'MOB', dry_run: true };
    const text = await as(ada).ok('update_issues', args);
    expect(text).toMatch(/^Nothing changed\..* takes off what the new team does not have .*:\n/);
    expect(text).toMatch(/^ENG-29 .*team: ENG → MOB/m);
    expect(text).toMatch(/^ENG-29 .*cycle: \d+ → none/m);
    expect(
      await as(ada).ok('update_issues', { ids: ['ENG-29'], priority: 'low', dry_run: true }),
    ).not.toMatch(/new team/);
  });

  test('takes labels off where they are, and moves to another team', async () => {
    await as(ada).ok('update_issue', { id: 'ENG-25', labels: ['Bug', 'Feature'] });
    await as(ada).ok('update_issue', { id: 'ENG-26', labels: ['Feature'] });
    const text = await as(ada).ok('update_issues', { ids: ['ENG-25', 'ENG-26'], remove_labels: 'Bug' });
    expect(text).toMatch(/ENG-25 .*labels: Bug, Feature → Feature/);
    expect(text).toMatch(/ENG-26 .*labels: Feature \(as before\)/);
    expect(await as(ada).failure('update_issues', { ids: ['ENG-25'], remove_labels: 'Crash' })).toContain(
      'No label on these issues is called "Crash"',
    );
    const moved = await as(ada).ok('update_issues', {
      ids: ['ENG-27', 'ENG-28'],
      team: 'Mobile',
      state: 'QA',
    });
    expect(moved.match(/identifier: ENG-2\d → MOB-\d+/g)).toHaveLength(2);
  });

  test('changes archived issues as well, by whatever they are named', async () => {
    await as(ada).ok('update_issues', { ids: ['ENG-33', 'ENG-34'], priority: 'low' });
    await as(ada).ok('archive_issues', { ids: ['ENG-33', 'ENG-34'] });
    const text = await as(ada).ok('update_issues', { ids: ['ENG-33'], priority: 'high', state: 'Todo' });
    expect(text).toMatch(/^ENG-33 .*priority: low → high/m);
    const ids = [sandbox.workspace.issue('ENG-34')?.id];
    const failure = await as(ada).failure('update_issues', { ids, priority: 'high' });
    expect(failure).toContain('ENG-34: its team is not shown here: change it with update_issue');
    expect(sandbox.workspace.issue('ENG-34')?.priority).toBe(4);
  });

  test('says of each what was done when Linear stops on the way', async () => {
    const ids = ['ENG-35', 'OPS-8'];
    await as(ada).ok('update_issues', { ids, state: 'In Progress', priority: 'low', project: null });
    // Only one of the two teams has the project, which is for Linear to find out.
    const args = { ids, state: 'completed', project: 'Fleet Console 2.0' };
    const text = await as(ada).ok('update_issues', args);
    expect(text).toMatch(
      /^Changed 1 of 2 issues and stopped: Linear did not accept the values \(OPS-8: projectId: .*\)\. Correct them and call again/,
    );
    expect(text).not.toContain('Nothing was changed');
    expect(text).toMatch(/^ENG-35 ".*" \| state: In Progress → Done \| project: none → Fleet Console 2.0$/m);
    expect(text).toMatch(/^OPS-8 ".*" \| NOT changed$/m);
    expect(sandbox.workspace.issue('OPS-8')?.projectId).toBeNull();
    const refused = await as(ada).failure('update_issues', {
      ids: ['OPS-8', 'ENG-35'],
      project: 'Brand refresh ✨',
    });
    expect(refused).toMatch(/Linear did not accept the values \(.*\)\. Nothing was changed; correct them/);
  });

  test('shows labels that come and labels that go in a dry run', async () => {
    await as(ada).ok('update_issue', { id: 'ENG-36', labels: ['Bug'] });
    const args = {
      ids: ['ENG-36'],
      add_labels: ['Feature', 'Improvement'],
      remove_labels: 'Bug',
      dry_run: true,
    };
    expect(await as(ada).ok('update_issues', args)).toContain('labels: Bug → Feature, Improvement');
  });

  test('shows in a dry run what names stand for', async () => {
    const before = { state: 'Todo', cycle: null, project: null, parent: null, delegate: null, labels: [] };
    await as(ada).ok('update_issue', { id: 'ENG-37', ...before, assignee: 'adam', estimate: 1 });
    const text = await as(ada).ok('update_issues', {
      ids: ['ENG-37'],
      state: 'in progress',
      assignee: 'me',
      delegate: 'triage bot',
      cycle: 'current',
      project: 'apollo',
      priority: 'low',
      estimate: null,
      parent: 'ENG-1',
      dry_run: true,
    });
    expect(text).toContain('state: Todo → In Progress | assignee: Adam Lindqvist → Ada Lindqvist');
    expect(text).toContain('delegate: none → Triage Bot | project: none → Apollo | cycle: none → 41');
    expect(text).toContain('estimate: 1 → none | parent: none → ENG-1');
  });

  test.each([
    [
      'two labels of a group',
      { labels: ['Severity/S1', 'S2'] },
      /ENG-38: labels S1 and S2 exclude each other/,
    ],
    ['a label beside another of its group', { add_labels: 'S2' }, /ENG-38: labels S3 and S2 exclude/],
    [
      'a person as delegate',
      { delegate: 'kenji' },
      /ENG-38: delegate is for agents, and Kenji .* use assignee/,
    ],
    ['an issue below itself', { parent: 'ENG-38' }, /: ENG-38: parent is this issue itself/],
  ])('refuses %s in a dry run as in the write', async (_what, change, sentence) => {
    await as(ada).ok('update_issue', { id: 'ENG-38', labels: ['Severity/S3', 'Platform/Web'] });
    for (const dry_run of [true, false]) {
      const args = { ids: ['MOB-10', 'ENG-38'], ...change, dry_run };
      const { text, operations } = await as(ada).run('update_issues', args);
      expect(text).toMatch(sentence);
      expect(operations).toEqual(['PrepareIssuesUpdate']);
    }
    const swap = { add_labels: ['S2', 'Platform/iOS'], remove_labels: 'S3', dry_run: true };
    expect(await as(ada).ok('update_issues', { ids: ['ENG-38'], ...swap })).toContain('Severity/S2');
  });

  test('does not touch what somebody cannot see', async () => {
    expect(await as(adam).failure('update_issues', { ids: ['SEC-1', 'ENG-29'], priority: 'low' })).toContain(
      'no issue SEC-1',
    );
  });

  test.each([
    [{ ids: ['ENG-1'] }, /name at least one field to change/],
    [{ ids: [], state: 'Done' }, /ids must not be an empty list/],
    [{ ids: ['ENG-1', 'nonsense'], state: 'Done' }, /ids must be an issue such as ENG-123/],
    [
      { ids: Array.from({ length: 51 }, (_, n) => `ENG-${n}`), state: 'Done' },
      /ids must have at most 50 entries/,
    ],
    [{ ids: ['ENG-1'], labels: ['Bug'], add_labels: ['Feature'] }, /labels replaces the whole set/],
  ])('refuses %j before anything is asked', async (args, sentence) => {
    const { text, operations } = await as(ada).run('update_issues', args);
    expect(text).toMatch(sentence);
    expect(operations).toEqual([]);
  });
});

describe('update_issue with edits', () => {
  test('changes words of the description, in two requests', async () => {
    await as(ada).ok('update_issue', { id: 'ENG-30', description: 'One.\n\nTwo.\n\nThree.' });
    const { text, operations } = await as(ada).run('update_issue', {
      id: 'ENG-30',
      edits: [
        { op: 'replace', find: 'Two.', text: '2.' },
        { op: 'append', text: 'Four.' },
      ],
    });
    expect(operations).toEqual(['PrepareIssueUpdate', 'UpdateIssue']);
    expect(text).toMatch(/description: 18 → 23 characters, version [0-9a-f]{8}/);
    expect(sandbox.workspace.issue('ENG-30')?.description).toBe('One.\n\n2.\n\nThree.\n\nFour.');
  });

  test('writes nothing when one of them does not fit, or the text is another by now', async () => {
    const read = await as(ada).ok('get_issue', { ids: ['ENG-30'] });
    const version = /version ([0-9a-f]{8})/.exec(read)?.[1];
    await as(adam).ok('update_issue', { id: 'ENG-30', edits: { op: 'prepend', text: 'Zero.' } });
    const edits = [{ op: 'replace', find: 'Three.', text: '3.' }];
    expect(await as(ada).failure('update_issue', { id: 'ENG-30', edits, version, state: 'Done' })).toMatch(
      /the text has changed since version [0-9a-f]{8} was read: it is now [0-9a-f]{8}; read it again/,
    );
    expect(
      await as(ada).failure('update_issue', {
        id: 'ENG-30',
        edits: [...edits, { op: 'replace', find: 'Nine', text: '' }],
      }),
    ).toContain('edit 2 (replace): find does not stand in the text');
    expect(sandbox.workspace.issue('ENG-30')?.description).toContain('Three.');
    await as(ada).ok('update_issue', { id: 'ENG-30', edits });
  });

  test.each([
    [
      { id: 'ENG-30', edits: [{ op: 'replace', find: 'x', text: '' }], description: 'y' },
      /description or edits, not both/,
    ],
    [{ id: 'ENG-30', version: '0a1b2c3d', state: 'Done' }, /version goes with description or edits/],
    [{ id: 'ENG-30', edits: [] }, /edits must not be an empty list/],
    [{ id: 'ENG-30', edits: [{ op: 'swap' }] }, /edits, entry 1\.op must be one of replace/],
    [{ id: 'ENG-30', edits: [{ op: 'append', txt: 'x' }] }, /txt|text/],
    [{ id: 'ENG-30', edits: [{ op: 'replace', find: 'x' }] }, /edits, entry 1.text is required/],
    [{ id: 'ENG-30', version: 'latest', description: 'x' }, /version must be a version/],
  ])('refuses %j', async (args, sentence) => {
    expect(await as(ada).failure('update_issue', args)).toMatch(sentence);
  });
});
