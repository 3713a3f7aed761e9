import type { Router } from 'express';
import { createAuthorization } from '../broker/connect/authorization.js';
import { createClaims, type SharedClaims } from '../broker/connect/claims.js';
import { createSeal } from '../broker/connect/seal.js';
import { createTickets } from '../broker/connect/tickets.js';
import type { AuthorizationServer } from '../broker/discovery.js';
import type { Exchange } from '../broker/exchange.js';
import type { HttpFetch } from '../broker/http.js';
import type { ApplicationIdentity } from '../broker/identity/source.js';
import { CallFailure, type FailureCode } from '../errors.js';
import type { LastCheck } from '../pages/home.js';
import { ConnectFault, createConnector, FLOW_SECONDS, type Known } from './connector.js';
import { cookieNames, createRemembered, readCookie } from './cookies.js';
import { createResults } from './results.js';
import { type ConnectOptions, connectRoutes } from './routes.js';

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
  reports: Pick<ConnectOptions, 'onFault' | 'onFailed' | 'onWrongPerson'> & {
    /** A token for Linear was asked for, to see whether there is one. */
    onChecked: (checked: Checked) => void;
  };
}

/** A look at a connection, and how it ended. */
export interface Checked extends Known {
  readonly outcome: 'ok' | FailureCode;
  /** Milliseconds. */
  readonly ms: number;
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
    // Apart from the tickets: there may be many more of them, and those must not be forgotten for it.
    returned: createClaims({ seconds: FLOW_SECONDS, shared: options.claims }),
    resources: options.resources,
    scope: options.scope,
    isConnected: async (accessToken, person, signal) => {
      const from = performance.now();
      const outcome = await outcomeOf(options.exchange(accessToken, signal));
      options.reports.onChecked({ ...person, outcome, ms: performance.now() - from });
      if (outcome === 'consent_required' || outcome === 'access_denied') return false;
      if (outcome !== 'ok') throw new ConnectFault(outcome);
      return true;
    },
  });
  return {
    routes: connectRoutes({
      connector,
      remembered,
      results: createResults(seal),
      publicUrl: options.publicUrl,
      ...options.reports,
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
async function outcomeOf(exchange: Promise<string>): Promise<'ok' | FailureCode> {
  return exchange.then(
    () => 'ok',
    (error: unknown) => (error instanceof CallFailure ? error.failure.code : 'internal'),
  );
}
