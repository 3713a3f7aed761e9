import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Names } from '../../../src/sandbox/zone/console/entry.js';
import { consolePage } from '../../../src/sandbox/zone/console/page.js';
import { createAudit } from '../../../src/sandbox/zone/instruments/audit.js';
import {
  ADA,
  authorizeUrl,
  BOB,
  createBrowser,
  exchange,
  LINEAR,
  redeem,
  register,
  type Seeded,
  startSeeded,
} from './zone-support.js';

let seeded: Seeded;
beforeAll(async () => {
  seeded = await startSeeded();
});
afterAll(() => seeded.close());

async function look(query: Record<string, string> = {}) {
  const response = await fetch(`${seeded.zone.consoleUrl}?${new URLSearchParams(query)}`);
  return load(await response.text());
}

/** The chips of an entry, in order, with what was not reached marked. */
function chainIn($: ReturnType<typeof load>, entry: number): string[] {
  const items = $('.entry').eq(entry).find('.chain li').toArray();
  return items.map((item) => `${$(item).find('bdi').text()}${$(item).hasClass('cut') ? ' ✗' : ''}`);
}

describe('the console', () => {
  it('says that nothing has happened before anything has', async () => {
    const $ = await look();
    expect($('#none').attr('hidden')).toBeUndefined();
    expect([$('.entry').length, $('#count').text()]).toEqual([0, '0 events']);
  });

  it('shows who acted through whom, by their names, and where a refusal cut the chain', async () => {
    const { zone } = seeded;
    const { id } = await register(zone.origin, { client_name: 'Claude Code' });
    const browser = createBrowser(zone.origin);
    const signIn = await browser.go(authorizeUrl(zone.origin, id));
    const consent = await browser.submit(signIn, { user: ADA.email });
    const done = await browser.submit(consent, { decision: 'allow' });
    const { body } = await redeem(zone.origin, id, done.url);
    await exchange(seeded, body['access_token'] ?? '');
    zone.revokeGrant(ADA.email, LINEAR);
    await exchange(seeded, body['access_token'] ?? '');
    const $ = await look();
    expect([0, 1, 2, 3, 4].map((entry) => chainIn($, entry))).toEqual([
      ['Ada', 'Claude Code', 'Linear server', 'Linear ✗'],
      ['Ada', 'Claude Code', 'Linear server', 'Linear'],
      ['Ada', 'Claude Code', 'Linear tools'],
      ['Ada', 'This zone', 'Linear'],
      ['Ada', 'Claude Code'],
    ]);
    const sentences = $('.entry h2').toArray();
    expect(sentences.map((sentence) => $(sentence).text())).toEqual([
      'Linear server was refused a token for Linear as Ada',
      'Linear server got a token for Linear as Ada',
      'Ada allowed Claude Code to use Linear tools',
      'Ada connected Linear',
      'Ada signed in to Claude Code',
    ]);
    const [refused] = zone.audit().slice(-1);
    const details = $('.entry').first().find('details').text();
    for (const id of [refused?.requestId, refused?.jti, refused?.sid, refused?.user])
      expect(details).toContain(id);
  });

  it('filters by person, event, outcome and resource, together and without JavaScript', async () => {
    await exchange(seeded, await seeded.zone.mintAccessToken({ email: BOB.email }));
    const ada = seeded.zone.directory.userByEmail(ADA.email)?.identifier ?? '';
    const counted = async (query: Record<string, string>) => (await look(query))('#count').text();
    expect(await counted({ person: ada })).toBe('5 of 7 events');
    expect(await counted({ event: 'credentials:issue' })).toBe('3 of 7 events');
    expect(await counted({ outcome: 'failure' })).toBe('1 of 7 events');
    expect(await counted({ resource: LINEAR, outcome: 'success', person: ada })).toBe('2 of 7 events');
    expect(await counted({ person: '<script>' })).toBe('0 of 7 events');
    const $ = await look({ person: ada });
    expect($('#f-person option[selected]').text()).toBe('Ada');
    expect($('#f-person option').length).toBe(3);
  });

  it('tells a page that something happened', async () => {
    const answer = await fetch(`${seeded.zone.consoleUrl}/changes`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    await exchange(seeded, await seeded.zone.mintAccessToken({ email: BOB.email }));
    expect((await reader?.read())?.value).toBe('data: new\n\n');
    await reader?.cancel();
  });

  it('keeps no more streams open than a few', async () => {
    const url = `${seeded.zone.consoleUrl}/changes`;
    const ends = new AbortController();
    const answers = await Promise.all(Array.from({ length: 30 }, () => fetch(url, { signal: ends.signal })));
    const opened = answers.filter(({ status }) => status === 200);
    expect(opened.length).toBeGreaterThan(10);
    expect(opened.length).toBeLessThanOrEqual(20);
    ends.abort();
  });

  it('shows the name of a hostile client as one bounded line of text', async () => {
    const { zone } = seeded;
    const name = `<img src=x>\u202eedoC\u202c\u200b${'W'.repeat(400)}`;
    const { id } = await register(zone.origin, { client_name: name });
    const browser = createBrowser(zone.origin);
    const signIn = await browser.go(authorizeUrl(zone.origin, id));
    await browser.submit(signIn, { user: ADA.email });
    const $ = await look({ event: 'users:authenticate' });
    const shown = $('.entry').first().find('h2 bdi').last().text();
    expect(shown).toMatch(/^<img src=x>\ufffdedoC\ufffdW+…$/);
    expect([...shown]).toHaveLength(81);
    expect($('.entry img').length).toBe(0);
  });
});

describe('a long log', () => {
  const NAMES: Names = {
    person: (sub) => `Person ${sub}`,
    client: () => undefined,
    clientOfSession: () => undefined,
    application: () => undefined,
    resource: () => undefined,
  };
  const audit = createAudit(Date.now);
  for (let n = 0; n < 5_000; n += 1) {
    audit.add({
      event: 'credentials:issue',
      identityChain: [{ type: 'user', id: `${n}`, identifier: `${n}` }],
      resource: `https://resource-${n}.example/${'x'.repeat(2_000)}`,
      scopes: Array.from({ length: 500 }, () => 's'),
      status: 'success',
    });
  }
  const newestFirst = audit.all().reverse();
  const open = (before: string) => {
    const filter = { person: '', event: '', outcome: '', resource: '' };
    const { body } = consolePage(newestFirst, NAMES, { filter, before });
    return { $: load(body.markup), size: body.markup.length };
  };

  it('is shown in pages of a bounded size, from the newest to the oldest, each event once', () => {
    const seen = new Set<string>();
    let before: string | undefined = '';
    for (let pages = 0; before !== undefined && pages < 200; pages += 1) {
      const { $, size } = open(before);
      expect(size).toBeLessThan(300_000);
      expect($('#entries').attr('data-newest')).toBe(before === '' ? 'yes' : 'no');
      for (const entry of $('.entry').toArray()) seen.add($(entry).attr('id') ?? '');
      const older = $('#pages a:contains("Older")').attr('href');
      before =
        older === undefined ? undefined : (new URLSearchParams(older.split('?')[1]).get('before') ?? '');
    }
    expect(seen.size).toBe(5_000);
  });

  it('begins at the top for an id that it does not know', () => {
    expect(open('nonsense').$('.entry').first().attr('id')).toBe(`e-${newestFirst[0]?.id}`);
  });
});
