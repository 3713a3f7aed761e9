import type { Router } from 'express';
import { createAuthorization } from '../broker/connect/authorization.js';
import { createSeal } from '../broker/connect/seal.js';
import { createTickets, type SharedClaims } from '../broker/connect/tickets.js';
import type { AuthorizationServer } from '../broker/discovery.js';
import type { Exchange } from '../broker/exchange.js';
import type { HttpFetch } from '../broker/http.js';
import type { ApplicationIdentity } from '../broker/identity/source.js';
import { CallFailure } from '../errors.js';
import type { LastCheck } from '../pages/home.js';
import { ConnectFault, createConnector } from './connector.js';
import { cookieNames, createRemembered, readCookie } from './cookies.js';
import { createResults } from './results.js';
import { connectRoutes } from './routes.js';

export interface ConnectDoorOptions {
  publicUrl: string;
  resources: readonly [string, string];
  scope: string;
  /** Shared by all replicas, so that a link of one works at the others; absent for a single process. */
  secret: string | undefined;
  identity: ApplicationIdentity;
  authorizationServer: () => Promise<AuthorizationServer>;
  exchange: Exchange;
  fetch: HttpFetch;
  /** What replicas know together of spent links; absent for a single process. */
  claims?: SharedClaims | undefined;
  onFault: (requestId: string, error: unknown) => void;
}

/** The door for a person with a browser. */
export interface ConnectDoor {
  routes: Router;
  /** What the page at `/` shows: where a look at the connection begins, and what the last one found. */
  connection: { check: string; lastCheck: (cookies: string | undefined) => Promise<LastCheck | undefined> };
  /** A link with which this person, and nobody else, can connect Linear within ten minutes. */
  linkFor: (subject: string) => Promise<string>;
}

/** Absent where the identity has no client id: the zone could not send anybody back to us. */
export function createConnectDoor(options: ConnectDoorOptions): ConnectDoor | undefined {
  const { clientId } = options.identity;
  if (clientId === undefined) return undefined;
  const seal = createSeal(options.secret);
  const tickets = createTickets(seal, { shared: options.claims });
  const remembered = createRemembered(seal);
  const authorization = createAuthorization({
    authorizationServer: options.authorizationServer,
    identity: { ...options.identity, clientId },
    redirectUri: `${options.publicUrl}/connect/callback`,
    fetch: options.fetch,
  });
  const connector = createConnector({
    authorization,
    tickets,
    seal,
    resources: options.resources,
    scope: options.scope,
    isConnected: (accessToken, signal) => isConnected(options.exchange, accessToken, signal),
  });
  return {
    routes: connectRoutes({
      connector,
      remembered,
      results: createResults(seal),
      publicUrl: options.publicUrl,
      onFault: options.onFault,
    }),
    connection: {
      // With its host: a flow that begins under another name of this server loses its cookie on the way back.
      check: `${options.publicUrl}/connect/status/check`,
      lastCheck: (cookies) => remembered.read(readCookie(cookies, cookieNames(options.publicUrl).last)),
    },
    linkFor: async (subject) => `${options.publicUrl}/connect?ticket=${await tickets.issue(subject)}`,
  };
}

/** The only proof that counts: the exchange that every call makes. Its token is dropped at once. */
async function isConnected(exchange: Exchange, accessToken: string, signal: AbortSignal): Promise<boolean> {
  try {
    await exchange(accessToken, signal);
    return true;
  } catch (error) {
    const code = error instanceof CallFailure ? error.failure.code : undefined;
    if (code === 'consent_required' || code === 'access_denied') return false;
    throw new ConnectFault(code ?? 'internal');
  }
}
