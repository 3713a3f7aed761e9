import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { garbage } from '../../src/sandbox/zone/index.js';
import { createBrowser, type Page } from '../support/browser.js';
import { callByHand, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

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

async function unconnected(): Promise<{ token: string; link: string }> {
  sandbox.handles.zone.revokeGrant(EMAIL, 'https://api.linear.app');
  const token = await sandbox.handles.zone.mintAccessToken({
    email: EMAIL,
    resource: sandbox.mcp,
    connect: false,
  });
  const { text } = await callByHand(sandbox.mcp, token, 'get_user');
  return { token, link: /http:\/\/\S+\/connect\?ticket=\S+/.exec(text)?.[0] ?? '' };
}

/** As far as the zone's first page. */
const begin = (browser: Browser, link: string, stopAt = NOWHERE): Promise<Page> =>
  browser.open(link.replace('/connect?', '/connect/start?'), stopAt);

async function finish(browser: Browser, from: Page, stopAt = NOWHERE): Promise<Page> {
  const acts = [{ press: 'Sign in', fill: { user: EMAIL } }, { press: 'Authorize' }, { press: 'Allow' }];
  let page = from;
  for (let n = 0; n < 6 && !page.url.startsWith(stopAt); n += 1) {
    const act = acts.find(({ press }) => page.html.includes(`>${press}</button>`));
    if (act === undefined) break;
    page = await browser.submit(page, act, stopAt);
  }
  return page;
}

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

  it('that is repeated finds its flow gone', async () => {
    const browser = createBrowser();
    const { url } = await held(browser);
    expect((await finish(browser, await browser.open(url.href, NOWHERE))).text).toMatch(
      /Linear is connected/,
    );
    expect((await browser.open(url.href, NOWHERE)).status).toBe(400);
  });

  it.each([
    ['access_denied', 403, /You or Keycard did not agree/, undefined],
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
