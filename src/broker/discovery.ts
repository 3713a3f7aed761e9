import * as oauth from 'oauth4webapi';
import { UnusableMetadata } from './discovery-failure.js';
import type { HttpFetch } from './http.js';

/** RFC 8414 metadata with the two endpoints that this server cannot do without. */
export type AuthorizationServer = oauth.AuthorizationServer & { token_endpoint: string; jwks_uri: string };

export interface DiscoveryOptions {
  /** The zone's issuer; http is accepted only because configuration has allowed it for loopback. */
  issuer: string;
  fetch: HttpFetch;
  /** How long an answer is fresh. */
  maxAgeMs: number;
  /** Least time between two attempts while the zone does not answer. */
  retryMs: number;
}

export interface Discovery {
  /** The metadata, from memory while fresh, and stale while the zone does not answer. Rejects when there is none. */
  get: () => Promise<AuthorizationServer>;
  /** Whether the zone has answered at least once. */
  isKnown: () => boolean;
}

/** Metadata of one issuer. A failed attempt is forgotten: the zone is used as soon as it is back. */
export function createDiscovery(options: DiscoveryOptions): Discovery {
  let known: { server: AuthorizationServer; at: number } | undefined;
  let failure: { error: unknown; at: number } | undefined;
  let running: Promise<AuthorizationServer> | undefined;

  const load = async (): Promise<AuthorizationServer> => {
    try {
      const server = judge(options.issuer, await request(options));
      known = { server, at: Date.now() };
      failure = undefined;
      return server;
    } catch (error) {
      failure = { error, at: Date.now() };
      if (known !== undefined) return known.server;
      throw error;
    } finally {
      running = undefined;
    }
  };

  const get = async (): Promise<AuthorizationServer> => {
    if (known !== undefined && Date.now() - known.at < options.maxAgeMs) return known.server;
    if (failure !== undefined && Date.now() - failure.at < options.retryMs) {
      if (known !== undefined) return known.server;
      throw failure.error;
    }
    running ??= load();
    // What is known serves on while it is looked for anew: a zone that hangs must not hold up everybody.
    return known?.server ?? running;
  };

  return { get, isKnown: () => known !== undefined };
}

async function request({ issuer, fetch }: DiscoveryOptions): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, {
    algorithm: 'oauth2',
    signal: AbortSignal.timeout(5_000),
    [oauth.customFetch]: fetch,
    // Configuration admits http on loopback only.
    [oauth.allowInsecureRequests]: url.protocol === 'http:',
  });
  return oauth.processDiscoveryResponse(url, response);
}

/** The document must be the issuer's own, and must keep secrets and keys on the issuer's origin. */
function judge(issuer: string, server: oauth.AuthorizationServer): AuthorizationServer {
  const { token_endpoint, jwks_uri } = server;
  if (token_endpoint === undefined || jwks_uri === undefined)
    throw new UnusableMetadata('it lacks the endpoint for tokens or the one for keys');
  const origin = new URL(issuer).origin;
  for (const endpoint of [token_endpoint, jwks_uri]) {
    if (!URL.canParse(endpoint) || new URL(endpoint).origin !== origin)
      throw new UnusableMetadata('it names an endpoint that is not on the issuer’s origin');
  }
  return { ...server, token_endpoint, jwks_uri };
}
