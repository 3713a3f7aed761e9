import { type RequestHandler, type Response, Router } from 'express';
import {
  connectedPage,
  declinedPage,
  expiredPage,
  failedPage,
  signInPage,
  startPage,
  statusPage,
  usedPage,
  wrongPersonPage,
} from '../pages/connect.js';
import { CONTENT_SECURITY_POLICY } from '../pages/html.js';
import type { Connector, Outcome } from './connector.js';

export interface ConnectOptions {
  connector: Connector;
  /** Origin of this server; cookies are host-bound and secure unless it is plain http on loopback. */
  publicUrl: string;
  onFault: (requestId: string, error: unknown) => void;
}

const PATH = '/connect';

/** The pages and redirects of the connect flow. All state is in a sealed cookie of ten minutes. */
export function connectRoutes({ connector, publicUrl, onFault }: ConnectOptions): Router {
  const isSecure = publicUrl.startsWith('https:');
  // RFC 6265bis §4.1.3.2: the prefix binds the cookie to this host; browsers want https for it.
  const cookieName = isSecure ? '__Host-connect' : 'connect';
  const router = Router();

  const answer = async (res: Response, makeOutcome: Promise<Outcome>): Promise<void> => {
    const outcome = await makeOutcome.catch((error: unknown): Outcome => {
      onFault(requestIdOf(res), error);
      return { show: 'failed' };
    });
    if ('redirect' in outcome) {
      res.cookie(cookieName, outcome.flow, {
        httpOnly: true,
        secure: isSecure,
        sameSite: 'lax',
        path: '/',
        maxAge: 600_000,
      });
      res.redirect(303, outcome.redirect.href);
      return;
    }
    if (outcome.endsFlow)
      res.clearCookie(cookieName, { httpOnly: true, secure: isSecure, sameSite: 'lax', path: '/' });
    send(res, outcome);
  };

  router.use(PATH, securityHeaders);
  router.get(PATH, (req, res) => answer(res, connector.open(textOf(req.query['ticket']))));
  router.get(`${PATH}/start`, (req, res) => answer(res, connector.start(textOf(req.query['ticket']))));
  router.get(`${PATH}/callback`, (req, res) =>
    answer(
      res,
      connector.callback(new URL(req.originalUrl, publicUrl), readCookie(req.headers.cookie, cookieName)),
    ),
  );
  router.get(`${PATH}/status`, (_req, res) => send(res, { show: 'sign_in' }));
  router.get(`${PATH}/status/check`, (_req, res) => answer(res, connector.checkStatus()));
  return router;
}

const securityHeaders: RequestHandler = (_req, res, next) => {
  res.set({
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cache-Control': 'no-store',
  });
  next();
};

type Shown = Extract<Outcome, { show: string }>;

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
    case 'failed':
      return [502, failedPage(requestId)];
    case 'status':
      return [
        200,
        statusPage(shown.status, { connect: `${PATH}?ticket=${encodeURIComponent(shown.ticket)}` }),
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

/** RFC 6265 §5.4: pairs separated by semicolons; the first of a name counts. */
function readCookie(header: string | undefined, name: string): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
