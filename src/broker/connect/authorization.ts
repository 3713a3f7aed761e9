import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import * as oauth from 'oauth4webapi';
import { CallFailure } from '../../errors.js';
import type { AuthorizationServer } from '../discovery.js';
import type { HttpFetch } from '../http.js';
import type { ApplicationIdentity } from '../identity/source.js';

export interface AuthorizationOptions {
  authorizationServer: () => Promise<AuthorizationServer>;
  /** With a client id: without one the zone cannot send anybody back to us. */
  identity: ApplicationIdentity & { clientId: string };
  /** Exactly as registered (RFC 6749 §3.1.2.3). */
  redirectUri: string;
  fetch: HttpFetch;
}

/** What the callback needs to know of the request it answers; kept by the browser, sealed. */
export interface Pending {
  state: string;
  nonce: string;
  verifier: string;
}

export interface AuthorizationRequest {
  /** With `openid`: the ID token says who came back. */
  scope: string;
  /** RFC 8707 §2; none to learn only who it is. */
  resources: readonly string[];
  /** OpenID Connect Core §3.1.2.1: `none` answers without a page or not at all; `login` asks anew who it is. */
  prompt?: 'none' | 'login';
}

/**
 * How the person came back. `declined` is their own word or the zone's; `needs_page` answers `prompt=none`; `failed` is
 * a fault, with what the zone or the library calls it: a word for the log, never a sentence of somebody else.
 */
export type Redeemed =
  | { outcome: 'signed_in'; subject: string; accessToken: string }
  | { outcome: 'declined' }
  | { outcome: 'needs_page' }
  | { outcome: 'failed'; reason: string };

export interface Authorization {
  /** Where to send the browser, and what its return is judged by. */
  begin: (request: AuthorizationRequest) => Promise<{ url: URL; pending: Pending }>;
  /** Trades the code of a return for tokens (RFC 6749 §4.1.3), after state, issuer (RFC 9207) and nonce were checked. */
  redeem: (callback: URL, pending: Pending, signal: AbortSignal) => Promise<Redeemed>;
}

/** Codes that are traded at once, and those that wait for it: anybody can come back with one, and they cost the zone. */
const REDEEMED_AT_ONCE = 16;
const WAITING = 64;

/** The authorization-code flow with PKCE (RFC 7636) with which this server signs people in for itself. */
export function createAuthorization(options: AuthorizationOptions): Authorization {
  const client: oauth.Client = { client_id: options.identity.clientId };
  const few = bulkhead(REDEEMED_AT_ONCE, WAITING);
  return {
    begin: async (request) => {
      const server = await options.authorizationServer();
      if (server.authorization_endpoint === undefined)
        throw new Error('metadata without authorization_endpoint');
      const pending = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
      };
      const url = new URL(server.authorization_endpoint);
      const parameters = {
        response_type: 'code',
        client_id: client.client_id,
        redirect_uri: options.redirectUri,
        scope: request.scope,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        ...(request.prompt === undefined ? {} : { prompt: request.prompt }),
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      for (const resource of request.resources) url.searchParams.append('resource', resource);
      return { url, pending };
    },
    redeem: async (callback, pending, signal) => {
      try {
        return await few.execute(async () => {
          signal.throwIfAborted();
          return redeem(options, client, callback, pending, signal);
        });
      } catch (error) {
        return judgeError(error);
      }
    },
  };
}

async function redeem(
  options: AuthorizationOptions,
  client: oauth.Client,
  callback: URL,
  pending: Pending,
  signal: AbortSignal,
): Promise<Redeemed> {
  const server = await options.authorizationServer();
  const parameters = oauth.validateAuthResponse(server, client, callback, pending.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    options.identity.authenticate,
    parameters,
    options.redirectUri,
    pending.verifier,
    {
      signal,
      [oauth.customFetch]: options.fetch,
      [oauth.allowInsecureRequests]: server.token_endpoint.startsWith('http:'),
    },
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: pending.nonce,
  });
  const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub;
  if (subject === undefined) return { outcome: 'failed', reason: 'no_id_token' };
  return { outcome: 'signed_in', subject, accessToken: tokens.access_token };
}

// OpenID Connect Core §3.1.2.6, and Keycard's own code for a grant that is missing.
const NEEDS_PAGE = [
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
  'insufficient_authorization',
];

function judgeError(error: unknown): Redeemed {
  // RFC 6749 §4.1.2.1: of what the zone may say here, only this is somebody's decision.
  if (error instanceof oauth.AuthorizationResponseError) {
    if (error.error === 'access_denied') return { outcome: 'declined' };
    if (NEEDS_PAGE.includes(error.error)) return { outcome: 'needs_page' };
  }
  return { outcome: 'failed', reason: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  const isAnswer =
    error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError;
  if (isAnswer && /^[a-z_]{1,64}$/.test(error.error)) return error.error;
  if (error instanceof CallFailure) return error.failure.code;
  if (error instanceof BulkheadRejectedError) return 'too_many_returns';
  const isLibrary =
    error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError;
  if (isLibrary && error.code !== undefined) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
