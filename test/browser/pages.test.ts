import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../support/chromium.js';
import { authorizeUrl, registerClient } from '../support/code-flow.js';
import { callByHand, startTestSandbox, type TestSandbox, unconnectedIn } from '../support/sandbox.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = `<img src=x onerror=alert(1)> \u202eedoC\u202c ${'Unbreakable'.repeat(30)}`;
const VIEWS = [360, 1440].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

/** Every page that a person sees, in a real browser. */
describe.skipIf(chromiumPath === undefined)('in a browser (skipped without Chromium)', () => {
  let sandbox: TestSandbox;
  let browser: Browser;
  let complaints: string[];
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.stop();
  });
  beforeEach(() => {
    complaints = [];
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    expect(complaints).toEqual([]);
  });

  const at = (path: string): string => new URL(path, sandbox.mcp).href;

  async function openPage(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext(options);
    contexts.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      // The browser says of every page with a 4xx status that it is one.
      if (!/status of 40[0345]/.test(message.text())) complaints.push(`${page.url()} ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol !== 'data:' && hostname !== 'localhost') complaints.push(request.url());
    });
    return page;
  }

  /** Layout and accessibility of what is on the screen now. */
  async function inspect(page: Page): Promise<void> {
    const [inner, scroll] = await page.evaluate<[number, number]>(
      '[window.innerWidth, document.documentElement.scrollWidth]',
    );
    if (scroll > inner) complaints.push(`${page.url()} is ${scroll} wide in ${inner}`);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
    for (const { id, impact, nodes } of violations) {
      if (impact === 'serious' || impact === 'critical')
        complaints.push(`${page.url()} ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }
  }

  /** The console with tokens only, live; `happen` causes one more entry. */
  async function openConsole() {
    const email = 'ada@lumen.example';
    const token = await sandbox.handles.zone.mintAccessToken({ email, resource: sandbox.mcp });
    const happen = (): Promise<unknown> => callByHand(sandbox.mcp, token, 'get_user');
    await happen();
    const page = await openPage();
    await page.goto(`${sandbox.console}?event=credentials:issue`);
    await page.getByText('Live').waitFor();
    const entries = page.locator('#entries > li');
    return { page, entries, happen, before: await entries.count() };
  }

  const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();
  const heading = (page: Page, name: string | RegExp): Promise<void> =>
    page.getByRole('heading', { name, level: 1 }).waitFor();

  describe.each(VIEWS)('$width pixels wide and $colorScheme', ({ width, colorScheme }) => {
    const view = { viewport: { width, height: 800 }, colorScheme };

    it('the pages of this server fit, complain of nothing and are accessible', async () => {
      const page = await openPage(view);
      const { link } = await unconnectedIn(sandbox, 'kenji@lumen.example');
      for (const [path, title] of [
        ['/', 'Linear, for agents that act as you'],
        [link, 'Connect Linear'],
        ['/connect?ticket=no', 'This link has expired'],
        ['/connect/status', 'Your connection'],
        ['/connect/done', 'This step is over'],
        ['/mcp', 'This address is for your assistant'],
      ] as const) {
        await page.goto(at(path));
        await heading(page, title);
        await inspect(page);
      }
      await page.goto(link);
      await page.getByRole('link', { name: 'Continue' }).click();
      await page.getByLabel('Kenji').check();
      await press(page, 'Sign in');
      await press(page, 'Authorize');
      await press(page, 'Allow');
      await heading(page, 'Linear is connected');
      await inspect(page);
      await page.goto(at('/'));
      await page.getByText('Linear: connected.').waitFor();
      await inspect(page);
    });

    it('the pages of the zone and of Linear fit a hostile client, complain of nothing and are accessible', async () => {
      const { zone } = sandbox.handles;
      zone.revokeGrant('noor@lumen.example', 'https://api.linear.app');
      const page = await openPage(view);
      await page.goto(authorizeUrl(zone.origin, await registerClient(zone.origin, HOSTILE), sandbox.mcp));
      await heading(page, 'Sign in');
      await inspect(page);
      await page.getByLabel('Noor').check();
      await press(page, 'Sign in');
      await heading(page, /^Authorize/);
      await inspect(page);
      await press(page, 'Authorize');
      await heading(page, /^Allow <img src=x/);
      await inspect(page);
      await page.goto(sandbox.console);
      await page.getByText('signed in to <img src=x').first().waitFor();
      await page.locator('summary').first().click();
      await inspect(page);
      await page.goto(`${sandbox.console}?outcome=failure&resource=nothing`);
      await inspect(page);
      for (const path of ['/', '/interaction/nothing', '/oauth/2/authorize?client_id=gone']) {
        await page.goto(`${zone.origin}${path}`);
        await inspect(page);
      }
    });
  });

  it('the command is copied by a button that says so', async () => {
    const page = await openPage({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(at('/'));
    await press(page, 'Copy the command');
    await page.getByRole('button', { name: 'Copy the command' }).getByText('Copied').waitFor();
    expect(await page.getByRole('status').allTextContents()).toEqual(['Copied', '']);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      `claude mcp add --transport http linear ${sandbox.mcp}`,
    );
  });

  it('a person signs in and agrees with the keyboard alone', async () => {
    const { zone } = sandbox.handles;
    zone.revokeGrant('ada@lumen.example', 'https://api.linear.app');
    const page = await openPage();
    const landed = page.waitForRequest((request) => request.url().includes('/callback?'));
    await page.route('http://localhost:4321/**', (route) => route.fulfill({ body: 'done' }));
    await page.goto(authorizeUrl(zone.origin, await registerClient(zone.origin, 'Keys'), sandbox.mcp));
    const key = (name: string): Promise<void> => page.keyboard.press(name);
    // Into the list of people, down and up again, and by Enter out of it.
    for (const name of ['Tab', 'ArrowDown', 'ArrowUp', 'Tab', 'Enter']) await key(name);
    await heading(page, /^Authorize/);
    for (const name of ['Tab', 'Enter']) await key(name);
    await heading(page, 'Allow Keys to act for you?');
    await key('Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await key('Enter');
    expect(new URL((await landed).url()).searchParams.get('code')).toBeTruthy();
  });

  it('the console shows an event as it happens, and keeps open what is open', async () => {
    const { page, entries, before, happen } = await openConsole();
    await entries.first().locator('summary').click();
    await happen();
    await entries.nth(before).waitFor();
    expect(await entries.locator('details[open]').count()).toBe(1);
    expect(await page.locator('#count').textContent()).toContain(`${before + 1} of`);
  });

  it('the console rests while it is paused or not looked at, and then catches up', async () => {
    const witness = await openConsole();
    const { page, entries, before, happen } = await openConsole();
    await witness.entries.nth(before - 1).waitFor();
    const look = (hidden: boolean): Promise<unknown> =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await press(page, 'Pause');
    await page.getByText('Paused').waitFor();
    await happen();
    await witness.entries.nth(before).waitFor();
    expect(await entries.count()).toBe(before);
    await press(page, 'Resume');
    await entries.nth(before).waitFor();
    await look(true);
    await happen();
    await witness.entries.nth(before + 1).waitFor();
    expect(await entries.count()).toBe(before + 1);
    await look(false);
    await entries.nth(before + 1).waitFor();
  });

  it('everything works without JavaScript', async () => {
    const page = await openPage({ javaScriptEnabled: false });
    await page.goto(at('/'));
    expect(await page.getByRole('button').count()).toBe(0);
    await page.goto(sandbox.console);
    await page.getByLabel('Outcome').selectOption('failure');
    await press(page, 'Filter');
    expect(new URL(page.url()).searchParams.get('outcome')).toBe('failure');
    expect(await page.locator('.entry.success').count()).toBe(0);
    expect(await page.locator('.entry.failure').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Refresh' }).click();
    expect(await page.getByLabel('Outcome').inputValue()).toBe('failure');
  });
});
