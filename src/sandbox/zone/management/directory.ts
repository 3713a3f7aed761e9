import { createCollection, strictlyRising } from './collection.js';
import type {
  Application,
  Credential,
  DelegatedGrant,
  Dependency,
  Provider,
  Resource,
  Secret,
  SecretData,
  Session,
  User,
} from './records.js';

export interface UpstreamTokens {
  accessToken: string;
  refreshToken: string | undefined;
  scopes: string[] | undefined;
  expiresIn: number | undefined;
}

/** A resource that must be connected, and the earliest moment a grant for it counts from. */
export interface Connection {
  resource: Resource;
  notBefore: string;
}

const SESSIONS = 10_000;
const SESSION_MS = 30 * 86_400_000;

function createTables(zoneId: string, clock: () => number) {
  const base = { zoneId, now: strictlyRising(clock) };
  const byIdentifier = (record: { identifier: string }) => record.identifier;
  return {
    zoneId,
    users: createCollection<User>('users', { ...base, unique: byIdentifier }),
    providers: createCollection<Provider>('providers', { ...base, unique: byIdentifier }),
    applications: createCollection<Application>('applications', { ...base, unique: byIdentifier }),
    resources: createCollection<Resource>('resources', { ...base, unique: byIdentifier }),
    credentials: createCollection<Credential>('application-credentials', {
      ...base,
      // Several applications may trust the same issuer; only a pair of issuer and subject is one identity.
      unique: (c) => (c.type === 'token' ? `token ${c.provider_id} ${c.identifier}` : c.identifier),
    }),
    dependencies: createCollection<Dependency>('dependencies', base),
    secrets: createCollection<Secret>('secrets', { ...base, unique: (secret) => secret.entity_id }),
    sessions: createCollection<Session>('sessions', { ...base, evictBeyond: SESSIONS }),
    grants: createCollection<DelegatedGrant>('delegated-grants', { ...base, evictBeyond: SESSIONS }),
    vault: {
      providerSecrets: new Map<string, string>(),
      passwordHashes: new Map<string, Buffer>(),
      secretData: new Map<string, SecretData>(),
      upstreamTokens: new Map<string, UpstreamTokens>(),
    },
  };
}

type Tables = ReturnType<typeof createTables>;

function queries(tables: Tables, clock: () => number) {
  const providerOf = (resource: Resource) => tables.providers.get(resource.credential_provider_id ?? '');
  const isExternal = (resource: Resource) => providerOf(resource)?.type === 'external';

  /** RFC 8707 resource → registered resource: exact, or the longest registered prefix on a path boundary. */
  const resolveResource = (uri: string): Resource | undefined => {
    const exact = tables.resources.find((resource) => resource.identifier === uri);
    if (exact) return exact;
    const within = ({ identifier }: Resource) =>
      uri.startsWith(identifier.endsWith('/') ? identifier : `${identifier}/`);
    return tables.resources
      .filter((resource) => resource.prefix && within(resource))
      .sort((a, b) => b.identifier.length - a.identifier.length)[0];
  };

  const needs = (resource: Resource): Connection[] => {
    if (isExternal(resource)) return [{ resource, notBefore: '' }];
    return tables.dependencies
      .filter(({ application_id }) => application_id === resource.application_id)
      .flatMap((dependency) => {
        const target = tables.resources.get(dependency.resource_id);
        return target && isExternal(target) ? [{ resource: target, notBefore: dependency.created_at }] : [];
      });
  };

  /** The grant that lets the zone fetch a token for this user now, if it is neither dead nor too old. */
  const liveGrant = (user: User, { resource, notBefore }: Connection) =>
    tables.grants
      .filter((grant) => grant.user_id === user.id && grant.resource_id === resource.id)
      .find(
        (grant) =>
          grant.status === 'active' &&
          grant.created_at >= notBefore &&
          Date.parse(grant.expires_at) > clock(),
      );

  return {
    providerOf,
    resolveResource,
    liveGrant,
    userByEmail: (email: string) => tables.users.find((user) => user.email === email),
    userBySub: (sub: string) => tables.users.find((user) => user.identifier === sub),
    dependency: (applicationId: string, resourceId: string) =>
      tables.dependencies.find((d) => d.application_id === applicationId && d.resource_id === resourceId),
    /** The session of this `sid`, recorded when its first token is issued. */
    openSession(sid: string, sub: string, clientId: string): Session {
      const known = tables.sessions.get(sid);
      if (known) return known;
      const user = tables.users.find(({ identifier }) => identifier === sub);
      const expires_at = new Date(clock() + SESSION_MS).toISOString();
      const about = { user_id: user?.id ?? sub, client_id: clientId, expires_at };
      return tables.sessions.add({ id: sid, ...about, status: 'active' });
    },
    /** What a user must have connected before they may use these resources, each resource once. */
    connectionsFor(uris: string[]): Connection[] {
      const found = uris
        .map(resolveResource)
        .filter((r) => r !== undefined)
        .flatMap(needs);
      return found.filter(
        (entry, index) => found.findIndex(({ resource }) => resource.id === entry.resource.id) === index,
      );
    },
    /** The one resource that applications of this zone serve, when there is exactly one. */
    onlyServedResource(): Resource | undefined {
      const served = tables.resources.filter((r) => r.application_id !== undefined && !isExternal(r));
      return served.length === 1 ? served[0] : undefined;
    },
  };
}

/** Everything the zone knows, in memory. Secret values live apart from the records that are listed. */
export function createDirectory(zoneId: string, clock: () => number) {
  const tables = createTables(zoneId, clock);
  return { ...tables, ...queries(tables, clock) };
}

export type Directory = ReturnType<typeof createDirectory>;
