import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../support/chromium.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** A client that is a web page: what a browser lets it send and read. */
describe.skipIf(chromiumPath === undefined)('in a browser (skipped without Chromium), a page', () => {
  let sandbox: TestSandbox;
  let browser: Browser;
  const pages = createServer((_req, res) =>
    res.setHeader('Content-Type', 'text/html').end('<p>A client.</p>'),
  );
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    browser = await launchChromium();
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await browser?.close();
    pages.close();
    await sandbox?.stop();
  });

  async function open(host: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`http://${host}:${(pages.address() as AddressInfo).port}/`);
    return page;
  }

  /** What `fetch` in the page makes of a request: a status and the headers it may read, or that nothing came of it. */
  function ask(page: Page, url: string, token?: string): Promise<unknown> {
    const headers = {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2025-11-25',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
    const message = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'get_user', arguments: {} },
    };
    const init = url === sandbox.mcp ? { method: 'POST', headers, body: JSON.stringify(message) } : {};
    return page.evaluate(
      ([to, options]) =>
        fetch(to, options).then(
          async (response) => ({
            status: response.status,
            challenge: response.headers.get('WWW-Authenticate'),
            body: await response.text(),
          }),
          (error: Error) => ({ blocked: error.name }),
        ),
      [url, init] as const,
    );
  }

  it('of an allowed origin reads the challenge, the metadata it names, and an answer', async () => {
    const page = await open('localhost');
    const refused = (await ask(page, sandbox.mcp)) as { status: number; challenge: string };
    expect(refused.status).toBe(401);
    const [, metadata = ''] = /resource_metadata="([^"]+)"/.exec(refused.challenge) ?? [];
    expect(await ask(page, metadata)).toMatchObject({
      status: 200,
      body: expect.stringContaining(sandbox.zone),
    });
    expect(await ask(page, sandbox.mcp, sandbox.token)).toMatchObject({
      status: 200,
      body: expect.stringContaining('ada@lumen.example'),
    });
    await page.close();
  });

  it('of a foreign origin reads nothing of the server, with a token or without', async () => {
    const page = await open('foreign.localhost');
    expect(await ask(page, sandbox.mcp)).toEqual({ blocked: 'TypeError' });
    expect(await ask(page, sandbox.mcp, sandbox.token)).toEqual({ blocked: 'TypeError' });
    expect(sandbox.events('tool.call').length).toBe(1);
    await page.close();
  });
});
