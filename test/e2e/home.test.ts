import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser } from '../support/browser.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** What a person finds who opens the server in a browser. */
let sandbox: TestSandbox;
let home: string;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  home = new URL('/', sandbox.mcp).href;
});
afterAll(() => sandbox.stop());

const NOWHERE = 'http://nowhere.invalid/';

describe('a person in a browser who lost their way', () => {
  const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
  const open = (path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(new URL(path, home), { headers });

  it.each([
    ['/mcp', 405, 'This address is for your assistant'],
    ['/mcp/', 405, 'This address is for your assistant'],
    ['/nothing', 404, 'There is nothing here'],
    ['/mcp/nothing', 404, 'There is nothing here'],
    ['/%00<script>', 404, 'There is nothing here'],
  ])('finds the way from %s to the page for people', async (path, status, title) => {
    const answer = await open(path, { Accept: BROWSER });
    const $ = load(await answer.text());
    expect([answer.status, $('h1').text(), $('a.act').attr('href')]).toEqual([status, title, '/']);
    expect(answer.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'/);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  it.each([
    ['takes anything', { Accept: '*/*' }, 401],
    ['is a client', { Accept: 'application/json, text/event-stream' }, 401],
    ['brings a credential', { Accept: BROWSER, Authorization: 'Bearer x' }, 401],
  ])('is not whoever %s', async (_, headers, status) => {
    const endpoint = await open('/mcp', headers);
    expect([endpoint.status, endpoint.headers.get('WWW-Authenticate')]).toEqual([
      status,
      expect.stringContaining('resource_metadata'),
    ]);
    const nothing = await open('/nothing', headers);
    expect(await nothing.json()).toMatchObject({ error: 'not_found' });
  });
});

describe('the page at /', () => {
  it('is HTML for everybody who asks for it, and nothing else is', async () => {
    const get = await fetch(home, { headers: { Accept: 'application/json' } });
    expect([get.status, get.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
    const head = await fetch(home, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(home, { method: 'POST' });
    expect([post.status, await post.json()]).toEqual([404, expect.objectContaining({ error: 'not_found' })]);
  });

  it('may run its one script, and load, send and be framed nowhere', async () => {
    const { headers } = await fetch(home);
    expect(headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^' ]+'; script-src 'sha256-[^' ]+'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it('offers the command for Claude Code, and links that carry the same address to editors', async () => {
    const $ = load(await (await fetch(home)).text());
    const [command, address] = $('.copy code')
      .toArray()
      .map((code) => $(code).text());
    expect(command).toBe(`claude mcp add --transport http linear ${sandbox.mcp}`);
    expect(address).toBe(sandbox.mcp);
    const [cursor = '', code = '', insiders = ''] = $('.row a')
      .toArray()
      .map((link) => $(link).attr('href'));
    const { searchParams, host, pathname } = new URL(cursor);
    expect([host, pathname, searchParams.get('name')]).toEqual([
      'anysphere.cursor-deeplink',
      '/mcp/install',
      'linear',
    ]);
    expect(JSON.parse(Buffer.from(searchParams.get('config') ?? '', 'base64').toString())).toEqual({
      url: sandbox.mcp,
    });
    for (const link of [code, insiders]) {
      const [scheme, query = ''] = link.split(':mcp/install?');
      expect(['vscode', 'vscode-insiders']).toContain(scheme);
      expect(JSON.parse(decodeURIComponent(query))).toEqual({
        name: 'linear',
        type: 'http',
        url: sandbox.mcp,
      });
    }
  });

  it('tells nothing of a connection until the person has looked, and then what was found', async () => {
    const browser = createBrowser();
    expect((await browser.open(home, NOWHERE)).text).toContain('Sign in to see whether Linear is connected');
    const signIn = await browser.open(new URL('/connect/status/check', home).href, NOWHERE);
    const status = await browser.submit(
      signIn,
      { press: 'Sign in', fill: { user: 'tomas@lumen.example' } },
      NOWHERE,
    );
    expect(status.text).toContain('Linear: this server may not look yet');
    const after = await browser.open(home, NOWHERE);
    expect(after.text).toMatch(/Linear: this server may not look yet\.\s*As of a moment ago/);
    expect(after.text).not.toContain('tomas');
  });

  it('opened under another name of this machine begins a look where the return will find its cookie', async () => {
    const other = home.replace('localhost', '127.0.0.1');
    for (const path of ['/', '/connect/status']) {
      const $ = load(await (await fetch(new URL(path, other))).text());
      expect($('a.act').last().attr('href')).toBe(new URL('/connect/status/check', home).href);
    }
  });

  it('takes a cookie that it did not make for none', async () => {
    for (const cookie of ['x', 'a.b.c.d.e', '<script>', 'x'.repeat(5_000)]) {
      const text = await (await fetch(home, { headers: { Cookie: `connection=${cookie}` } })).text();
      expect(text).toContain('Sign in to see whether Linear is connected');
    }
  });
});
