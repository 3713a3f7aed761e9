import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { holdsKey } from './auth/api-keys/format.js';
import { type BearerOptions, isKeyHolder, personOf, requireBearer } from './auth/bearer.js';
import { type MetadataOptions, metadataRoutes } from './auth/metadata.js';
import { type BodyOptions, jsonRpcBody } from './http/body/json.js';
import { noteArrival, noteAuthenticated } from './http/clock.js';
import { doorCors, guardHost, guardOrigin, type HostRules, metadataCors } from './http/hosts.js';
import { createLimits, type LimitOptions } from './http/limits.js';
import { asProblems, sendError } from './http/reply.js';
import { requestId, requestIdOf } from './http/request-id.js';

export interface AppOptions {
  hosts: HostRules;
  bearer: BearerOptions;
  metadata: MetadataOptions;
  body: BodyOptions;
  limits: LimitOptions['limits'];
  /** Counts requests for all replicas together, where there is something they share. */
  counter?: LimitOptions['counter'];
  /** Whom to believe about a client's address; empty for nobody. */
  trustProxy: string;
  /** One handler, or gates and then the door. */
  mcpDoor: RequestHandler | RequestHandler[];
  /** The REST door, where there are API keys; `problems` is the URL under which its kinds of problems lie. */
  rest?:
    | { bearer: BearerOptions; routes: RequestHandler; openApi: RequestHandler; problems: string }
    | undefined;
  healthRoutes: RequestHandler;
  /** The page at `/`, and those on which a person connects Linear where there are any. */
  pageRoutes?: RequestHandler[];
  /** Answers a person who has lost their way with a page, and lets everybody else pass. */
  lostRoute?: RequestHandler | undefined;
  /** Told of whoever is turned away for something else than their credential. */
  onTurnedAway?: ((code: string, reason: string | undefined, res: Response) => void) | undefined;
  /** Told of errors that no room has handled. */
  onFault: (requestId: string, error: unknown) => void;
}

/** The routes in their order. Each gate stands before the next may cost anything. */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  if (options.trustProxy !== '') app.set('trust proxy', hopsOrNames(options.trustProxy));
  app.use(noteArrival, requestId);

  const { hosts, onTurnedAway, rest } = options;
  const { perAddress, perReturn, perCaller } = createLimits({ ...options, callerOf: personOf, isKeyHolder });
  const strangers: RequestHandler[] = [guardHost(hosts, onTurnedAway), perAddress];
  // One set for both doors: a person who uses both is one person.
  const callers: RequestHandler[] = [noteAuthenticated, ...perCaller];
  const doorstep: RequestHandler[] = [
    ...(rest === undefined ? [] : [noKeyInUrl(onTurnedAway)]),
    guardOrigin(hosts, onTurnedAway),
    doorCors(),
  ];
  const lost = options.lostRoute === undefined ? [] : [options.lostRoute];

  // First, as nearly every request is for it, and each route that is tried before costs as much as a gate does.
  app.all(
    '/mcp',
    [...strangers, ...doorstep, ...lost, requireBearer(options.bearer), ...callers, onlyPost],
    jsonRpcBody(options.body),
    options.mcpDoor,
  );

  // Health stands outside: probes come with addresses for a Host and must not depend on the zone.
  app.use(options.healthRoutes);
  app.use(strangers);
  // What lies below /mcp is nothing, but whoever has put a key there is to be told so.
  app.use('/mcp', doorstep);

  app.use('/.well-known', metadataCors());
  app.use(metadataRoutes(options.metadata));

  app.use('/connect/callback', perReturn);
  for (const routes of options.pageRoutes ?? []) app.use(routes);

  if (rest) {
    app.use(REST_PATHS, asProblems(rest.problems), doorstep);
    const callersOnly: RequestHandler[] = [requireBearer(rest.bearer), ...callers];
    app.use('/v1', callersOnly, rest.routes);
    // Public, as an importer has no credential yet; one that sends a credential is shown what that is served.
    app.get('/openapi.json', onlyWithCredential(callersOnly), rest.openApi);
  }

  app.use(...lost, notFound);
  app.use(lastResort(options.onFault));
  return app;
}

function hopsOrNames(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** No stream is offered and no session exists: what is not POST is answered at once (MCP Streamable HTTP). */
const onlyPost: RequestHandler = (req, res, next) => {
  if (req.method === 'POST') return next();
  res.set('Allow', 'POST');
  return sendError(
    res,
    405,
    'method_not_allowed',
    'Use POST: this server keeps no sessions and offers no stream.',
  );
};

const REST_PATHS = ['/v1', '/openapi.json'];

/** RFC 9700 §4.3.2: what is in a URL is in histories and logs, whether it was also sent in the header or not. */
function noKeyInUrl(onTurnedAway: AppOptions['onTurnedAway']): RequestHandler {
  return (req, res, next) => {
    if (!holdsKey(req.originalUrl)) return next();
    onTurnedAway?.('credential_in_url', undefined, res);
    return sendError(
      res,
      400,
      'credential_in_url',
      'The URL holds an API key. It may have been logged on the way: revoke it, and send the new one as Authorization: Bearer.',
    );
  };
}

function onlyWithCredential(gates: readonly RequestHandler[]): RequestHandler {
  const router = Router();
  router.use(
    (req, _res, next) => next(req.headers.authorization === undefined ? 'router' : undefined),
    ...gates,
  );
  return router;
}

const notFound: RequestHandler = (_req, res) => {
  sendError(res, 404, 'not_found', 'There is nothing here. The MCP endpoint is POST /mcp.');
};

/** Never HTML, never a stack, whatever NODE_ENV says. Errors of the HTTP layer itself carry a 4xx status. */
function lastResort(onFault: AppOptions['onFault']): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const status = clientErrorStatus(error);
    if (status !== undefined) return sendError(res, status, 'bad_request', 'The request could not be read.');
    onFault(requestIdOf(res), error);
    return sendError(res, 500, 'internal', 'Something went wrong here. Tell the operator the request id.');
  };
}

function clientErrorStatus(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
