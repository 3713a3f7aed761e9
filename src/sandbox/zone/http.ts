import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { OAuthError } from './errors.js';
import type { Endpoint, Faults } from './instruments/faults.js';
import type { Journal } from './instruments/journal.js';
import { problem } from './management/http.js';
import { replay } from './oauth/form.js';
import { PATHS, type ZoneProvider } from './oauth/provider.js';
import { readRegistration } from './oauth/registration.js';

interface Wiring {
  provider: () => ZoneProvider;
  publishedKeys: () => object[];
  tokenEndpoint: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  interaction: Router;
  front: Router;
  management: Router;
  faults: Faults;
  journal: Journal;
  console: Router;
  scopes: string[];
}

const DISCOVERY = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A web page that rebinds its own name to this machine must not reach the zone. */
function loopbackHost(req: Request, res: Response, next: NextFunction) {
  const host = `http://${req.headers.host ?? ''}`;
  if (URL.canParse(host) && LOOPBACK.has(new URL(host).hostname)) return next();
  res
    .status(421)
    .json({ error: 'invalid_request', error_description: 'the sandbox answers on loopback only' });
}

/** Browsers' clients discover, register and fetch tokens across origins; none of it uses cookies. */
function cors(req: Request, res: Response, next: NextFunction) {
  res.set('access-control-allow-origin', '*');
  if (req.method !== 'OPTIONS') return next();
  res.set('access-control-allow-methods', 'GET, POST');
  res.set('access-control-allow-headers', 'authorization, content-type, mcp-protocol-version');
  res.set('access-control-max-age', '3600').status(204).end();
}

/** What a client that asks for no scope means (Keycard grants the resource's own). */
function defaultScope(scopes: string[]) {
  return (req: Request, _res: Response, next: NextFunction) => {
    const url = new URL(req.url, 'http://zone.invalid');
    if (!url.searchParams.get('scope')) {
      url.searchParams.set('scope', scopes[0] ?? 'openid');
      req.url = url.pathname + url.search;
    }
    next();
  };
}

function observers({ journal }: Wiring) {
  const router = Router();
  router.get('/_journal', (_req, res) => {
    res.set('x-journal-dropped', String(journal.dropped())).json(journal.all());
  });
  router.delete('/_journal', (_req, res) => {
    journal.clear();
    res.status(204).end();
  });
  return router;
}

function register({ provider, scopes }: Wiring) {
  return async (req: Request, res: Response) => {
    const body = await readRegistration(req, ['openid', ...scopes]).catch((error: unknown) => {
      throw error instanceof OAuthError ? error : new OAuthError('invalid_client_metadata', 'unreadable');
    });
    await provider().callback()(replay(req, body, { 'content-type': 'application/json' }), res);
  };
}

/** The zone's routes in their order. */
export function createApp(wiring: Wiring) {
  const { faults, provider } = wiring;
  const misbehave = (endpoint: Endpoint) => async (_req: Request, res: Response, next: NextFunction) => {
    if ((await faults.apply(endpoint, res)) === undefined) next();
  };
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(misbehave('all'), loopbackHost);
  app.use([...DISCOVERY, PATHS.token, PATHS.registration, PATHS.jwks], cors);
  app.get(DISCOVERY, misbehave('discovery'));
  app.get(PATHS.jwks, misbehave('jwks'), (_req, res) => {
    res.json({ keys: wiring.publishedKeys() });
  });
  app.post(PATHS.token, (req, res) => wiring.tokenEndpoint(req, res));
  app.post(PATHS.registration, misbehave('registration'), register(wiring));
  app.get(PATHS.authorization, defaultScope(wiring.scopes));
  app.use(wiring.interaction, wiring.front, observers(wiring), wiring.console, wiring.management);
  app.use((req, res, next) => {
    const known =
      [...DISCOVERY, PATHS.userinfo].includes(req.path) || req.path.startsWith(PATHS.authorization);
    return known ? provider().callback()(req, res) : next();
  });
  app.use((_req, res) => void res.status(404).json({ error: 'not_found' }));
  app.use(problem);
  return app;
}
