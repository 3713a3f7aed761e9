import { load } from 'cheerio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser, type Page, pressThrough } from '../support/browser.js';
import { callByHand, personCalled, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** What a person is told who looks whether Linear is connected for them. */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.handles.zone.faults.clear());
afterAll(() => sandbox.stop());

const NOWHERE = 'http://nowhere.invalid/';
const LINEAR = 'https://api.linear.app';
type Browser = ReturnType<typeof createBrowser>;

const at = (path: string): string => new URL(path, sandbox.mcp).href;

/** Presses what a person presses, until there is nothing left to press. */
const agree = (browser: Browser, from: Page, email: string, stopAt = NOWHERE): Promise<Page> =>
  pressThrough(browser, from, personCalled(email).acts, stopAt);

const look = async (browser: Browser, email: string): Promise<Page> =>
  agree(browser, await browser.open(at('/connect/status/check'), NOWHERE), email);

/** The one button of a page of this server. */
async function press(browser: Browser, page: Page, name: string, email: string): Promise<Page> {
  const button = load(page.html)('a.act');
  expect(button.toArray().map((link) => load(link).text())).toEqual([name]);
  const href = new URL(button.attr('href') ?? '', page.url).href;
  return agree(browser, await browser.open(href, NOWHERE), email);
}

/** Signed in by a client of theirs in the usual way: this server has never asked them for anything. */
async function withClient(email: string): Promise<string> {
  return sandbox.handles.zone.mintAccessToken({ email, resource: sandbox.mcp });
}

describe('a person who connected Linear through their client', () => {
  it('is not told that it is not connected, and sees that it is as soon as this server may look', async () => {
    const email = 'sofia@lumen.example';
    expect((await callByHand(sandbox.mcp, await withClient(email), 'get_user')).isError).toBe(false);
    const browser = createBrowser();
    const before = await look(browser, email);
    expect(before.text).toContain('Linear: this server may not look yet');
    expect(before.text).not.toMatch(/not connected|cannot reach/);
    expect((await browser.open(at('/'), NOWHERE)).text).toContain('Linear: this server may not look yet');
    const after = await press(browser, before, 'Let this server look', email);
    expect([after.status, after.text]).toEqual([200, expect.stringContaining('Linear: connected')]);
    expect((await browser.open(at('/'), NOWHERE)).text).toContain('Linear: connected');
    // From then on a look needs no question.
    expect((await look(createBrowser(), email)).text).toContain('Linear: connected');
  });

  it('is told no more when they do not let it look', async () => {
    const email = 'adam@lumen.example';
    await withClient(email);
    const browser = createBrowser();
    const before = await look(browser, email);
    const question = await browser.open(
      new URL(load(before.html)('a.act').attr('href') ?? '', before.url).href,
      NOWHERE,
    );
    const after = await browser.submit(question, { press: 'Deny' }, NOWHERE);
    expect([after.status, after.text]).toEqual([200, expect.stringContaining('may not look yet')]);
  });
});

describe('a look', () => {
  it('connects nothing by itself', async () => {
    const email = 'tomas@lumen.example';
    const grants = (): number =>
      sandbox.handles.zone.audit().filter(({ event }) => event === 'delegated_grants:create').length;
    const before = grants();
    expect((await look(createBrowser(), email)).text).toContain('may not look yet');
    expect(grants()).toBe(before);
  });

  it('finds that Linear is not connected by what Keycard says of it, and offers that without words for others', async () => {
    const email = 'priya@lumen.example';
    const { zone } = sandbox.handles;
    await withClient(email);
    const browser = createBrowser();
    await press(browser, await look(browser, email), 'Let this server look', email);
    const back = await agree(
      browser,
      await browser.open(at('/connect/status/check'), at('/connect/callback')),
      email,
      at('/connect/callback'),
    );
    const second = await browser.open(back.url, zone.origin);
    const third = await browser.open(second.url, at('/connect/callback'));
    // The code is there, and only now is the grant gone.
    zone.revokeGrant(email, LINEAR);
    const status = await browser.open(third.url, NOWHERE);
    expect(status.text).toContain('Linear: not connected');
    const after = await press(browser, status, 'Connect Linear', email);
    expect(after.text).toContain('Linear is connected');
  });

  it.each([
    ['login_required', /may not look yet/],
    ['consent_required', /may not look yet/],
    ['insufficient_authorization', /may not look yet/],
    ['temporarily_unavailable', /did not answer as expected/],
  ])('that the zone answers with %s says what is known', async (error, words) => {
    const browser = createBrowser();
    const email = 'kenji@lumen.example';
    const callback = at('/connect/callback');
    const check = await browser.open(at('/connect/status/check'), callback);
    const back = await agree(browser, check, email, callback);
    // The second step leaves from the callback itself: its state is in the address that it leaves for.
    const { url } = await browser.open(back.url, sandbox.zone);
    const answer = new URL(callback);
    answer.searchParams.set('state', new URL(url).searchParams.get('state') ?? '');
    answer.searchParams.set('iss', sandbox.zone);
    answer.searchParams.set('error', error);
    const page = await browser.open(answer.href, NOWHERE);
    expect(page.text).toMatch(words);
    expect(page.text).not.toMatch(/not connected/);
  });
});
