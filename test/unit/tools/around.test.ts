import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf } from './support.js';

/** What is done to an issue besides changing its fields. */
let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.faults.clear());
const as = (email: string) => callerOf(sandbox, email);
const issue = (id: string) => sandbox.workspace.issue(id);

describe('archive_issues and delete_issues', () => {
  test('shelve and bring back, in two requests whatever the number, and say what was so already', async () => {
    const ids = ['ENG-40', 'ENG-41', 'ENG-42'];
    const archived = await as(ada).run('archive_issues', { ids });
    expect(archived.operations).toEqual(['IssuePlaces', 'ArchiveIssues3']);
    expect(archived.text.match(/\| archived$/gm)).toHaveLength(3);
    const again = await as(ada).run('archive_issues', { ids: 'ENG-41' });
    expect(again.operations).toEqual(['IssuePlaces']);
    expect(again.text).toMatch(/\| archived already$/);
    const deleted = await as(ada).run('delete_issues', { ids: ['ENG-42', 'ENG-43'] });
    expect(deleted.text.match(/\| moved to the trash$/gm)).toHaveLength(2);
    expect(issue('ENG-43')?.trashed).toBe(true);
    const restored = await as(ada).ok('archive_issues', { ids: [...ids, 'ENG-43'], action: 'restore' });
    expect(restored.match(/\| restored$/gm)).toHaveLength(4);
    for (const id of [...ids, 'ENG-43'])
      expect([issue(id)?.archivedAt, issue(id)?.trashed]).toEqual([null, false]);
  });

  test('do nothing when one is missing', async () => {
    expect(await as(ada).failure('delete_issues', { ids: ['ENG-44', 'ENG-99999'] })).toContain(
      'no issue ENG-99999',
    );
    expect(await as(adam).failure('delete_issues', { ids: ['ENG-44', 'SEC-1'] })).toContain('no issue SEC-1');
    expect(issue('ENG-44')?.trashed).toBe(false);
  });

  test('tell exactly what was done when Linear stops on the way', async () => {
    sandbox.faults.next(1, { operation: 'DeleteIssues2', kind: 'reset', executed: true });
    const { text } = await as(ada).run('delete_issues', { ids: ['ENG-45', 'ENG-46'] });
    expect(text).toMatch(
      /ENG-45 .*\| moved to the trash\nENG-46 .*\| moved to the trash\nStopped on the way: Linear did not answer/,
    );
    sandbox.faults.next(1, { operation: 'DeleteIssues2', kind: 'status', status: 502 });
    expect(await as(ada).failure('delete_issues', { ids: ['ENG-47', 'ENG-48'] })).toMatch(
      /linear_unavailable/,
    );
    expect(issue('ENG-47')?.trashed).toBe(false);
  });
});

describe('what is in the trash', () => {
  test('is called so by whatever shows it or writes it, and is not archived besides', async () => {
    await as(ada).ok('delete_issues', { ids: ['MOB-10'] });
    await as(ada).ok('archive_issues', { ids: ['MOB-11'] });
    expect(await as(ada).ok('archive_issues', { ids: ['MOB-10', 'MOB-11'] })).toMatch(
      /^MOB-10 .* \| in the trash, so NOT archived: restore it first\nMOB-11 .* \| archived already$/,
    );
    const rows = await as(ada).ok('list_issues', { team: 'MOB', include_archived: true, limit: 250 });
    expect(rows).toMatch(/^MOB-10 .* \| in the trash$/m);
    expect(rows).toMatch(/^MOB-11 .* \| archived$/m);
    const read = await as(ada).ok('get_issue', { ids: ['MOB-10', 'MOB-11'] });
    expect(read).toMatch(/ \| in the trash \d{4}-/);
    expect(read).toMatch(/ \| archived \d{4}-/);
    const one = await as(ada).ok('update_issue', { id: 'MOB-10', priority: 'low' });
    expect(one).toMatch(/^MOB-10 ".*" \| in the trash\npriority:/);
    const many = await as(ada).ok('update_issues', { ids: ['MOB-10', 'MOB-11'], priority: 'high' });
    expect(many).toMatch(/^MOB-10 ".*" \| in the trash \| priority: low → high$/m);
    expect(many).toMatch(/^MOB-11 ".*" \| archived \| priority:/m);
    const at = { issue: 'MOB-10' };
    const links = [{ url: 'https://example.com/trash' }];
    for (const [tool, args] of [
      ['create_comment', { ...at, body: 'Who reads this?' }],
      ['add_links', { ...at, links }],
      ['create_document', { ...at, title: 'On what is gone' }],
      ['create_customer_need', { ...at, customer: 'Nordlager', body: 'Bring it back' }],
      ['link_issues', { id: 'MOB-12', relation: 'blocks', to: 'MOB-10' }],
      ['mark_issue', { id: 'MOB-10', favorite: true }],
      ['share_issue', { ...at, user: 'Priya Raman' }],
    ] as const) {
      expect(await as(ada).ok(tool, args)).toContain('MOB-10 (in the trash)');
    }
    expect(await as(ada).ok('create_comment', { issue: 'MOB-11', body: 'x' })).toContain('MOB-11 (archived)');
    expect(await as(ada).ok('create_comment', { issue: 'MOB-12', body: 'x' })).toContain('on MOB-12.');
    expect(await as(ada).ok('archive_issues', { ids: ['MOB-10'], action: 'restore' })).toMatch(/restored$/);
  });

  test('may be a project or a document', async () => {
    await as(ada).ok('create_project', { name: 'Thrown away', teams: ['ENG'] });
    await as(ada).ok('delete_project', { project: 'Thrown away' });
    const args = { query: 'Thrown away', include_archived: true };
    expect(await as(ada).ok('list_projects', args)).toMatch(/\| in the trash$/m);
    expect(await as(ada).ok('get_project', { project: 'Thrown away' })).toContain('| in the trash');
    await as(ada).ok('create_document', { title: 'Thrown too', project: 'Apollo', content: 'x' });
    await as(ada).ok('delete_document', { document: 'Thrown too' });
    const edited = await as(ada).ok('update_document', { document: 'Thrown too', icon: 'Bug' });
    expect(edited).toMatch(/^Document "Thrown too" \| in the trash\n/);
    expect(await as(ada).ok('list_documents', { ...args, query: 'Thrown too' })).toMatch(/\| in the trash$/m);
  });
});

describe('link_issues', () => {
  const relations = async (id: string) => as(ada).ok('get_issue', { ids: [id], include: ['relations'] });

  test('relates in each direction, once, and ends it from either side', async () => {
    const first = await as(ada).run('link_issues', {
      id: 'ENG-50',
      relation: 'blocks',
      to: ['ENG-51', 'MOB-3'],
    });
    expect(first.operations).toEqual(['RelationsOfIssue', 'CreateRelations2']);
    expect(first.text).toBe('ENG-50 blocks ENG-51 | set\nENG-50 blocks MOB-3 | set');
    expect(await relations('ENG-51')).toContain('blocked by ENG-50');
    const again = await as(ada).run('link_issues', { id: 'ENG-51', relation: 'blocked_by', to: 'ENG-50' });
    expect(again.text).toBe('ENG-51 blocked by ENG-50 | set already');
    expect(again.operations).toEqual(['RelationsOfIssue']);
    const ended = await as(ada).ok('link_issues', {
      id: 'ENG-51',
      relation: 'blocked_by',
      to: 'ENG-50',
      remove: true,
    });
    expect(ended).toBe('ENG-51 blocked by ENG-50 | ended');
    expect(
      await as(ada).ok('link_issues', { id: 'ENG-51', relation: 'blocked_by', to: 'ENG-50', remove: true }),
    ).toContain('ended already');
  });

  test('closes a duplicate, and says so, and that it stays closed when it is none after all', async () => {
    await as(ada).ok('update_issue', { id: 'ENG-52', state: 'In Progress' });
    const args = { id: 'ENG-52', relation: 'duplicate_of', to: 'ENG-53' };
    expect(await as(ada).ok('link_issues', args)).toBe(
      'ENG-52 (archived) duplicate of ENG-53 | set\nstate: In Progress → Duplicate',
    );
    const text = await relations('ENG-52');
    expect(text).toMatch(/duplicate of ENG-53/);
    expect(text).toMatch(/^ENG-52 ".*" \| Duplicate/m);
    expect(await as(ada).ok('link_issues', { ...args, remove: true })).toBe(
      'ENG-52 (archived) duplicate of ENG-53 | ended\nstate: Duplicate (as before); it stays closed until update_issue gives it another state',
    );
  });

  test.each([
    [{ id: 'ENG-50', relation: 'blocks', to: ['ENG-99999'] }, /no issue ENG-99999/],
    [{ id: 'ENG-99999', relation: 'blocks', to: ['ENG-50'] }, /no issue ENG-99999/],
    [{ id: 'ENG-50', relation: 'hinders', to: ['ENG-51'] }, /relation must be one of blocks, blocked_by/],
    [{ id: 'ENG-50', relation: 'blocks', to: ['ENG-50'] }, /cannot be related to itself/],
  ])('refuses %j', async (args, sentence) => {
    expect(await as(ada).failure('link_issues', args)).toMatch(sentence);
  });
});

describe('mark_issue', () => {
  test('sets all marks of one person in two requests', async () => {
    const { text, operations } = await as(adam).run('mark_issue', {
      id: 'ENG-60',
      subscribed: true,
      favorite: true,
      add_reaction: 'tada',
      remind_at: '2099-01-01T09:00:00Z',
    });
    expect(operations).toEqual(['MarksOfIssue', 'MarkIssue']);
    expect(text).toMatch(/^ENG-60: subscribed.*, in the favorites, reacted with tada, reminder at 2099/);
    expect(issue('ENG-60')?.subscriberIds).toContain(sandbox.workspace.user(adam).id);
  });

  test('says what was so already, and asks no more of Linear then', async () => {
    const { text, operations } = await as(adam).run('mark_issue', {
      id: 'ENG-60',
      subscribed: true,
      favorite: true,
      add_reaction: 'tada',
    });
    expect(text).toBe('ENG-60: subscribed already, in the favorites already, reacted with tada already');
    expect(operations).toEqual(['MarksOfIssue']);
    expect(
      await as(adam).ok('mark_issue', {
        id: 'ENG-60',
        subscribed: false,
        favorite: false,
        remove_reaction: 'tada',
      }),
    ).toBe('ENG-60: not subscribed, not in the favorites, no reaction tada');
  });

  test('leaves the marks of others alone', async () => {
    await as(ada).ok('mark_issue', { id: 'ENG-61', add_reaction: 'eyes' });
    expect(await as(adam).ok('mark_issue', { id: 'ENG-61', remove_reaction: 'eyes' })).toContain(
      'no reaction eyes already',
    );
  });

  test.each([
    [':rocket:', 'rocket'],
    ['👍🏽', '👍🏽'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['🇯🇵', '🇯🇵'],
    ['1️⃣', '1️⃣'],
    ['❤️', '❤️'],
  ])('takes %s for a reaction', async (given, kept) => {
    const react = { id: 'ENG-64', add_reaction: given };
    expect(await as(ada).ok('mark_issue', react)).toBe(`ENG-64: reacted with ${kept}`);
    expect(await as(ada).ok('mark_issue', { ...react, add_reaction: kept })).toContain('already');
  });

  test('reacts to a comment', async () => {
    const written = await as(ada).ok('create_comment', { issue: 'ENG-61', body: 'Look' });
    const comment = /^Comment ([0-9a-f]{8})/.exec(written)?.[1];
    expect(await as(adam).ok('mark_issue', { id: 'ENG-61', comment, add_reaction: '+1' })).toBe(
      'ENG-61: reacted with +1',
    );
    expect(await as(adam).failure('mark_issue', { id: 'ENG-62', comment, add_reaction: '+1' })).toContain(
      `no comment ${comment} on ENG-62`,
    );
  });

  test.each([
    [{ id: 'ENG-60' }, /name at least one mark/],
    [{ id: 'ENG-60', add_reaction: 'party time' }, /add_reaction must be the name of an emoji, such as tada/],
    [{ id: 'ENG-60', add_reaction: '<b>' }, /must be the name of an emoji/],
    [{ id: 'ENG-60', remove_reaction: '🎉 🎉' }, /remove_reaction must be the name of an emoji/],
    [{ id: 'ENG-60', comment: '0a1b2c3d', favorite: true }, /comment goes with add_reaction/],
    [{ id: 'ENG-60', remind_at: 'tomorrow' }, /remind_at must be a time with its zone/],
    [{ id: 'ENG-60', remind_at: '2001-01-01T00:00:00Z' }, /did not accept/],
  ])('refuses %j', async (args, sentence) => {
    expect(await as(adam).failure('mark_issue', args)).toMatch(sentence);
  });
});

describe('links and files', () => {
  test('are attached in one request, titled by their address, and not twice', async () => {
    const links = [
      { url: 'https://github.com/lumen/apollo/pull/7' },
      { url: 'https://example.com/', title: 'Home' },
    ];
    const { text, operations } = await as(ada).run('add_links', { issue: 'ENG-63', links });
    expect(operations).toEqual(['AttachLinks2']);
    expect(text).toContain('ENG-63: "github.com/lumen/apollo/pull/7" https://github.com/lumen/apollo/pull/7');
    await as(ada).ok('add_links', {
      issue: 'ENG-63',
      links: [{ url: 'https://example.com/', title: 'House', subtitle: 'Where it all began' }],
    });
    const read = await as(ada).ok('get_issue', { ids: ['ENG-63'], include: ['attachments'] });
    expect(read.match(/https:\/\/example\.com\//g)).toHaveLength(1);
    expect(read).toContain('"House" "Where it all began" https://example.com/');
  });

  test('are taken off by address or title; what is not there is named', async () => {
    expect(await as(ada).ok('delete_attachment', { issue: 'ENG-63', attachment: 'house' })).toMatch(
      /^ENG-63: "House" .* is deleted\.$/,
    );
    expect(await as(ada).failure('delete_attachment', { issue: 'ENG-63', attachment: 'house' })).toMatch(
      /No attachment is called "house"\. There is: github\.com/,
    );
  });

  test.each(['javascript:alert(1)', 'file:///etc/passwd', 'not a link', ''])(
    'refuse %j for a link',
    async (url) => {
      expect(await as(ada).failure('add_links', { issue: 'ENG-63', links: [{ url }] })).toMatch(
        /must be an http or https link/,
      );
    },
  );

  test('are sent to where prepare_upload says, with its headers', async () => {
    const text = await as(ada).ok('prepare_upload', {
      filename: 'a "b".png',
      content_type: 'image/png',
      size: 5,
    });
    expect(text).toMatch(/^PUT https:\/\/uploads\.linear\.app\/\S+\nContent-Type: image\/png\nx-goog/);
    expect(text).toMatch(/\nasset_url: https:\/\/uploads\.linear\.app\/\S+$/);
    expect(
      await as(ada).failure('prepare_upload', { filename: 'a', content_type: 'png\r\nX: y', size: 5 }),
    ).toContain('content_type must be a media type');
  });

  test('images are listed as links, from text and comments', async () => {
    const description =
      'See ![the arm](https://uploads.linear.app/a/b "t") and <img src="https://x.example/i.png">';
    await as(ada).ok('update_issue', { id: 'ENG-64', description });
    await as(ada).ok('create_comment', { issue: 'ENG-64', body: '![](https://uploads.linear.app/c)' });
    const { text, operations } = await as(ada).run('extract_images', { issue: 'ENG-64' });
    expect(operations).toEqual(['ImagesOfIssue']);
    expect(text).toMatch(/^3 images in ENG-64/);
    expect(text).toContain('- description: "the arm" https://uploads.linear.app/a/b\n');
    expect(text).toMatch(/- comment [0-9a-f]{8}: "" https:\/\/uploads\.linear\.app\/c/);
  });
});

describe('share_issue', () => {
  test('lets one person see one issue of a private team, and ends it', async () => {
    expect(await as(adam).failure('get_issue', { ids: ['SEC-2'] })).toContain('no issue SEC-2');
    expect(await as(ada).ok('share_issue', { issue: 'SEC-2', user: adam })).toMatch(
      /^SEC-2 is shared with Adam/,
    );
    expect(await as(adam).ok('get_issue', { ids: ['SEC-2'] })).toContain('SEC-2 ');
    expect(await as(adam).failure('get_issue', { ids: ['SEC-3'] })).toContain('no issue SEC-3');
    const changed = await as(adam).ok('update_issue', { id: 'SEC-2', priority: 'low', state: 'Todo' });
    expect(changed).toContain('priority:');
    expect(await as(adam).failure('update_issue', { id: 'SEC-2', team: 'ENG' })).toContain(
      'Shared access to an issue does not include this field',
    );
    expect(await as(adam).failure('update_issues', { ids: ['SEC-2'], priority: 'high' })).toContain(
      'SEC-2: its team is not shown here: change it with update_issue',
    );
    await as(ada).ok('share_issue', { issue: 'SEC-2', user: adam, remove: true });
    expect(await as(adam).failure('get_issue', { ids: ['SEC-2'] })).toContain('no issue SEC-2');
    expect(await as(ada).failure('share_issue', { issue: 'SEC-2', user: 'Adem' })).toMatch(
      /No user is called "Adem"/,
    );
  });
});
