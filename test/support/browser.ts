import { load } from 'cheerio';
import { CookieJar } from 'tough-cookie';

/** What a person does on a page with a form: which button is pressed, and what is filled in or chosen. */
export interface Act {
  /** Text of the button, or a part of it. */
  press: string;
  fill?: Record<string, string>;
}

export interface Page {
  url: string;
  status: number;
  html: string;
  text: string;
}

/**
 * A browser without JavaScript: cookies, redirects and forms.
 * It stops at `redirectUri` without requesting it, as a client's callback listener would take over there.
 */
export function createBrowser() {
  const jar = new CookieJar();

  const request = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('Cookie', await jar.getCookieString(url));
    headers.set('Accept', 'text/html');
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) await jar.setCookie(cookie, url);
    return response;
  };

  const open = async (url: string, stopAt: string, init?: RequestInit): Promise<Page> => {
    let at = url;
    let next = init;
    for (let hops = 0; hops < 20; hops += 1) {
      if (at.startsWith(stopAt)) return { url: at, status: 0, html: '', text: '' };
      const response = await request(at, next);
      const location = response.headers.get('Location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        const html = await response.text();
        return { url: at, status: response.status, html, text: load(html)('body').text() };
      }
      at = new URL(location, at).href;
      next = {};
    }
    throw new Error(`More than 20 redirects, last to ${new URL(at).origin}`);
  };

  const submit = (page: Page, act: Act, stopAt: string): Promise<Page> => {
    const $ = load(page.html);
    const button = $('button, input[type=submit]')
      .filter((_, el) => ($(el).text() || String($(el).attr('value'))).includes(act.press))
      .first();
    const form = button.closest('form');
    if (form.length === 0)
      throw new Error(`No form with a button "${act.press}" on ${page.url}:\n${page.text}`);
    for (const [name, value] of Object.entries(act.fill ?? {})) {
      const field = form.find(`[name="${name}"]`);
      if (field.length === 0) throw new Error(`No field ${name}`);
      field
        .filter('[type=radio]')
        .removeAttr('checked')
        .filter(`[value="${value}"]`)
        .attr('checked', 'checked');
      field.not('[type=radio]').attr('value', value);
    }
    const body = new URLSearchParams(
      form.serializeArray().map(({ name, value }): [string, string] => [name, value]),
    );
    const name = button.attr('name');
    if (name !== undefined) body.set(name, button.attr('value') ?? '');
    const action = new URL(form.attr('action') || page.url, page.url).href;
    const isPost = form.attr('method')?.toLowerCase() === 'post';
    return isPost ? open(action, stopAt, { method: 'POST', body }) : open(`${action}?${body}`, stopAt);
  };

  /**
   * Opens the authorization URL and, on each page, does the first of the acts that the page has a button for.
   * Returns the URL at which the client takes over, and the titles of the pages on the way.
   */
  const walk = async (
    url: string,
    redirectUri: string,
    acts: readonly Act[],
  ): Promise<{ back: URL; titles: string[] }> => {
    const titles: string[] = [];
    let page = await open(url, redirectUri);
    while (!page.url.startsWith(redirectUri)) {
      const $ = load(page.html);
      titles.push($('title').text());
      const act = acts.find(({ press }) => $('button, input[type=submit]').text().includes(press));
      if (act === undefined || titles.length > 8) {
        throw new Error(`Stuck at ${new URL(page.url).pathname} (${page.status}): ${page.text}`);
      }
      page = await submit(page, act, redirectUri);
    }
    return { back: new URL(page.url), titles };
  };

  return { open, submit, walk };
}

/** Presses, on page after page, what there is to press of these, until nothing is left or the page is at `stopAt`. */
export async function pressThrough(
  browser: ReturnType<typeof createBrowser>,
  from: Page,
  acts: readonly Act[],
  stopAt: string,
): Promise<Page> {
  let page = from;
  for (let n = 0; n < 6 && !page.url.startsWith(stopAt); n += 1) {
    const act = acts.find(({ press }) => page.html.includes(`>${press}</button>`));
    if (act === undefined) break;
    page = await browser.submit(page, act, stopAt);
  }
  return page;
}
