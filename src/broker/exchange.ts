import * as oauth from 'oauth4webapi';
import { CallFailure, fail } from '../errors.js';
import type { AuthorizationServer } from './discovery.js';
import type { HttpFetch } from './http.js';
import { judgeTokenAnswer, type TokenAnswer } from './judge.js';

/** How this application proves itself to the zone. */
export interface ApplicationIdentity {
  clientId: string;
  authenticate: oauth.ClientAuth;
}

export interface ExchangeOptions {
  authorizationServer: () => Promise<AuthorizationServer>;
  identity: ApplicationIdentity;
  /** Identifier of the Linear resource (RFC 8707 §2). */
  resource: string;
  fetch: HttpFetch;
}

/**
 * Trades a caller's access token for a Linear token of the same person (RFC 8693 §2.1).
 * Nothing is remembered: each call of it is one request. Rejects with `CallFailure` only.
 */
export type Exchange = (subjectToken: string, signal: AbortSignal) => Promise<string>;

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

/** RFC 6749 §2.3.1: id and secret are form-encoded before base64, which oauth4webapi does. */
export function clientSecretIdentity(clientId: string, clientSecret: string): ApplicationIdentity {
  return { clientId, authenticate: oauth.ClientSecretBasic(clientSecret) };
}

export function createExchange(options: ExchangeOptions): Exchange {
  return async (subjectToken, signal) => {
    const verdict = judgeTokenAnswer(await send(options, subjectToken, signal));
    return verdict.ok ? verdict.token : fail(verdict.failure);
  };
}

async function send(
  options: ExchangeOptions,
  subjectToken: string,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  try {
    const server = await options.authorizationServer();
    const response = await oauth.genericTokenEndpointRequest(
      server,
      { client_id: options.identity.clientId },
      options.identity.authenticate,
      TOKEN_EXCHANGE,
      { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN_TYPE, resource: options.resource },
      {
        signal,
        [oauth.customFetch]: options.fetch,
        [oauth.allowInsecureRequests]: server.token_endpoint.startsWith('http:'),
      },
    );
    return {
      status: response.status,
      retryAfter: response.headers.get('Retry-After'),
      body: await response.text(),
    };
  } catch (error) {
    // The deadline and the client's disconnect abort with the failure that they mean.
    throw error instanceof CallFailure ? error : new CallFailure({ code: 'exchange_unavailable' });
  }
}
