import { type CookieOptions, type Response, Router } from 'express';
import { CallFailure } from '../errors.js';
import {
  connectedPage,
  declinedPage,
  expiredPage,
  failedPage,
  overPage,
  overtakenPage,
  signInPage,
  startPage,
  statusPage,
  usedPage,
  wrongPersonPage,
} from '../pages/connect.js';
import type { Status } from '../pages/home.js';
import { pageHeaders } from '../pages/html.js';
import { ConnectFault, type Connector, type Known, type Outcome } from './connector.js';
import { cookieNames, type Remembered, readCookie } from './cookies.js';
import type { Result, Results } from './results.js';

export interface ConnectOptions {
  connector: Connector;
  remembered: Remembered;
  results: Results;
  /** Origin of this server; cookies are host-bound and secure unless it is plain http on loopback. */
  publicUrl: string;
  onFault: (requestId: string, error: unknown) => void;
  /** What strangers can bring about as often as they like: told for what it is, and written within bounds. */
  onFailed: (requestId: string, error: unknown) => void;
  /** Somebody opened the link of another person. */
  onWrongPerson: (person: Known) => void;
}

const PATH = '/connect';
const HEADERS = pageHeaders();

/** The pages and redirects of the connect flow. All state is in sealed cookies of ten minutes. */
export function connectRoutes(options: ConnectOptions): Router {
  const { connector, remembered, results, publicUrl } = options;
  const names = cookieNames(publicUrl);
  const cookie: CookieOptions = {
    httpOnly: true,
    secure: publicUrl.startsWith('https:'),
    sameSite: 'lax',
    path: '/',
  };
  const kept: CookieOptions = { ...cookie, maxAge: 600_000 };
  const send = (res: Response, view: View): void => {
    const [status, body] = render(view, publicUrl);
    res.status(status).type('html').send(body);
  };

  /** What there is to show; a redirect is on its way. */
  const settle = async (res: Response, makeOutcome: Promise<Outcome>): Promise<View | undefined> => {
    const outcome = await makeOutcome.catch((fault: unknown): Outcome => ({ show: 'failed', fault }));
    if ('redirect' in outcome) {
      res.cookie(names.flow, outcome.flow, kept);
      res.redirect(303, outcome.redirect.href);
      return undefined;
    }
    if (outcome.endsFlow) res.clearCookie(names.flow, cookie);
    const found = statusIn(outcome);
    if (found !== undefined) res.cookie(names.last, await remembered.write(found), kept);
    // The page names the request to the person, and the log its cause to the operator.
    const requestId = requestIdOf(res);
    report(outcome, requestId, options);
    if (outcome.show === 'failed') return { show: 'failed', requestId };
    return outcome.show === 'wrong_person' ? { show: 'wrong_person', ticket: outcome.ticket } : outcome;
  };

  const answer = async (res: Response, makeOutcome: Promise<Outcome>): Promise<void> => {
    const view = await settle(res, makeOutcome);
    if (view !== undefined) send(res, view);
  };

  /** How a flow has ended is shown at an address of its own; what was none of this browser's is told at once. */
  const answerReturn = async (res: Response, makeOutcome: Promise<Outcome>): Promise<void> => {
    const view = await settle(res, makeOutcome);
    if (view === undefined) return;
    if (!isResult(view)) return send(res, view);
    const { id, text } = await results.write(view);
    res.cookie(names.result, text, kept);
    res.redirect(303, `${PATH}/done?of=${id}`);
  };

  const router = Router();
  router.use(PATH, (_req, res, next) => {
    res.set(HEADERS);
    next();
  });
  router.get(PATH, (req, res) => answer(res, connector.open(textOf(req.query['ticket']))));
  router.get(`${PATH}/start`, (req, res) =>
    answer(res, connector.start(textOf(req.query['ticket']), req.query['anew'] === '1')),
  );
  router.get(`${PATH}/callback`, (req, res) => {
    const left = new AbortController();
    res.once('close', () => left.abort());
    const flow = readCookie(req.headers.cookie, names.flow);
    const by = { requestId: requestIdOf(res), signal: left.signal };
    return answerReturn(res, connector.callback(new URL(req.originalUrl, publicUrl), flow, by));
  });
  router.get(`${PATH}/done`, async (req, res) => {
    const text = readCookie(req.headers.cookie, names.result);
    send(res, (await results.read(textOf(req.query['of']), text)) ?? { show: 'over' });
  });
  router.get(`${PATH}/status`, (_req, res) => send(res, { show: 'sign_in' }));
  router.get(`${PATH}/status/check`, (_req, res) => answer(res, connector.checkStatus()));
  router.get(`${PATH}/status/look`, (_req, res) => answer(res, connector.look()));
  return router;
}

/** What a page is made of. */
type View = Result | { show: 'start'; ticket: string } | { show: 'overtaken' | 'over' | 'sign_in' };

function isResult(view: View): view is Result {
  return !['start', 'overtaken', 'over', 'sign_in'].includes(view.show);
}

type Shown = Extract<Outcome, { show: string }>;

function report(shown: Shown, requestId: string, { onFault, onFailed, onWrongPerson }: ConnectOptions): void {
  if (shown.show === 'wrong_person') onWrongPerson({ subject: shown.subject, requestId });
  if (shown.show !== 'failed') return;
  const { fault } = shown;
  const isForeseen = fault instanceof ConnectFault || fault instanceof CallFailure;
  (isForeseen ? onFailed : onFault)(requestId, fault);
}

/** What the page that is shown says about the person's connection, if it does. */
function statusIn(outcome: Shown): Status | undefined {
  if (outcome.show === 'status') return outcome.status;
  return outcome.show === 'connected' ? 'connected' : undefined;
}

/** Status and page. Links carry the host of `publicUrl`: cookies under another name of this server would not come back. */
function render(view: View, publicUrl: string): [number, string] {
  const at = (path: string): string => `${publicUrl}${PATH}${path}`;
  const start = (ticket: string): string => at(`/start?ticket=${encodeURIComponent(ticket)}`);
  switch (view.show) {
    case 'start':
      return [200, startPage(start(view.ticket))];
    case 'connected':
      return [200, connectedPage(at('/status'))];
    case 'wrong_person':
      return [403, wrongPersonPage(`${start(view.ticket)}&anew=1`)];
    case 'expired':
      return [400, expiredPage()];
    case 'used':
      return [400, usedPage(at('/status'))];
    case 'declined':
      return [403, declinedPage(at('/status'))];
    case 'overtaken':
      return [400, overtakenPage()];
    case 'over':
      return [400, overPage(at('/status'))];
    case 'failed':
      return [502, failedPage(view.requestId)];
    case 'status':
      // Who presses it asks for it themselves: what is said to whoever follows an agent's link is not for them.
      return [200, statusPage(view.status, { connect: start(view.ticket), look: at('/status/look') })];
    case 'sign_in':
      return [200, signInPage(at('/status/check'))];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function requestIdOf(res: Response): string {
  return String(res.getHeader('X-Request-Id'));
}
