import * as oauth from 'oauth4webapi';
import type { HttpFetch } from '../../broker/http.js';
import { judgeAnswer } from './answer.js';
import { type ManagementApi, ManagementFailure, type ManagementRequest } from './api.js';

export interface ServiceAccountOptions {
  /** Origin of the Management API; http only on loopback, which configuration has checked. */
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  fetch: HttpFetch;
}

const TIMEOUT_MS = 15_000;

/** The Management API with a service account: client credentials in, then a bearer token of an hour. */
export function serviceAccountApi(options: ServiceAccountOptions): ManagementApi {
  let token: Promise<string> | undefined;
  const bearer = (): Promise<string> => {
    // Shared while it runs, forgotten when it fails.
    token ??= requestToken(options).catch((error: unknown) => {
      token = undefined;
      throw error;
    });
    return token;
  };
  return {
    via: 'a service account',
    send: async (request) => {
      const authorization = await bearer();
      const response = await call(options, request, authorization);
      return judgeAnswer(response, {
        isSecret: request.isSecret,
        hidden: [authorization, options.clientSecret],
      });
    },
  };
}

async function requestToken({ apiUrl, clientId, clientSecret, fetch }: ServiceAccountOptions) {
  const server = { issuer: apiUrl, token_endpoint: `${apiUrl}/service-account-token` };
  const client = { client_id: clientId };
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      // RFC 6749 §2.3.1: the library form-encodes id and secret before base64.
      oauth.ClientSecretBasic(clientSecret),
      {},
      {
        [oauth.customFetch]: fetch,
        [oauth.allowInsecureRequests]: apiUrl.startsWith('http:'),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    return (await oauth.processClientCredentialsResponse(server, client, response)).access_token;
  } catch (error) {
    throw new ManagementFailure(tokenFailure(error));
  }
}

function tokenFailure(error: unknown) {
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.WWWAuthenticateChallengeError) {
    return error.status >= 500 || error.status === 429 ? 'unavailable' : 'not_signed_in';
  }
  return error instanceof oauth.OperationProcessingError ? 'unreadable' : 'unavailable';
}

async function call({ apiUrl, fetch }: ServiceAccountOptions, request: ManagementRequest, bearer: string) {
  const { method, path, body } = request;
  try {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${bearer}`,
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    throw new ManagementFailure('unavailable');
  }
}
