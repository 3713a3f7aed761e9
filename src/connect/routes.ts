import { type CookieOptions, type Response, Router } from 'express';
import {
  connectedPage,
  declinedPage,
  expiredPage,
  failedPage,
  overtakenPage,
  signInPage,
  startPage,
  statusPage,
  usedPage,
  wrongPersonPage,
} from '../pages/connect.js';
import type { Status } from '../pages/home.js';
import { pageHeaders } from '../pages/html.js';
import type { Connector, Outcome } from './connector.js';
import { cookieNames, type Remembered, readCookie } from './cookies.js';

export interface ConnectOptions {
  connector: Connector;
  remembered: Remembered;
  /** Origin of this server; cookies are host-bound and secure unless it is plain http on loopback. */
  publicUrl: string;
  onFault: (requestId: string, error: unknown) => void;
}

const PATH = '/connect';
const HEADERS = pageHeaders();

/** The pages and redirects of the connect flow. All state is in a sealed cookie of ten minutes. */
export function connectRoutes({ connector, remembered, publicUrl, onFault }: ConnectOptions): Router {
  const isSecure = publicUrl.startsWith('https:');
  const names = cookieNames(publicUrl);
  const cookie: CookieOptions = { httpOnly: true, secure: isSecure, sameSite: 'lax', path: '/' };
  const router = Router();

  const answer = async (res: Response, makeOutcome: Promise<Outcome>): Promise<void> => {
    const outcome = await makeOutcome.catch((fault: unknown): Outcome => ({ show: 'failed', fault }));
    // The page names the request to the person, and the log its cause to the operator.
    if ('show' in outcome && outcome.show === 'failed') onFault(requestIdOf(res), outcome.fault);
    if ('redirect' in outcome) {
      res.cookie(names.flow, outcome.flow, { ...cookie, maxAge: 600_000 });
      res.redirect(303, outcome.redirect.href);
      return;
    }
    if (outcome.endsFlow) res.clearCookie(names.flow, cookie);
    const found = statusIn(outcome);
    if (found !== undefined)
      res.cookie(names.last, await remembered.write(found), { ...cookie, maxAge: 600_000 });
    send(res, outcome);
  };

  router.use(PATH, (_req, res, next) => {
    res.set(HEADERS);
    next();
  });
  router.get(PATH, (req, res) => answer(res, connector.open(textOf(req.query['ticket']))));
  router.get(`${PATH}/start`, (req, res) => answer(res, connector.start(textOf(req.query['ticket']))));
  router.get(`${PATH}/callback`, (req, res) =>
    answer(
      res,
      connector.callback(new URL(req.originalUrl, publicUrl), readCookie(req.headers.cookie, names.flow)),
    ),
  );
  router.get(`${PATH}/status`, (_req, res) => send(res, { show: 'sign_in' }));
  router.get(`${PATH}/status/check`, (_req, res) => answer(res, connector.checkStatus()));
  router.get(`${PATH}/status/look`, (_req, res) => answer(res, connector.look()));
  return router;
}

type Shown = Extract<Outcome, { show: string }>;

/** What the page that was shown says about the person's connection, if it does. */
function statusIn(outcome: Shown): Status | undefined {
  if (outcome.show === 'status') return outcome.status;
  return outcome.show === 'connected' ? 'connected' : undefined;
}

function send(res: Response, shown: Shown | { show: 'sign_in' }): void {
  const [status, body] = render(shown, requestIdOf(res));
  res.status(status).type('html').send(body);
}

function render(shown: Shown | { show: 'sign_in' }, requestId: string): [number, string] {
  switch (shown.show) {
    case 'start':
      return [200, startPage(`${PATH}/start?ticket=${encodeURIComponent(shown.ticket)}`)];
    case 'connected':
      return [200, connectedPage(`${PATH}/status`)];
    case 'wrong_person':
      return [403, wrongPersonPage()];
    case 'expired':
      return [400, expiredPage()];
    case 'used':
      return [400, usedPage(`${PATH}/status`)];
    case 'declined':
      return [403, declinedPage()];
    case 'overtaken':
      return [400, overtakenPage()];
    case 'failed':
      return [502, failedPage(requestId)];
    case 'status':
      return [
        200,
        statusPage(shown.status, {
          // Who presses it asks for it themselves: what is said to whoever follows an agent's link is not for them.
          connect: `${PATH}/start?ticket=${encodeURIComponent(shown.ticket)}`,
          look: `${PATH}/status/look`,
        }),
      ];
    case 'sign_in':
      return [200, signInPage(`${PATH}/status/check`)];
  }
}

function requestIdOf(res: Response): string {
  return String(res.getHeader('X-Request-Id'));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
