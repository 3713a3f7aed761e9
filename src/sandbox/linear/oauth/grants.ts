import { createHash, randomBytes } from 'node:crypto';

/** Linear's lifetime of access tokens, in seconds. */
export const ACCESS_TOKEN_TTL = 86_400;
/** More live access tokens than this and the oldest are forgotten. */
const TOKEN_LIMIT = 20_000;
const GRANT_LIMIT = 5_000;

export interface IssuedTokens {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
  readonly grantId: string;
}

export interface Granted {
  readonly userId: string;
  readonly scopes: ReadonlySet<string>;
}

export interface GrantRequest {
  readonly userId: string;
  readonly scopes: readonly string[];
  /** Seconds; Linear's 24 hours unless given. */
  readonly ttl?: number;
}

export interface Grants {
  /** Starts a grant with its first access token and its refresh token. */
  issue(request: GrantRequest): IssuedTokens;
  /** A new access token of a live grant; earlier ones stay valid until they expire. */
  refresh(refreshToken: string): IssuedTokens | undefined;
  /** What an access token allows, if it is known, unexpired and not revoked. */
  check(accessToken: string): Granted | undefined;
  /** Ends the grant that an access or refresh token belongs to; all of its tokens die. */
  revoke(token: string): boolean;
  revokeGrant(grantId: string): void;
  revokeUser(userId: string): void;
  /** Live access tokens held, for tests of the bound. */
  size(): number;
}

interface Grant {
  readonly id: string;
  readonly userId: string;
  readonly scopes: readonly string[];
}

interface Access {
  readonly grantId: string;
  readonly expiresAt: number;
}

// Only digests are kept: whoever reads this process's memory finds no token here.
const digest = (token: string) => createHash('sha256').update(token).digest('base64url');
const secret = (prefix: string) => `${prefix}${randomBytes(32).toString('hex')}`;

/** Drops the oldest entries of a map beyond `limit`; insertion order is age. */
function bound<V>(map: Map<string, V>, limit: number): void {
  for (const key of map.keys()) {
    if (map.size <= limit) return;
    map.delete(key);
  }
}

/** The grants and tokens of the embedded OAuth server, in memory and bounded. */
export function createGrants(clock: () => number): Grants {
  const grants = new Map<string, Grant>();
  const access = new Map<string, Access>();
  const refreshing = new Map<string, string>();

  /** Forgets tokens that no longer work; a revoked grant's tokens stop working at once and are forgotten here. */
  function prune(): void {
    const now = clock();
    for (const [key, entry] of access) {
      if (entry.expiresAt <= now || !grants.has(entry.grantId)) access.delete(key);
    }
    for (const [key, grantId] of refreshing) if (!grants.has(grantId)) refreshing.delete(key);
  }

  function mint(grant: Grant, refreshToken: string, ttl: number): IssuedTokens {
    if (access.size >= TOKEN_LIMIT) prune();
    bound(access, TOKEN_LIMIT - 1);
    const accessToken = secret('lin_oauth_');
    access.set(digest(accessToken), { grantId: grant.id, expiresAt: clock() + ttl * 1000 });
    const { id: grantId, scopes } = grant;
    return { accessToken, expiresIn: ttl, refreshToken, scopes, grantId };
  }

  function grantOf(token: string): Grant | undefined {
    const key = digest(token);
    return grants.get(access.get(key)?.grantId ?? refreshing.get(key) ?? '');
  }

  return {
    issue({ userId, scopes, ttl = ACCESS_TOKEN_TTL }) {
      if (grants.size >= GRANT_LIMIT) {
        bound(grants, GRANT_LIMIT - 1);
        prune();
      }
      const grant = { id: randomBytes(12).toString('hex'), userId, scopes };
      const refreshToken = secret('lin_refresh_');
      grants.set(grant.id, grant);
      refreshing.set(digest(refreshToken), grant.id);
      return mint(grant, refreshToken, ttl);
    },
    refresh(refreshToken) {
      const grant = grants.get(refreshing.get(digest(refreshToken)) ?? '');
      return grant === undefined ? undefined : mint(grant, refreshToken, ACCESS_TOKEN_TTL);
    },
    check(accessToken) {
      const entry = access.get(digest(accessToken));
      if (entry === undefined || entry.expiresAt <= clock()) return undefined;
      const grant = grants.get(entry.grantId);
      return grant === undefined ? undefined : { userId: grant.userId, scopes: new Set(grant.scopes) };
    },
    revoke(token) {
      const grant = grantOf(token);
      return grant !== undefined && grants.delete(grant.id);
    },
    revokeGrant(grantId) {
      grants.delete(grantId);
    },
    revokeUser(userId) {
      for (const grant of grants.values()) if (grant.userId === userId) grants.delete(grant.id);
    },
    size: () => access.size,
  };
}
