import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ada, adam, callerOf, cursorIn, identifiersIn } from './support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const as = (email: string) => callerOf(sandbox, email);
const everything = ['comments', 'relations', 'children', 'attachments', 'history'];

describe('get_issue', () => {
  test('brings everything about one issue in one request', async () => {
    const { text, operations } = await as(ada).run('get_issue', { ids: ['ENG-1'], include: everything });
    expect(operations).toEqual(['GetIssue']);
    expect(text).toMatch(/^Text between <<[0-9a-f]{8} and/);
    expect(text).toContain('https://linear.app/lumen/issue/ENG-1 |');
    for (const part of [/relation/, /sub-issue/, /attachment/, /change/, /comment/])
      expect(text).toMatch(part);
  });

  test('takes a link, a UUID and a list, in the order asked for', async () => {
    const uuid = sandbox.workspace.issue('MOB-2')?.id ?? '';
    const ids = ['ENG-5', uuid, 'https://linear.app/lumen/issue/ops-9/whatever', 'ENG-5', 'ENG-99999'];
    const { text, operations } = await as(ada).run('get_issue', { ids });
    // The one that is nowhere might have moved, which only a request of its own can tell.
    expect(operations).toEqual(['GetIssues', 'IdentifierNow']);
    expect(identifiersIn(text)).toEqual(['ENG-5', 'MOB-2', 'OPS-9']);
    expect(text).toContain('Not found or not visible: ENG-99999');
  });

  test('names the issue that is not there, and what is no issue at all', async () => {
    expect(await as(ada).failure('get_issue', { ids: 'ENG-99999' })).toContain('no issue ENG-99999');
    expect(await as(ada).failure('get_issue', { ids: ['hello"} {'] })).toContain(
      'ids must be an issue such as',
    );
    expect(await as(ada).failure('get_issue', { ids: [] })).toContain('must not be an empty list');
    const many = Array.from({ length: 21 }, (_, index) => `ENG-${index + 1}`);
    expect(await as(ada).failure('get_issue', { ids: many })).toContain('at most 20 entries');
  });

  test('does not show an issue of a team that is private to others', async () => {
    const secret = sandbox.workspace
      .issues()
      .find((issue) => sandbox.workspace.identifier(issue).startsWith('SEC-'));
    const identifier = secret ? sandbox.workspace.identifier(secret) : '';
    expect(await as(ada).ok('get_issue', { ids: [identifier] })).toContain(identifier);
    expect(await as(adam).failure('get_issue', { ids: [identifier] })).toContain('Linear has no issue');
    expect(await as(adam).ok('get_issue', { ids: [identifier, 'ENG-1'] })).toContain(
      `not visible: ${identifier}`,
    );
  });

  test('keeps twenty issues with everything under twenty thousand tokens', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `ENG-${index + 1}`);
    const { text, operations } = await as(ada).run('get_issue', { ids, include: everything });
    expect(operations).toEqual(['GetIssues']);
    expect(identifiersIn(text)).toHaveLength(20);
    expect(encode(text).length).toBeLessThan(20_000);
  });

  test('reads a description that is too long in pieces that make it whole', async () => {
    const description = Array.from({ length: 2500 }, (_, index) => `line ${index} of a very long text.`).join(
      '\n\n  ',
    );
    await as(ada).ok('update_issue', { id: 'ENG-7', description });
    let from = 0;
    let read = '';
    for (let piece = 0; piece < 20; piece++) {
      const text = await as(ada).ok('get_issue', { ids: ['ENG-7'], text_from: from });
      expect(encode(text).length).toBeLessThan(20_000);
      const body = /<<([0-9a-f]{8}) description[^\n]*\n([\s\S]*)\n\1>>/.exec(text)?.[2] ?? '';
      read += body;
      const next = /text_from (\d+)/.exec(text)?.[1];
      if (next === undefined) break;
      from = Number(next);
    }
    expect(read).toBe(description);
  });

  test('pages through comments, the newest first, each exactly once', async () => {
    for (let index = 0; index < 12; index++) {
      await as(ada).ok('create_comment', { issue: 'ENG-8', body: `${index} ${'word '.repeat(1500)}` });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 12; page++) {
      const text = await as(ada).ok('get_issue', {
        ids: 'ENG-8',
        include: 'comments',
        ...(cursor && { cursor }),
      });
      expect(encode(text).length).toBeLessThan(20_000);
      seen.unshift(
        ...[...text.matchAll(/^<<[0-9a-f]{8} comment ([0-9a-f]{8})/gm)].map((match) => match[1] ?? ''),
      );
      cursor = cursorIn(text);
      if (cursor === '') break;
    }
    const all = sandbox.workspace.commentsOn('ENG-8').map((comment) => comment.id.slice(0, 8));
    expect(seen).toHaveLength(all.length);
    expect(new Set(seen)).toEqual(new Set(all));
  });

  test('shows the description with the first page of comments, and with others when it is asked for', async () => {
    await as(ada).ok('update_issue', { id: 'ENG-8', description: 'The arm drifts.' });
    const first = await as(ada).ok('get_issue', { ids: 'ENG-8', include: 'comments' });
    expect(first).toContain('The arm drifts.');
    const next = { ids: 'ENG-8', cursor: cursorIn(first) };
    expect(await as(ada).ok('get_issue', next)).not.toMatch(/The arm drifts|description/i);
    expect(await as(ada).ok('get_issue', { ...next, text_from: 4 })).toContain('arm drifts.');
  });

  test('shows everything that a write can set', async () => {
    const args = {
      title: 'With everything',
      team: 'ENG',
      delegate: 'Triage Bot',
      project: 'Apollo',
      milestone: 'Pilot',
      sla_breaches_at: '2031-03-31T12:00:00Z',
      subscribers: ['sofia'],
    };
    const made = await as(ada).ok('create_issue', args);
    const id = /ENG-\d+/.exec(made)?.[0];
    const read = await as(ada).ok('get_issue', { ids: id });
    // As it is shown, it is taken back, and is what it was.
    const [, shown] = /SLA breach (\S+)/.exec(read) ?? [];
    expect(await as(ada).ok('update_issue', { id, sla_breaches_at: shown })).toContain(
      'SLA breach: 2031-03-31T12:00Z (as before)',
    );
    for (const text of [made, read]) {
      expect(text).toContain('delegate Triage Bot | in Apollo | milestone Pilot');
      expect(text).toContain('SLA breach 2031-03-31T12:00Z');
      expect(text).toMatch(/subscribers .*Sofia/);
    }
    expect(await as(ada).ok('list_issues', { query: 'With everything', detail: 'full' })).toContain(
      'delegate Triage Bot',
    );
    expect(await as(ada).ok('create_issue', { title: 'Without', team: 'ENG' })).not.toContain('subscribers');
  });

  test('wraps hostile text so that it stays data', async () => {
    const hostile = sandbox.workspace
      .issues()
      .filter((issue) =>
        /<\/untrusted>|[\u{e0000}-\u{e007f}]/u.test(issue.title + (issue.description ?? '')),
      );
    expect(hostile.length).toBeGreaterThan(0);
    for (const issue of hostile) {
      const text = await as(ada).ok('get_issue', { ids: [issue.id], include: everything });
      expect(text).not.toMatch(/[\u{e0000}-\u{e0fff}\u200b-\u200f\u202a-\u202e]/u);
      expect(text).not.toContain('![');
      const word = /between <<([0-9a-f]{8})/.exec(text)?.[1] ?? '';
      const opened = text.split(`\n<<${word} `).length;
      expect(text.split(`\n${word}>>`)).toHaveLength(opened);
    }
  });
});

describe('list_teams', () => {
  test('lists what the person sees, with states, labels and cycles on request, in one request', async () => {
    const { text, operations } = await as(ada).run('list_teams', { include: ['states', 'labels', 'cycles'] });
    expect(operations).toEqual(['ListTeams']);
    expect(text).toContain('ENG | Engineering');
    expect(text).toMatch(/states: Triage \(triage\), Backlog \(backlog\)/);
    expect(text).toMatch(/current 41/);
    expect(text).toContain('Area/Firmware');
    expect(encode(await as(ada).ok('list_teams', {})).length).toBeLessThan(150);
    expect(await as(adam).ok('list_teams', {})).not.toContain('SEC |');
  });

  test('narrows to one team and refuses one that does not exist', async () => {
    const text = await as(ada).ok('list_teams', { team: 'mobile', include: 'states' });
    expect(text).toContain('MOB | Mobile');
    expect(text).not.toContain('ENG |');
    expect(await as(ada).failure('list_teams', { team: 'Mobil' })).toMatch(/There is: MOB \(Mobile\)/);
  });
});

describe('get_user', () => {
  test('shows the person who asks, or somebody else, in one request', async () => {
    const { text, operations } = await as(adam).run('get_user', {});
    expect(operations).toEqual(['GetUser']);
    expect(text).toMatch(/^Adam Lindqvist \(@adam\) \| adam@lumen\.example/);
    expect(await as(adam).ok('get_user', { user: 'ADA@lumen.example' })).toMatch(/^Ada Lindqvist/);
    expect(await as(adam).failure('get_user', { user: 'Lind' })).toMatch(
      /Ada Lindqvist \(ada@.*Adam|Adam Lindqvist \(adam@.*Ada/,
    );
  });
});
