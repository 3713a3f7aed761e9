import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ADA,
  authorizeUrl,
  BOB,
  createBrowser,
  LINEAR,
  MCP,
  redeem,
  register,
  type Seeded,
  startSeeded,
  toConsent,
} from './zone-support.js';

/** One browser, several people: who is signed in, who would rather be somebody else, and who leaves. */
let seeded: Seeded;
beforeEach(async () => {
  seeded = await startSeeded();
});
afterEach(() => seeded.close());

const code = (url: string) => new URL(url).searchParams.get('code');
const live = () => seeded.zone.directory.grants.filter(({ status }) => status === 'active');
const at = (path: string) => `${seeded.zone.origin}${path}`;

/** Signed in, with Linear connected on the way, and asked for consent. */
async function asked(email: string) {
  const { id } = await register(seeded.zone.origin);
  return { id, ...(await toConsent(seeded, email, id)) };
}

async function subjectOf(id: string, callback: string) {
  const { body } = await redeem(seeded.zone.origin, id, callback);
  const payload = (body['access_token'] ?? '').split('.')[1] ?? '';
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub;
}

const identifierOf = (email: string) => seeded.zone.directory.userByEmail(email)?.identifier;

describe('a browser in which somebody is signed in', () => {
  it('lets another person sign in when the client asks who it is', async () => {
    const { id, url, browser, consent } = await asked(ADA.email);
    await browser.submit(consent, { decision: 'allow' });
    const signIn = await browser.go(`${url}&prompt=login`);
    const question = await browser.submit(signIn, { user: BOB.email });
    expect([question.status, question.text]).toEqual([200, expect.stringContaining(BOB.email)]);
    const done = await browser.submit(question, { decision: 'allow' });
    expect(await subjectOf(id, done.url)).toBe(identifierOf(BOB.email));
  });

  it('offers on the consent page to be somebody else, who is asked for themselves', async () => {
    const { id, browser, consent } = await asked(ADA.email);
    const [, elsewhere = ''] =
      /Not you\? <a href="([^"]+)">Sign in as somebody else/.exec(consent.text) ?? [];
    const signIn = await browser.go(at(elsewhere));
    expect(signIn.text).toContain('Who are you?');
    const question = await browser.submit(signIn, { user: BOB.email });
    expect(question.text).toContain(`Signed in as ${BOB.name}`);
    const done = await browser.submit(question, { decision: 'allow' });
    expect(await subjectOf(id, done.url)).toBe(identifierOf(BOB.email));
    // What the first person had connected on the way, they have not agreed to in the end.
    const bob = seeded.zone.directory.userByEmail(BOB.email)?.id;
    expect(live().map(({ user_id }) => user_id)).toEqual([bob]);
  });

  it('goes on as before when the same person signs in again', async () => {
    const { id, browser, consent } = await asked(ADA.email);
    const [, elsewhere = ''] = /Not you\? <a href="([^"]+)"/.exec(consent.text) ?? [];
    const question = await browser.submit(await browser.go(at(elsewhere)), { user: ADA.email });
    const done = await browser.submit(question, { decision: 'allow' });
    expect(await subjectOf(id, done.url)).toBe(identifierOf(ADA.email));
    expect(live()).toHaveLength(1);
  });
});

describe('the front page of the zone', () => {
  it('names the console, and lets the person who is signed in leave', async () => {
    const { url, browser, consent } = await asked(ADA.email);
    expect((await createBrowser(seeded.zone.origin).go(at('/'))).text).toMatch(
      /href="\/console".*Nobody is/s,
    );
    await browser.submit(consent, { decision: 'allow' });
    const front = await browser.go(at('/'));
    expect(front.text).toContain(ADA.email);
    expect((await browser.submit(front, {})).text).toContain('Nobody is signed in');
    expect((await browser.go(url)).text).toContain('Who are you?');
    expect(live()).toHaveLength(1);
  });

  it('lets the person end what they have connected, and nobody else', async () => {
    const { browser, consent } = await asked(ADA.email);
    await browser.submit(consent, { decision: 'allow' });
    const front = await browser.go(at('/'));
    const [, action = ''] = /action="(\/connections\/[^"]+)"/.exec(front.text) ?? [];
    const end = { url: at('/'), text: `<form method="post" action="${action}">` };
    await createBrowser(seeded.zone.origin).submit(end, {});
    const { browser: other } = await asked(BOB.email);
    await other.submit(end, {});
    expect(live().some(({ id }) => action.includes(id))).toBe(true);
    const after = await browser.submit(end, {});
    expect(after.text).toContain('Nothing is connected');
    expect(live().some(({ id }) => action.includes(id))).toBe(false);
  });
});

describe('the question what a client may do', () => {
  it('names what is reached through another resource once, whether it was asked for or not', async () => {
    const { id } = await register(seeded.zone.origin);
    const browser = createBrowser(seeded.zone.origin);
    const url = new URL(authorizeUrl(seeded.zone.origin, id));
    url.searchParams.append('resource', LINEAR);
    const consent = await browser.submit(await browser.go(url.href), { user: ADA.email });
    const [, list = ''] = /<ul class="gives">(.*?)<\/ul>/s.exec(consent.text) ?? [];
    expect(list.match(/<li>/g)).toHaveLength(2);
    expect(list.split(LINEAR)).toHaveLength(2);
    expect(list.split(`>${MCP}<`)).toHaveLength(2);
    expect(list).not.toContain('no scope');
    expect(code((await browser.submit(consent, { decision: 'allow' })).url)).toBeTruthy();
  });
});

describe('a client that the zone does not know', () => {
  it('is told that clients are forgotten at a restart, and what to do', async () => {
    const page = await createBrowser(seeded.zone.origin).go(authorizeUrl(seeded.zone.origin, 'gone'));
    expect([page.status, page.text]).toEqual([
      400,
      expect.stringMatching(/forgets.*restart.*Clear authentication/s),
    ]);
  });
});
