import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { garbage } from '../../src/sandbox/zone/index.js';
import { createBrowser, type Page, pressThrough } from '../support/browser.js';
import {
  callByHand,
  personCalled,
  startTestSandbox,
  type TestSandbox,
  unconnectedIn,
} from '../support/sandbox.js';

/** Returns to `/connect/callback` that are forged, faulty, or not the ones that were awaited. */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.handles.zone.faults.clear());
afterAll(() => sandbox.stop());

const EMAIL = 'kenji@lumen.example';
const NOWHERE = 'http://nowhere.invalid/';
type Browser = ReturnType<typeof createBrowser>;

const unconnected = (email = EMAIL) => unconnectedIn(sandbox, email);

/** As far as the zone's first page. */
const begin = (browser: Browser, link: string, stopAt = NOWHERE): Promise<Page> =>
  browser.open(link.replace('/connect?', '/connect/start?'), stopAt);

const finish = (browser: Browser, from: Page, stopAt = NOWHERE): Promise<Page> =>
  pressThrough(browser, from, personCalled(EMAIL).acts, stopAt);

const callback = (): string => new URL('/connect/callback', sandbox.mcp).href;

/** The genuine return of the first step, held before it reaches the server. */
async function held(browser: Browser): Promise<{ token: string; url: URL }> {
  const { token, link } = await unconnected();
  const page = await finish(browser, await begin(browser, link), callback());
  expect(page.url).toContain('code=');
  return { token, url: new URL(page.url) };
}

describe('two tabs', () => {
  it('do not end each other: the one that was begun last goes on, and the other says so', async () => {
    const browser = createBrowser();
    const { token, link } = await unconnected();
    const first = await begin(browser, link);
    const second = await begin(browser, link);
    const overtaken = await finish(browser, first);
    expect([overtaken.status, overtaken.text]).toEqual([400, expect.stringMatching(/overtaken/)]);
    const done = await finish(browser, second);
    expect(done.text).toMatch(/Linear is connected/);
    expect((await callByHand(sandbox.mcp, token, 'get_user')).isError).toBe(false);
  });
});

describe('a return', () => {
  it.each([
    ['another issuer', 'iss', 'https://evil.example', /^ConnectFault OAUTH_/],
    ['a code that is not one', 'code', 'nonsense', /^ConnectFault invalid_grant$/],
  ])(
    'with %s connects nothing, and the log says why under the id on the page',
    async (_, name, value, why) => {
      const browser = createBrowser();
      const { token, url } = await held(browser);
      url.searchParams.set(name, value);
      const page = await browser.open(url.href, NOWHERE);
      expect(page.status).toBe(502);
      const fault = sandbox.events('fault').at(-1);
      expect(fault?.['error']).toMatch(why);
      expect(page.text).toContain(String(fault?.['requestId']));
      expect((await callByHand(sandbox.mcp, token, 'get_user')).isError).toBe(true);
    },
  );

  it('with the state of one browser and the cookie of another connects nothing', async () => {
    const [mine, theirs] = [createBrowser(), createBrowser()];
    const { url } = await held(mine);
    await held(theirs);
    const page = await theirs.open(url.href, NOWHERE);
    expect([page.status, page.text]).toEqual([400, expect.stringMatching(/overtaken/)]);
  });

  it('that is repeated finds its flow gone, and claims nothing about what became of it', async () => {
    const browser = createBrowser();
    const { url } = await held(browser);
    expect((await finish(browser, await browser.open(url.href, NOWHERE))).text).toMatch(
      /Linear is connected/,
    );
    const again = await browser.open(url.href, NOWHERE);
    expect([again.status, again.text]).toEqual([400, expect.stringMatching(/This step is over.*cookies/s)]);
    expect(again.text).not.toMatch(/expired|Nothing was connected/);
  });

  it('ends at an address that can be loaded again, by the browser that came back and no other', async () => {
    const browser = createBrowser();
    const { link } = await unconnected();
    const done = await finish(browser, await begin(browser, link));
    expect(done.text).toMatch(/Linear is connected/);
    const { pathname, search } = new URL(done.url);
    expect([pathname, search]).toEqual(['/connect/done', expect.stringMatching(/^\?of=[\w-]{36}$/)]);
    expect(await browser.open(done.url, NOWHERE)).toEqual(done);
    const elsewhere = await createBrowser().open(done.url, NOWHERE);
    expect([elsewhere.status, elsewhere.text]).toEqual([400, expect.stringMatching(/This step is over/)]);
  });

  it('does not show its end where another one ended before', async () => {
    const browser = createBrowser();
    const first = await finish(browser, await begin(browser, (await unconnected()).link));
    const { link } = await unconnected();
    const second = await browser.submit(await begin(browser, link), { press: 'Cancel' }, NOWHERE);
    expect(second.text).toMatch(/not agreed to/);
    expect((await browser.open(first.url, NOWHERE)).text).toMatch(/This step is over/);
    expect((await browser.open(second.url, NOWHERE)).text).toMatch(/not agreed to/);
  });

  it('whose end was made up shows nothing of that', async () => {
    for (const cookie of ['x', 'a.b.c.d.e', '<script>']) {
      const headers = { Cookie: `connect_result=${cookie}` };
      const answer = await fetch(new URL('/connect/done?of=x', sandbox.mcp), { headers });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(/This step is over/)]);
    }
  });

  it('that was refused says no more than that, as Linear may have been connected before', async () => {
    const browser = createBrowser();
    const email = 'noor@lumen.example';
    const { link } = await unconnected(email);
    await sandbox.handles.zone.mintAccessToken({ email, resource: sandbox.mcp });
    const signIn = await begin(browser, link);
    const question = await browser.submit(signIn, { press: 'Sign in', fill: { user: email } }, NOWHERE);
    const page = await browser.submit(question, { press: 'Deny' }, NOWHERE);
    expect([page.status, page.text]).toEqual([403, expect.stringMatching(/was not agreed to/)]);
    expect(page.text).not.toMatch(/cannot reach|not connected|Nothing was connected/);
  });

  it.each([
    ['access_denied', 403, /This was not agreed to/, undefined],
    ['server_error', 502, /did not work/, 'ConnectFault server_error'],
    ['invalid_target', 502, /did not work/, 'ConnectFault invalid_target'],
    ['<script>', 502, /did not work/, /^ConnectFault \w+$/],
  ])('that says %s is told for what it is', async (error, status, words, logged) => {
    const before = sandbox.events('fault').length;
    const browser = createBrowser();
    const { url } = await held(browser);
    const answer = new URL(callback());
    for (const name of ['state', 'iss']) answer.searchParams.set(name, url.searchParams.get(name) ?? '');
    answer.searchParams.set('error', error);
    const page = await browser.open(answer.href, NOWHERE);
    expect([page.status, page.text]).toEqual([status, expect.stringMatching(words)]);
    expect(page.html).not.toContain('<script>');
    const faults = sandbox.events('fault').slice(before);
    expect(faults.map((line) => line['error'])).toEqual(
      logged === undefined ? [] : [typeof logged === 'string' ? logged : expect.stringMatching(logged)],
    );
  });

  it('to a zone that refuses our credential is our fault, not the person’s', async () => {
    const browser = createBrowser();
    const { url } = await held(browser);
    sandbox.handles.zone.faults.next('token', { kind: 'error', status: 401, error: 'invalid_client' });
    expect((await browser.open(url.href, NOWHERE)).status).toBe(502);
    expect(sandbox.events('fault').at(-1)?.['error']).toBe('ConnectFault invalid_client');
  });

  it.each(['html', 'huge'] as const)(
    'to a zone that answers with garbage (%s) shows nothing of it',
    async (kind) => {
      const browser = createBrowser();
      const { url } = await held(browser);
      sandbox.handles.zone.faults.next('token', garbage[kind]());
      const page = await browser.open(url.href, NOWHERE);
      expect(page.status).toBe(502);
      expect(page.html).not.toMatch(/It works|xxxx/);
    },
  );
});
