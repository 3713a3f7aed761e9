import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf, cursorIn } from './support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const as = (email: string) => callerOf(sandbox, email);

async function written(issue: string, body: string, email = ada): Promise<string> {
  return (
    /^(?:Comment|Reply) ([0-9a-f]{8})/.exec(await as(email).ok('create_comment', { issue, body }))?.[1] ?? ''
  );
}

describe('create_comment', () => {
  test('with a key writes once for each person', async () => {
    const args = { issue: 'ENG-70', body: 'Daily note', idempotency_key: 'daily-note' };
    const first = await as(ada).run('create_comment', args);
    expect(first.operations).toEqual(['Viewer', 'CreateComment']);
    expect(await as(ada).ok('create_comment', args)).toMatch(
      /^Nothing written: this idempotency_key already made comment/,
    );
    await as(adam).ok('create_comment', args);
    expect(sandbox.workspace.commentsOn('ENG-70').filter(({ body }) => body === 'Daily note')).toHaveLength(
      2,
    );
  });
});

describe('update_comment', () => {
  test('changes words, resolves and reopens, in two requests', async () => {
    const comment = await written('ENG-71', 'The arm drifts by 3 mm.');
    const { text, operations } = await as(ada).run('update_comment', {
      issue: 'ENG-71',
      comment,
      edits: { op: 'replace', find: '3 mm', text: '4 mm' },
      resolved: true,
    });
    expect(operations).toEqual(['ThreadsOfIssue', 'ChangeComment']);
    expect(text).toMatch(
      /^Comment [0-9a-f]{8} on ENG-71\ntext: 23 → 23 characters, version [0-9a-f]{8}\nthread: resolved\n/,
    );
    const stored = sandbox.workspace.commentsOn('ENG-71').find(({ id }) => id.startsWith(comment));
    expect(stored?.body).toBe('The arm drifts by 4 mm.');
    expect(stored?.resolvedAt).not.toBeNull();
    await as(adam).ok('update_comment', { issue: 'ENG-71', comment, resolved: false });
    expect(
      sandbox.workspace.commentsOn('ENG-71').find(({ id }) => id.startsWith(comment))?.resolvedAt,
    ).toBeNull();
  });

  test('knows a comment by its link, and resolves the thread of a reply', async () => {
    const root = await written('ENG-72', 'Question?');
    const reply = await as(adam).ok('create_comment', { issue: 'ENG-72', body: 'Answer.', parent: root });
    const link = /https:\S+/.exec(reply)?.[0];
    expect(await as(ada).ok('update_comment', { comment: link, resolved: true })).toContain(
      'thread: resolved',
    );
    expect(
      sandbox.workspace.commentsOn('ENG-72').find(({ id }) => id.startsWith(root))?.resolvedAt,
    ).not.toBeNull();
  });

  test.each([
    [
      { comment: '0a1b2c3d' },
      /name what it is on \(issue, project, initiative, document, update\), unless comment is a link/,
    ],
    [{ comment: '0a1b2c3d', issue: 'ENG-71' }, /give body, edits or resolved/],
    [
      { comment: '0a1b2c3d', issue: 'ENG-71', resolved: true },
      /no comment 0a1b2c3d on ENG-71 that this person can see\. Check the identifier with list_comments, or/,
    ],
    [
      { comment: 'that one', issue: 'ENG-71', resolved: true },
      /comment must be a comment as get_issue shows it/,
    ],
    [{ comment: '0a1b2c3d', issue: 'ENG-71', body: ' ' }, /body must not be empty/],
  ])('refuses %j', async (args, sentence) => {
    expect(await as(ada).failure('update_comment', args)).toMatch(sentence);
  });

  test("does not touch another person's words", async () => {
    const comment = await written('ENG-71', 'Mine.');
    expect(await as(adam).failure('update_comment', { issue: 'ENG-71', comment, body: 'Yours.' })).toMatch(
      /linear_forbidden/,
    );
  });
});

const PLACES = {
  project: { given: { project: 'Apollo' }, words: 'project Apollo' },
  initiative: { given: { initiative: 'Japan' }, words: 'initiative Japan' },
  document: { given: { document: 'Docking test plan' }, words: 'document "Docking test plan"' },
  'status update': { given: {}, words: 'of project Apollo' },
} as const;

describe.each(Object.entries(PLACES))('comments on a %s', (what, { given, words: inWords }) => {
  let place: Record<string, unknown>;
  let words: string;
  beforeAll(async () => {
    const listed = await as(ada).ok('list_status_updates', { project: 'Apollo', limit: 1 });
    const update = /update ([0-9a-f-]{36})/.exec(listed)?.[1];
    place = what === 'status update' ? { update } : given;
    // What is shown of an update can be given back.
    words = what === 'status update' ? `update ${update} ${inWords}` : inWords;
  });

  test('are written, answered, listed, changed, resolved and deleted there', async () => {
    const first = await as(ada).run('create_comment', { ...place, body: `About the ${what}` });
    expect(first.operations).toEqual(['PrepareComment', 'CreateComment']);
    expect(first.text).toContain(`written on ${words}.`);
    const link = /https:\S+/.exec(first.text)?.[0];
    const comment = /^Comment ([0-9a-f]{8})/.exec(first.text)?.[1];
    const reply = await as(adam).run('create_comment', { ...place, parent: comment, body: 'An answer' });
    expect(reply.operations).toEqual(['ThreadsElsewhere', 'CreateComment']);

    const listed = await as(ada).run('list_comments', place);
    expect(listed.operations).toEqual(['ListComments']);
    expect(listed.text).toMatch(/An answer[\s\S]*About the/);
    expect(listed.text).toContain(`on ${words}`);

    const edits = { op: 'append', text: 'More.' };
    const changed = await as(ada).run('update_comment', { ...place, comment, edits, resolved: true });
    expect(changed.operations).toEqual(['ThreadsElsewhere', 'ChangeComment']);
    expect(changed.text).toContain(`Comment ${comment} on ${words}\ntext: `);
    expect(changed.text).toContain('thread: resolved');
    // Links of updates are those of their projects.
    expect(await as(ada).ok('update_comment', { comment: link, resolved: false })).toContain('thread: open');
    expect(await as(ada).ok('create_comment', { parent: link, body: 'By its link' })).toContain(
      `written on ${words}.`,
    );
    expect(await as(ada).ok('delete_comment', { ...place, comment })).toBe(
      `Comment ${comment} of Ada Lindqvist on ${words} is deleted with its 2 replies.`,
    );
    expect(await as(ada).ok('list_comments', place)).not.toContain('An answer');
  });

  test('are not found on something else', async () => {
    const text = await as(ada).ok('create_comment', { ...place, body: 'Only here' });
    const comment = /^Comment ([0-9a-f]{8})/.exec(text)?.[1];
    expect(await as(ada).failure('delete_comment', { project: 'Fleet Console 2.0', comment })).toContain(
      `no comment ${comment} on that project that this person can see`,
    );
  });
});

describe('what is commented on', () => {
  test.each([
    [{}, /name one of issue, project, initiative, document, update/],
    [{ issue: 'ENG-1', project: 'Apollo' }, /name one of issue, project, initiative, document, update/],
    [{ project: 'Apolo' }, /No project is called "Apolo"\. There is: Apollo/],
    [{ initiative: 'Chapan' }, /No initiative is called "Chapan"/],
    [{ document: 'Docking' }, /No document is called "Docking"\. There is: Docking test plan/],
    [{ update: 'the last one' }, /update must be a UUID as list_status_updates shows it/],
    [{ update: '00000000-0000-4000-8000-000000000000' }, /No status update is called/],
    [{ project: 'Nightjar' }, /No project is called "Nightjar"/],
  ])('is one thing that the person sees, and not %j', async (place, sentence) => {
    const before = sandbox.workspace.commentsOn('ENG-1').length;
    expect(await as(adam).failure('create_comment', { ...place, body: 'x' })).toMatch(sentence);
    expect(sandbox.workspace.commentsOn('ENG-1').length).toBe(before);
  });

  test('is hidden with what is said about it from those who do not see it', async () => {
    await as(ada).ok('create_comment', { project: 'Nightjar', body: 'Quite secret' });
    expect(await as(adam).ok('list_comments', { query: 'Quite secret' })).toBe('No comments match.');
    expect(await as(adam).failure('list_comments', { project: 'Nightjar' })).toContain(
      'No project is called',
    );
  });
});

describe('delete_comment', () => {
  test('takes the replies along, and says so', async () => {
    const comment = await written('ENG-73', 'Start');
    await as(adam).ok('create_comment', { issue: 'ENG-73', body: 'Reply', parent: comment });
    await as(ada).ok('create_comment', { issue: 'ENG-73', body: 'Reply', parent: comment });
    expect(await as(ada).ok('delete_comment', { issue: 'ENG-73', comment })).toBe(
      `Comment ${comment} of Ada Lindqvist on ENG-73 is deleted with its 2 replies.`,
    );
    expect(
      sandbox.workspace.commentsOn('ENG-73').some(({ body }) => body === 'Start' || body === 'Reply'),
    ).toBe(false);
  });

  test("says whose it was when an administrator deletes another person's, which nobody else can", async () => {
    const text = await as(adam).ok('create_comment', { issue: 'ENG-73', body: 'Mine' });
    const [comment, link] = [/[0-9a-f]{8}/.exec(text)?.[0], /https:\S+/.exec(text)?.[0]];
    const reply = await as(adam).ok('create_comment', { parent: link, body: 'Mine too' });
    expect(reply).toContain('written on ENG-73 (archived).');
    const answer = /[0-9a-f]{8}/.exec(reply)?.[0];
    const kenji = as('kenji@lumen.example');
    expect(await kenji.failure('delete_comment', { issue: 'ENG-73', comment })).toContain(
      'does not allow this person to do that (Only the author can change a comment.). Tell them: whom it belongs to',
    );
    expect(await as(ada).ok('delete_comment', { issue: 'ENG-73', comment: answer })).toBe(
      `Reply ${answer} of Adam Lindqvist on ENG-73 is deleted.`,
    );
    expect(await as(ada).ok('delete_comment', { comment: link })).toBe(
      `Comment ${comment} of Adam Lindqvist on ENG-73 is deleted.`,
    );
  });
});

describe('list_comments', () => {
  test('lists over all issues by author, time and words, fenced, in one request', async () => {
    await written('ENG-74', 'Torque limit raised', adam);
    const { text, operations } = await as(ada).run('list_comments', {
      author: adam,
      created: 'P1D',
      query: 'torque',
    });
    expect(operations).toEqual(['ListComments']);
    expect(text).toMatch(/^1 comment, newest first, times in UTC\. Text between/);
    expect(text).toMatch(/comment [0-9a-f]{8} by Adam.* on ENG-74\nTorque limit raised/);
    expect(await as(ada).ok('list_comments', { author: 'me', query: 'torque' })).toBe('No comments match.');
  });

  test('pages, and refuses the cursor of other filters', async () => {
    const first = await as(ada).ok('list_comments', { limit: 3 });
    expect(first).toMatch(/^3 comments, more follow, newest first, times in UTC\./);
    const cursor = cursorIn(first);
    const second = await as(ada).ok('list_comments', { limit: 3, cursor });
    const ids = (text: string) => [...text.matchAll(/comment ([0-9a-f]{8}) by/g)].map((match) => match[1]);
    expect(ids(second).filter((id) => ids(first).includes(id))).toEqual([]);
    expect(await as(ada).failure('list_comments', { issue: 'ENG-1', cursor })).toContain(
      'belongs to other filters',
    );
    expect(await as(adam).failure('list_comments', { limit: 3, cursor })).toContain(
      'given to another person',
    );
  });

  test('shows the more of long comments the fewer there are', async () => {
    const body = `${'long '.repeat(2000)}the end`;
    for (const word of ['first', 'second']) {
      for (const index of [0, 1, 2, 3, 4, 5])
        await as(ada).ok('create_comment', { project: 'Apollo', body: `${word}${index} ${body}` });
    }
    const many = await as(ada).ok('list_comments', { project: 'Apollo', limit: 12 });
    expect(many).toMatch(/, first \d+ of 10014 characters/);
    expect(many).toContain('narrow the call to one that is cut.');
    const one = await as(ada).ok('list_comments', { project: 'Apollo', query: 'second3' });
    expect(one).toMatch(/^1 comment, newest first/);
    expect(one).toContain('the end');
    expect(one).not.toContain(' characters');
  });

  test('says when even alone a comment is too long for an answer', async () => {
    await as(ada).ok('create_comment', { project: 'Apollo', body: `huge ${'word '.repeat(19_000)}` });
    expect(await as(ada).ok('list_comments', { project: 'Apollo', query: 'huge' })).toMatch(
      /first \d+ of \d+ characters[\s\S]*\nThe rest of it is only in Linear\.$/,
    );
  });

  test('shows nothing of issues that somebody cannot see', async () => {
    await written('SEC-1', 'Very secret');
    expect(await as(adam).ok('list_comments', { query: 'Very secret' })).toBe('No comments match.');
    expect(await as(ada).failure('list_comments', { author: 'Nobody At All' })).toContain(
      'No author is called',
    );
    const nowhere = await as(adam).run('list_comments', { issue: 'SEC-1' });
    expect(nowhere.text).toMatch(/No issue is called "SEC-1"\./);
    expect(nowhere.text).not.toMatch(/There is:/);
    expect(nowhere.operations).toEqual(['ListComments', 'IdentifierNow']);
  });
});
