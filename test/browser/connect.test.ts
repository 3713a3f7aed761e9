import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../support/chromium.js';
import { callByHand, startTestSandbox, type TestSandbox, unconnectedIn } from '../support/sandbox.js';

/** The connect flow as a person sees it, in a real browser. */
describe.skipIf(chromiumPath === undefined)(
  'in a browser (skipped without Chromium), a link to connect Linear',
  () => {
    let sandbox: TestSandbox;
    let browser: Browser;
    beforeAll(async () => {
      sandbox = await startTestSandbox();
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await sandbox?.stop();
    });

    const complaints: string[] = [];

    async function openPage(context: BrowserContext): Promise<Page> {
      const page = await context.newPage();
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (!['localhost', '127.0.0.1'].includes(new URL(request.url()).hostname))
          complaints.push(request.url());
      });
      return page;
    }

    const linkFor = (email: string) => unconnectedIn(sandbox, email);

    async function signIn(page: Page, name: string): Promise<void> {
      await page.getByRole('link', { name: 'Continue' }).click();
      await page.getByLabel(name).check();
      await page.getByRole('button', { name: 'Sign in' }).click();
    }

    it('leads the person through and ends with the way back', async () => {
      const { token, link } = await linkFor('kenji@lumen.example');
      const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
      const page = await openPage(context);
      await page.goto(link);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      await signIn(page, 'Kenji');
      await page.getByRole('button', { name: 'Authorize' }).click();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('heading', { name: 'Linear is connected' }).waitFor();
      expect(new URL(page.url()).origin).toBe(new URL(sandbox.mcp).origin);
      expect((await callByHand(sandbox.mcp, token, 'get_user')).isError).toBe(false);
      expect(complaints).toEqual([]);
      await page.goto(link);
      await page.getByRole('heading', { name: 'This link has been used' }).waitFor();
      await context.close();
    });

    it('tells the wrong person so, and connects nothing', async () => {
      const { token, link } = await linkFor('kenji@lumen.example');
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        colorScheme: 'dark',
      });
      const page = await openPage(context);
      await page.goto(link);
      await signIn(page, 'Noor');
      await page.getByRole('heading', { name: 'This link was made for somebody else' }).waitFor();
      expect((await callByHand(sandbox.mcp, token, 'get_user')).isError).toBe(true);
      await context.close();
    });

    it('connects nothing when the person refuses, or when the link is not one', async () => {
      const { link } = await linkFor('kenji@lumen.example');
      const context = await browser.newContext();
      const page = await openPage(context);
      await page.goto(link);
      await signIn(page, 'Kenji');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('heading', { name: 'This was not agreed to' }).waitFor();
      await page.goto(`${new URL(link).origin}/connect?ticket=nonsense`);
      await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
      await context.close();
    });
  },
);
