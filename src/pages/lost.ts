import type { RequestHandler } from 'express';
import { html, page, pageHeaders } from './html.js';

const HEADERS = pageHeaders();

/**
 * Somebody with a browser at an address that is for programs, or at none: a page that leads to the one for people.
 * Whoever prefers JSON, takes anything or brings a credential goes on to what answers programs.
 */
export const lostRoute: RequestHandler = (req, res, next) => {
  const isPerson = req.method === 'GET' && req.headers.authorization === undefined;
  if (!isPerson || req.accepts(['json', 'html']) !== 'html') return next();
  const isEndpoint = /^\/mcp\/?$/.test(req.path);
  // RFC 9110 §15.5.6: a 405 names what is allowed.
  if (isEndpoint) res.set('Allow', 'POST');
  res
    .status(isEndpoint ? 405 : 404)
    .set(HEADERS)
    .vary('Accept')
    .type('html')
    .send(isEndpoint ? ENDPOINT : NOTHING);
};

const WAY_BACK = html`<a class="act" href="/">How to use this server</a>`;

const ENDPOINT = page({
  title: 'This address is for your assistant',
  body: html`<p>Assistants such as Claude Code talk to this server here; a browser cannot. Give them the address as it stands in the address bar.</p>${WAY_BACK}`,
});

const NOTHING = page({
  title: 'There is nothing here',
  body: html`<p>No page of this server has this address.</p>${WAY_BACK}`,
});
