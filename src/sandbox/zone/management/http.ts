import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { ManagementError, OAuthError } from '../errors.js';
import { type ServiceAccounts, TOKEN_LIFETIME_S } from './accounts.js';
import type { Collection } from './collection.js';
import type { Directory } from './directory.js';
import type { Entity } from './records.js';
import { applicationPatch, revocation, userPatch } from './schemas.js';
import { defined, type Management, parse } from './service.js';

interface Kind {
  collection: Collection<Entity>;
  /** Members that a list may be filtered by, besides the cursor. */
  filters: string[];
  /** Lists are bare arrays, without a cursor. */
  unpaged?: true;
  create?: (body: never) => Entity;
  patch?: (id: string, body: never) => Entity;
  remove?: (id: string) => unknown;
}

const notFound = () => new ManagementError(404, 'not_found', 'no such record');

/** The only change that these records take is the end of them. */
function revoked(id: string, body: unknown): string {
  parse(revocation, body);
  return id;
}

/** The kinds of records and what may be done with each. */
function kinds(directory: Directory, management: Management): Record<string, Kind> {
  const plain = (collection: Collection<Entity>) => ({
    collection,
    remove: (id: string) => collection.remove(id),
  });
  // Read through its common part only; writing goes through the functions beside it.
  const as = (collection: unknown) => collection as Collection<Entity>;
  return {
    users: {
      ...plain(as(directory.users)),
      filters: ['identifier', 'email'],
      create: management.createUser,
      patch: (id, body) => directory.users.patch(id, defined(parse(userPatch, body))),
    },
    providers: {
      ...plain(as(directory.providers)),
      filters: ['identifier', 'type', 'name'],
      create: management.createProvider,
      patch: management.patchProvider,
    },
    applications: {
      ...plain(as(directory.applications)),
      filters: ['identifier', 'name'],
      create: management.createApplication,
      patch: (id, body) => directory.applications.patch(id, defined(parse(applicationPatch, body))),
    },
    resources: {
      ...plain(as(directory.resources)),
      filters: ['identifier', 'name', 'application_id', 'credential_provider_id'],
      create: management.createResource,
      patch: management.patchResource,
    },
    'application-credentials': {
      ...plain(as(directory.credentials)),
      filters: ['identifier', 'application_id', 'type'],
      create: management.createCredential,
    },
    secrets: {
      ...plain(as(directory.secrets)),
      filters: ['entity_id', 'type'],
      unpaged: true,
      create: management.createSecret,
    },
    sessions: {
      collection: as(directory.sessions),
      filters: ['user_id', 'client_id', 'status'],
      patch: (id, body) => management.revokeSession(revoked(id, body)),
      remove: management.revokeSession,
    },
    'delegated-grants': {
      collection: as(directory.grants),
      filters: ['user_id', 'resource_id', 'provider_id', 'status'],
      patch: (id, body) => management.revokeGrant(revoked(id, body)),
      remove: management.revokeGrant,
    },
  };
}

function page(records: Entity[], query: Request['query']) {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : undefined);
  const limit = Number(text('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new ManagementError(400, 'invalid_request', 'limit must be between 1 and 100');
  }
  const at = (cursor: string | undefined) => {
    const index = records.findIndex(({ id }) => id === cursor);
    if (cursor !== undefined && index < 0)
      throw new ManagementError(400, 'invalid_request', 'unknown cursor');
    return index;
  };
  const before = at(text('before'));
  const start = before >= 0 ? Math.max(0, before - limit) : at(text('after')) + 1;
  const end = before >= 0 ? before : start + limit;
  const items = records.slice(start, end);
  const counted = [query['expand'], query['expand[]']].flat().includes('total_count');
  return {
    items,
    pagination: {
      after_cursor: end < records.length ? (items.at(-1)?.id ?? null) : null,
      before_cursor: start > 0 ? (items[0]?.id ?? null) : null,
      ...(counted && { total_count: records.length }),
    },
  };
}

function listOf({ collection, filters, unpaged }: Kind, query: Request['query']) {
  const wanted = filters.flatMap((name) =>
    typeof query[name] === 'string' ? [[name, query[name]] as const] : [],
  );
  const found = collection.filter((record) =>
    wanted.every(([name, value]) => Reflect.get(record, name) === value),
  );
  return unpaged ? found : page(found, query);
}

function onlyJson(req: Request, _res: Response, next: NextFunction) {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length']) > 0;
  const needsBody = req.method === 'POST' || req.method === 'PATCH';
  if ((hasBody || needsBody) && !req.is('application/json')) {
    throw new ManagementError(415, 'unsupported_media_type', 'the Content-Type must be application/json');
  }
  next();
}

export interface ManagementApiOptions {
  directory: Directory;
  management: Management;
  accounts: ServiceAccounts;
  /** The zone as the API describes it. */
  description: object;
  /** Below `/catalog/zones/{zone}`. */
  catalog: Router;
}

/** The Management API, below the zone's own origin. */
export function createManagementApi(options: ManagementApiOptions) {
  const { directory, management, accounts } = options;
  const table = kinds(directory, management);
  const kindOf = (req: Request) => {
    const name = String(req.params['kind']);
    const kind = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!kind) throw notFound();
    return kind;
  };
  const allowed = <T>(action: T | undefined): T => {
    if (action === undefined) throw new ManagementError(405, 'method_not_allowed', 'not possible here');
    return action;
  };
  const id = (req: Request, name = 'id') => String(req.params[name]);

  const guard = Router({ mergeParams: true });
  guard.use((req, _res, next) => {
    if (!accounts.accepts(req.headers.authorization)) {
      throw new ManagementError(401, 'unauthorized', 'a service account token is needed');
    }
    if (req.params['zone'] !== directory.zoneId) throw notFound();
    next();
  });
  guard.use(onlyJson, express.json({ limit: '64kb' }));

  const zone = Router({ mergeParams: true });
  zone.get('/', (_req, res) => void res.json(options.description));

  zone.get('/applications/:app/dependencies', (req, res) => {
    const own = directory.dependencies.filter(({ application_id }) => application_id === id(req, 'app'));
    const resources = own.map((dependency) => directory.resources.get(dependency.resource_id));
    res.json(
      page(
        resources.filter((resource) => resource !== undefined),
        req.query,
      ),
    );
  });
  zone
    .route('/applications/:app/dependencies/:resource')
    .put((req, res) => {
      const when = [req.query['when_accessing']].flat().filter((value) => typeof value === 'string');
      management.addDependency(id(req, 'app'), id(req, 'resource'), when);
      res.status(204).end();
    })
    .get((req, res) => {
      if (!directory.dependency(id(req, 'app'), id(req, 'resource'))) throw notFound();
      res.json(directory.resources.get(id(req, 'resource')));
    })
    .delete((req, res) => {
      if (!management.removeDependency(id(req, 'app'), id(req, 'resource'))) throw notFound();
      res.status(204).end();
    });

  zone
    .route('/:kind')
    .get((req, res) => void res.json(listOf(kindOf(req), req.query)))
    // Each `create` and `patch` parses its body with its own schema: `never` is only the common argument type.
    .post((req, res) => void res.status(201).json(allowed(kindOf(req).create)(req.body as never)));
  zone
    .route('/:kind/:id')
    .get((req, res) => {
      const record = kindOf(req).collection.get(id(req));
      if (!record) throw notFound();
      res.json(record);
    })
    .patch((req, res) => void res.json(allowed(kindOf(req).patch)(id(req), req.body as never)))
    .delete((req, res) => {
      const kind = kindOf(req);
      if (!kind.collection.get(id(req))) throw notFound();
      allowed(kind.remove)(id(req));
      res.status(204).end();
    });

  const api = Router();
  api.post('/service-account-token', (req, res) => {
    const token = accounts.token(req.headers.authorization);
    if (token === undefined)
      throw new ManagementError(401, 'invalid_client', 'unknown account or wrong secret');
    res.set('cache-control', 'no-store');
    res.json({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFETIME_S });
  });
  api.use('/zones/:zone', guard, zone);
  api.use('/catalog/zones/:zone', guard, options.catalog);
  return api;
}

/** Every failure of the zone's own routes as JSON. */
export function problem(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent) {
    next(error);
    return;
  }
  if (error instanceof ManagementError || error instanceof OAuthError) {
    res.status(error.status).json({ error: error.code, error_description: error.message });
    return;
  }
  const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : undefined;
  const client = typeof status === 'number' && status >= 400 && status < 500;
  res.status(client ? status : 500).json({
    error: client ? 'invalid_request' : 'server_error',
    error_description: client ? 'malformed' : 'failed',
  });
}
