import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf } from './support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.faults.clear());
const as = (email: string) => callerOf(sandbox, email);
const titled = (title: string) => sandbox.workspace.issues().filter((issue) => issue.title === title);

describe('create_issue', () => {
  test('resolves every name and writes in two requests', async () => {
    const args = {
      title: 'Everything at once',
      team: 'Engineering',
      description: '# Hello',
      state: 'in progress',
      assignee: 'me',
      priority: 'high',
      labels: ['bug', 'Area/Firmware'],
      project: 'Apollo',
      cycle: 'current',
      estimate: 3,
      due_date: '2027-02-28',
      parent: 'https://linear.app/lumen/issue/ENG-4/x',
    };
    const { text, operations } = await as(ada).run('create_issue', args);
    expect(operations).toEqual(['PrepareIssueCreate', 'CreateIssue']);
    expect(text).toMatch(
      /^Created ENG-\d+ "Everything at once" \| In Progress \| high \| @Ada Lindqvist \| #.*Area\/Firmware.* \| in Apollo \| cycle 41 \| estimate 3 \| due 2027-02-28 \| parent ENG-4\nhttps:\/\/linear\.app\/lumen\/issue\/ENG-\d+$/,
    );
    expect(text).toContain('Bug');
    const [issue] = titled('Everything at once');
    expect(issue?.description).toBe('# Hello');
    expect(issue?.assigneeId).toBe(sandbox.workspace.user(ada).id);
  });

  test.each([
    [{ team: 'NOPE' }, /No team is called "NOPE"/],
    [{ state: 'Dun' }, /No state is called "Dun"\. There is: Done/],
    [
      { state: 'started' },
      /"started" fits more than one state: In Progress, In Review|"started" fits more than one state: In Review, In Progress/,
    ],
    [{ labels: ['Area'] }, /"Area" fits more than one label: Area\//],
    [{ labels: ['Crash'] }, /No label of this team is called "Crash"/],
    [{ assignee: 'Sofi' }, /No assignee is called "Sofi"/],
    [{ project: 'Apolo' }, /No project is called "Apolo"/],
    [
      { cycle: 'previously' },
      /No cycle is called "previously"\. There is: 40, 41, 42, any others in list_cycles\./,
    ],
    [{ cycle: 'current', team: 'SEC' }, /team SEC has no cycles: leave cycle out/],
    [{ parent: 'what' }, /parent must be an issue/],
    [{ parent: 'ENG-99999' }, /no issue ENG-99999 to be the parent/],
    [{ due_date: '2027-02-30' }, /due_date must be a date/],
    [{ priority: 'highest' }, /priority must be one of none, urgent, high, medium, low/],
    [{ idempotency_key: 'x' }, /idempotency_key must have 8 to 200 characters/],
  ])('writes nothing when a value means nothing: %j', async (wrong, sentence) => {
    const args = { title: 'Must not exist', team: 'ENG', ...wrong };
    expect(await as(ada).failure('create_issue', args)).toMatch(sentence);
    expect(titled('Must not exist')).toEqual([]);
  });

  test('makes one issue of two calls with one key, and says so', async () => {
    const args = { title: 'Only once', team: 'ENG', idempotency_key: 'a-unique-key' };
    expect(await as(ada).ok('create_issue', args)).toMatch(/^Created ENG-/);
    const { text, operations } = await as(ada).run('create_issue', { ...args, title: 'Only once more' });
    expect(text).toMatch(/^Nothing created: this idempotency_key already made ENG-\d+ "Only once"/);
    expect(operations).toEqual(['PrepareIssueCreate', 'CreateIssue', 'IssueMade']);
    expect(titled('Only once')).toHaveLength(1);
    expect(titled('Only once more')).toHaveLength(0);
  });

  test('two people who think of the same key make an issue each', async () => {
    const args = { title: 'Same key', team: 'ENG', idempotency_key: 'monday-report' };
    expect(await as(ada).ok('create_issue', args)).toMatch(/^Created ENG-/);
    expect(await as(adam).ok('create_issue', args)).toMatch(/^Created ENG-/);
    const ids = titled('Same key').map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  });

  test('a key does not hide that Linear refuses the values', async () => {
    const wrong = { title: 'Refused', team: 'ENG', estimate: 999, idempotency_key: 'never-made-1' };
    expect(await as(ada).failure('create_issue', wrong)).toMatch(/^FAILED linear_invalid_input/);
    expect(await as(ada).ok('create_issue', { ...wrong, estimate: 3 })).toMatch(/^Created ENG-/);
  });

  test('takes a template, a milestone, followers and a time limit', async () => {
    const [milestone = ''] =
      /milestone ([^|]+)/
        .exec(
          await as(ada).ok('list_issues', {
            project: 'Apollo',
            milestone: '!none',
            detail: 'full',
            limit: 1,
          }),
        )
        ?.slice(1) ?? [];
    const text = await as(ada).ok('create_issue', {
      title: 'From a template',
      team: 'ENG',
      template: 'Bug report',
      project: 'Apollo',
      milestone: milestone.trim(),
      subscribers: ['kenji@lumen.example', 'me'],
      sla_breaches_at: '2027-01-01T12:00:00Z',
    });
    expect(text).toContain(`milestone ${milestone.trim()}`);
    const [issue] = titled('From a template');
    expect(issue?.description).toBeTruthy();
    expect(issue?.slaBreachesAt).toBe('2027-01-01T12:00:00.000Z');
    expect(issue?.subscriberIds).toContain(sandbox.workspace.user('kenji@lumen.example').id);
    expect(
      await as(ada).failure('create_issue', { title: 'x', team: 'ENG', template: 'Bug raport' }),
    ).toMatch(/No template is called "Bug raport"\. There is: .*Bug report/);
    expect(await as(ada).failure('create_issue', { title: 'x', team: 'ENG', milestone: 'Beta' })).toContain(
      'milestone needs project',
    );
  });

  test.each([
    [
      'was lost after it took effect',
      { kind: 'reset', executed: true },
      ['PrepareIssueCreate', 'CreateIssue', 'IssueMade'],
    ],
    [
      'was lost before',
      { kind: 'status', status: 502 },
      ['PrepareIssueCreate', 'CreateIssue', 'IssueMade', 'CreateIssue'],
    ],
  ] as const)('makes one issue when the answer %s', async (what, fault, expected) => {
    sandbox.faults.next(1, { operation: 'CreateIssue', ...fault });
    const title = `One although the answer ${what}`;
    const { text, operations } = await as(ada).run('create_issue', { title, team: 'ENG' });
    expect(text).toMatch(/^Created ENG-/);
    expect(operations).toEqual(expected);
    expect(titled(title)).toHaveLength(1);
  });
});

describe('update_issue', () => {
  test('answers before and after, in two requests', async () => {
    const before = sandbox.workspace.issue('ENG-20');
    const state = before ? sandbox.workspace.stateName(before) : '';
    const target = state === 'Done' ? 'Todo' : 'Done';
    const { text, operations } = await as(adam).run('update_issue', {
      id: 'eng-20',
      state: target,
      assignee: 'me',
      priority: 'urgent',
      title: 'A new title',
      description: 'A new text',
    });
    expect(operations).toEqual(['PrepareIssueUpdate', 'UpdateIssue']);
    expect(text).toContain(`state: ${state} → ${target}`);
    expect(text).toMatch(/assignee: .*Adam Lindqvist/);
    expect(text).toMatch(/title: ".*" → "A new title"/);
    expect(text).toMatch(/description: none → 10 characters/);
    expect(text).toMatch(/https:\/\/linear\.app\/lumen\/issue\/ENG-20$/);
  });

  test('empties fields with null or none', async () => {
    await as(ada).ok('update_issue', {
      id: 'ENG-21',
      assignee: 'me',
      project: 'Apollo',
      cycle: 41,
      estimate: 5,
      due_date: '2027-01-01',
      parent: 'ENG-4',
    });
    const text = await as(ada).ok('update_issue', {
      id: 'ENG-21',
      assignee: null,
      project: 'none',
      cycle: null,
      estimate: null,
      due_date: null,
      parent: null,
    });
    for (const line of [
      'assignee: Ada Lindqvist → none',
      'project: Apollo → none',
      'cycle: 41 → none',
      'estimate: 5 → none',
      'due: 2027-01-01 → none',
      'parent: ENG-4 → none',
    ]) {
      expect(text).toContain(line);
    }
  });

  test('adds and removes labels without touching the others, and replaces them only when told', async () => {
    const labels = (text: string) => /labels: (.*)/.exec(text)?.[1];
    await as(ada).ok('update_issue', { id: 'ENG-22', labels: [] });
    expect(
      labels(await as(ada).ok('update_issue', { id: 'ENG-22', add_labels: ['bug', 'Area/Docking'] })),
    ).toBe('none → Area/Docking, Bug');
    expect(
      labels(await as(ada).ok('update_issue', { id: 'ENG-22', add_labels: 'Feature', remove_labels: 'Bug' })),
    ).toBe('Area/Docking, Bug → Area/Docking, Feature');
    expect(labels(await as(ada).ok('update_issue', { id: 'ENG-22', labels: ['Bug'] }))).toBe(
      'Area/Docking, Feature → Bug',
    );
    expect(await as(ada).failure('update_issue', { id: 'ENG-22', remove_labels: ['Feature'] })).toContain(
      'No label on this issue is called "Feature". There is: Bug',
    );
    expect(
      await as(ada).failure('update_issue', { id: 'ENG-22', labels: ['Bug'], add_labels: ['Feature'] }),
    ).toContain('labels replaces the whole set');
  });

  test('says when a field was already so', async () => {
    await as(ada).ok('update_issue', { id: 'ENG-23', priority: 'low' });
    expect(await as(ada).ok('update_issue', { id: 'ENG-23', priority: 'low' })).toContain(
      'priority: low (as before)',
    );
  });

  test('moves to another team with a state of that team', async () => {
    const text = await as(ada).ok('update_issue', { id: 'ENG-24', team: 'MOB', state: 'QA' });
    expect(text).toMatch(/identifier: ENG-24 → MOB-\d+/);
    expect(text).toMatch(/state: .* → QA/);
    expect(await as(ada).failure('update_issue', { id: 'ENG-25', state: 'QA' })).toContain(
      'No state is called "QA"',
    );
  });

  test('needs something to change, and an issue that is there', async () => {
    const { text, operations } = await as(ada).run('update_issue', { id: 'ENG-23' });
    expect(text).toContain('name at least one field to change');
    expect(operations).toEqual([]);
    expect(await as(ada).failure('update_issue', { id: 'ENG-99999', state: 'Done' })).toContain(
      'no issue ENG-99999',
    );
  });

  test('is not repeated when its answer is lost', async () => {
    sandbox.faults.next(1, { operation: 'UpdateIssue', kind: 'status', status: 502 });
    const { text, operations } = await as(ada).run('update_issue', { id: 'ENG-23', priority: 'high' });
    expect(text).toMatch(/^FAILED linear_unavailable/);
    expect(operations).toEqual(['PrepareIssueUpdate', 'UpdateIssue']);
  });
});

describe('create_comment', () => {
  test('writes as the person who asks, in one request, and a reply in two', async () => {
    const first = await as(adam).run('create_comment', { issue: 'ENG-30', body: 'Hello **there**' });
    expect(first.operations).toEqual(['CreateComment']);
    const [, reference = ''] =
      /^Comment ([0-9a-f]{8}) written on ENG-30 \(archived\)\.\nhttps:\/\/linear\.app\/lumen\/issue\/ENG-30#comment-\1$/.exec(
        first.text,
      ) ?? [];
    expect(reference).not.toBe('');
    const reply = await as(ada).run('create_comment', { issue: 'ENG-30', body: 'Hi', parent: reference });
    expect(reply.operations).toEqual(['ThreadsOfIssue', 'CreateComment']);
    const [, ofReply = ''] = /^Reply ([0-9a-f]{8})/.exec(reply.text) ?? [];
    await as(ada).ok('create_comment', { issue: 'ENG-30', body: 'To the reply', parent: ofReply });
    const comments = sandbox.workspace.commentsOn('ENG-30');
    const root = comments.find((comment) => comment.id.startsWith(reference));
    expect(root?.userId).toBe(sandbox.workspace.user(adam).id);
    expect(comments.filter((comment) => comment.parentId === root?.id)).toHaveLength(2);
  });

  test('refuses a thread of another issue, what is no comment, and nothing to say', async () => {
    const text = await as(ada).ok('create_comment', { issue: 'ENG-31', body: 'here' });
    const [, reference = ''] = /^Comment ([0-9a-f]{8})/.exec(text) ?? [];
    expect(
      await as(ada).failure('create_comment', { issue: 'ENG-32', body: 'x', parent: reference }),
    ).toContain(`no comment ${reference} on ENG-32`);
    expect(
      await as(ada).failure('create_comment', { issue: 'ENG-32', body: 'x', parent: 'that one' }),
    ).toContain('parent must be a comment');
    expect(await as(ada).failure('create_comment', { issue: 'ENG-32', body: '  ' })).toContain(
      'body must not be empty',
    );
    expect(await as(ada).failure('create_comment', { issue: 'ENG-99999', body: 'x' })).toContain(
      'no issue ENG-99999',
    );
  });

  test('makes one comment when the answer was lost', async () => {
    sandbox.faults.next(1, { operation: 'CreateComment', kind: 'reset', executed: true });
    expect(await as(ada).ok('create_comment', { issue: 'ENG-33', body: 'just one' })).toMatch(/^Comment/);
    const written = sandbox.workspace.commentsOn('ENG-33').filter((comment) => comment.body === 'just one');
    expect(written).toHaveLength(1);
  });
});
