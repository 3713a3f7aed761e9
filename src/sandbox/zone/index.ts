import { createServer, type Server } from 'node:http';
import { assemble, type Parts } from './assemble.js';
import type { Provider } from './management/records.js';
import { PATHS } from './oauth/provider.js';
import { refuseExposure, type UpstreamOptions, type ZoneOptions } from './options.js';

export type { AuditEvent } from './instruments/audit.js';
export { type Endpoint, type Fault, garbage } from './instruments/faults.js';
export type { JournalEntry } from './instruments/journal.js';
export { type MakePair, makePair } from './keys.js';
export type { DenyRule, Permit } from './oauth/policy.js';
export type { MintRequest, UpstreamOptions, ZoneOptions } from './options.js';
export type { Overrides } from './tokens.js';
export type { Preauthorize } from './upstream/connections.js';

const OVERLAP_MS = 60_000;
const KEEP_ALIVE_MS = 65_000;

const listen = (server: Server, port: number, host: string) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** Registers Linear (or whatever stands at the other side) as a provider; in effect at once. */
function connectUpstream({ management, connections }: Parts, upstream: UpstreamOptions): Provider {
  const provider = management.createProvider({
    name: upstream.name ?? 'Linear',
    identifier: upstream.identifier ?? new URL(upstream.tokenEndpoint).origin,
    client_id: upstream.clientId,
    client_secret: upstream.clientSecret,
    protocols: {
      oauth2: {
        authorization_endpoint: upstream.authorizationEndpoint,
        token_endpoint: upstream.tokenEndpoint,
        scopes_supported: upstream.scopes,
        scope_separator: upstream.scopeSeparator ?? ',',
      },
    },
  });
  if (upstream.preauthorize) connections.setPreauthorize(provider.id, upstream.preauthorize);
  return provider;
}

/** The calls by which tests and the sandbox seed and steer a zone. */
function handles(parts: Parts) {
  const { directory, management, policy } = parts;
  const providerOfType = (type: Provider['type']) => {
    const provider = directory.providers.find((candidate) => candidate.type === type);
    if (!provider) throw new Error(`the zone has no ${type} provider`);
    return provider;
  };
  return {
    /** What the Management API does, without HTTP; `directory` is what it has stored. */
    management,
    directory,
    /** The provider that issues this zone's own tokens, and the one that hands out stored secrets. */
    stsProvider: () => providerOfType('keycard-sts'),
    vaultProvider: () => providerOfType('keycard-vault'),
    connectUpstream: (upstream: UpstreamOptions) => connectUpstream(parts, upstream),
    createServiceAccount: parts.accounts.create,
    deny: policy.deny,
    permitImpersonation: policy.permitImpersonation,
    /** A user's access token as the code flow would issue it; connects what is missing where that needs no browser. */
    mintAccessToken: parts.mint,
    /** Ends what a user allowed for a resource; true when there was something to end. */
    revokeGrant(email: string, resource: string): boolean {
      const user = directory.userByEmail(email);
      const target = directory.resolveResource(resource);
      const live = directory.grants.filter(
        (g) => g.user_id === user?.id && g.resource_id === target?.id && g.status === 'active',
      );
      for (const grant of live) management.revokeGrant(grant.id);
      return live.length > 0;
    },
    /** Signs with a new key from now on; the old one stays published for `overlapMs` (a minute). */
    rotateKeys: ({ overlapMs = OVERLAP_MS }: { overlapMs?: number } = {}) => parts.rotateKeys(overlapMs),
    faults: parts.faults,
    /** The token endpoint's requests and the audit log, oldest first. */
    journal: parts.journal.all,
    audit: parts.audit.all,
  };
}

/**
 * Starts an authorization server that behaves like a Keycard zone, in memory and on loopback only.
 * Throws for any other host and in production.
 */
export async function startZone(options: ZoneOptions) {
  refuseExposure(options);
  const { host = '127.0.0.1', publicHost = 'localhost' } = options;
  const server = createServer();
  const port = await listen(server, options.port, host);
  const origin = `http://${publicHost === '::1' ? '[::1]' : publicHost}:${port}`;
  // Longer than clients keep idle connections, so that none is closed under a request.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const assembling = assemble(options, origin);
  // The port is open before the keys are made: whoever is that early waits.
  server.on('request', (req, res) => assembling.then(({ app }) => app(req, res)).catch(() => res.destroy()));
  const parts = await assembling.catch((error: unknown) => {
    server.close();
    throw error;
  });
  const upstream = options.upstream && connectUpstream(parts, options.upstream);
  return {
    issuer: origin,
    origin,
    port,
    consoleUrl: `${origin}/console`,
    /** What to register at Linear as the redirect URI. */
    redirectUri: `${origin}${PATHS.redirect}`,
    tokenEndpoint: `${origin}${PATHS.token}`,
    zoneId: options.zoneId ?? 'sandbox',
    /** The provider that `options.upstream` became. */
    upstreamProviderId: upstream?.id,
    ...handles(parts),
    /** Stops listening and drops open connections. */
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Zone = Awaited<ReturnType<typeof startZone>>;
