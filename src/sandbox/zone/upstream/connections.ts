import { createHash, randomBytes } from 'node:crypto';
import type { Audit } from '../instruments/audit.js';
import type { Connection, Directory, UpstreamTokens } from '../management/directory.js';
import type { DelegatedGrant, Provider, Resource, User } from '../management/records.js';
import type { Management } from '../management/service.js';
import { type Upstream, UpstreamError } from './client.js';

/** Obtains an authorization code at the upstream for a user without a browser; tests and the sandbox only. */
export type Preauthorize = (
  email: string,
  redirectUri: string,
  codeChallenge: string,
) => string | Promise<string>;

interface Pending {
  uid: string;
  user: User;
  resource: Resource;
  provider: Provider;
  verifier: string;
  /** Held by the browser that was sent away: only that browser may come back with the code. */
  cookie: string;
  expiresAt: number;
}

interface Wiring {
  directory: Directory;
  management: Management;
  upstream: Upstream;
  audit: Audit;
  clock: () => number;
  redirectUri: string;
}

const PENDING_MS = 10 * 60_000;
const PENDING_LIMIT = 1_000;
const GRANT_MS = 30 * 86_400_000;
const random = () => randomBytes(32).toString('base64url');
const s256 = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

/** Where there is a refresh token, no access token is kept: each belongs to the one caller it was fetched for. */
const keep = (tokens: UpstreamTokens): UpstreamTokens =>
  tokens.refreshToken === undefined ? tokens : { ...tokens, accessToken: '' };

/** What users have connected: the way through the upstream's consent, and the tokens that come of it. */
export function createConnections(wiring: Wiring) {
  const { directory, management, upstream, audit, clock, redirectUri } = wiring;
  const pending = new Map<string, Pending>();
  const preauthorizers = new Map<string, Preauthorize>();
  const queues = new Map<string, Promise<unknown>>();
  /** Grants by the sign-in that brought them, until the person has said yes or no to all of it. */
  const provisional = new Map<string, string[]>();

  function store(user: User, resource: Resource, provider: Provider, tokens: UpstreamTokens) {
    for (const old of directory.grants.filter(
      (g) => g.user_id === user.id && g.resource_id === resource.id && g.status === 'active',
    )) {
      management.revokeGrant(old.id);
    }
    const scopes = tokens.scopes ?? resource.scopes ?? [];
    const grant = directory.grants.add({
      user_id: user.id,
      resource_id: resource.id,
      provider_id: provider.id,
      scopes,
      status: 'active',
      refresh_token_set: tokens.refreshToken !== undefined,
      expires_at: new Date(clock() + GRANT_MS).toISOString(),
    });
    directory.vault.upstreamTokens.set(grant.id, keep(tokens));
    audit.add({
      event: 'delegated_grants:create',
      identityChain: [{ type: 'user', id: user.id, identifier: user.identifier }],
      resource: resource.identifier,
      scopes,
      status: 'success',
    });
    return grant.id;
  }

  async function renew(grant: DelegatedGrant): Promise<UpstreamTokens> {
    const stored = directory.vault.upstreamTokens.get(grant.id);
    const provider = directory.providers.get(grant.provider_id);
    if (stored === undefined || provider === undefined) throw new UpstreamError('invalid_grant');
    if (stored.refreshToken === undefined) return stored;
    const fresh = await upstream.refresh(provider, stored.refreshToken);
    const kept = keep({ ...fresh, refreshToken: fresh.refreshToken ?? stored.refreshToken });
    if (directory.vault.upstreamTokens.has(grant.id)) {
      directory.vault.upstreamTokens.set(grant.id, kept);
      directory.grants.patch(grant.id, { refreshed_at: new Date(clock()).toISOString() });
    }
    return fresh;
  }

  return {
    /** Lets a provider hand out codes without a browser. */
    setPreauthorize: (providerId: string, preauthorize: Preauthorize) =>
      preauthorizers.set(providerId, preauthorize),

    /** What this user still has to connect before these resources work. */
    missing: (user: User, uris: string[]): Connection[] =>
      directory.connectionsFor(uris).filter((connection) => !directory.liveGrant(user, connection)),

    /** Starts the way through the upstream's consent: where to send the browser and what it must bring back. */
    begin(user: User, resource: Resource, uid: string): { url: string; cookie: string } | undefined {
      const provider = directory.providerOf(resource);
      if (provider === undefined) return undefined;
      const [state, verifier, cookie] = [random(), random(), random()];
      const scopes = resource.scopes ?? provider.protocols?.oauth2?.scopes_supported ?? [];
      const challenge = s256(verifier);
      const url = upstream.authorizationUrl(provider, { state, challenge, scopes, loginHint: user.email });
      if (url === undefined) return undefined;
      for (const [key, entry] of pending) {
        if (entry.expiresAt > clock() && pending.size < PENDING_LIMIT) break;
        pending.delete(key);
      }
      pending.set(state, {
        uid,
        user,
        resource,
        provider,
        verifier,
        cookie,
        expiresAt: clock() + PENDING_MS,
      });
      return { url, cookie };
    },

    /** The browser is back: the interaction to go on with, or undefined for a stale, forged or foreign answer. */
    async complete(answer: {
      state: string;
      code: string | undefined;
      cookie: string | undefined;
    }): Promise<{ uid: string; connected: boolean } | undefined> {
      const entry = pending.get(answer.state);
      if (!entry || entry.expiresAt <= clock() || entry.cookie !== answer.cookie) return undefined;
      // Single use, whatever comes of it (RFC 9700 §4.7).
      pending.delete(answer.state);
      if (answer.code === undefined) return { uid: entry.uid, connected: false };
      try {
        const tokens = await upstream.redeem(entry.provider, answer.code, entry.verifier);
        const grantId = store(entry.user, entry.resource, entry.provider, tokens);
        provisional.set(entry.uid, [...(provisional.get(entry.uid) ?? []), grantId]);
        const [oldest] = provisional.keys();
        if (provisional.size > PENDING_LIMIT && oldest !== undefined) provisional.delete(oldest);
        return { uid: entry.uid, connected: true };
      } catch {
        return { uid: entry.uid, connected: false };
      }
    },

    /** The end of a sign-in: what it has connected stays, or goes with the rest of what was refused. */
    settle(uid: string, isAllowed: boolean): void {
      if (!isAllowed) for (const id of provisional.get(uid) ?? []) management.revokeGrant(id);
      provisional.delete(uid);
    },

    /** Connects what is missing without a browser, where the provider allows that. */
    async establish(user: User, uris: string[]): Promise<void> {
      for (const { resource } of this.missing(user, uris)) {
        const provider = directory.providerOf(resource);
        const preauthorize = provider && preauthorizers.get(provider.id);
        if (!provider || !preauthorize) continue;
        const verifier = random();
        const code = await preauthorize(user.email, redirectUri, s256(verifier));
        store(user, resource, provider, await upstream.redeem(provider, code, verifier));
      }
    },

    /** A fresh upstream token of this grant. One refresh at a time per grant: upstream tokens rotate. */
    issue(grant: DelegatedGrant): Promise<UpstreamTokens> {
      const before = queues.get(grant.id) ?? Promise.resolve();
      const turn = before.then(() => renew(grant));
      const settled = turn.then(
        () => undefined,
        () => undefined,
      );
      queues.set(grant.id, settled);
      void settled.then(() => queues.get(grant.id) === settled && queues.delete(grant.id));
      return turn;
    },
  };
}

export type Connections = ReturnType<typeof createConnections>;
