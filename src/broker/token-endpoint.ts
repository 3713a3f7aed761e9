import * as oauth from 'oauth4webapi';
import { CallFailure } from '../errors.js';
import { headerIn } from '../wire.js';
import type { AuthorizationServer } from './discovery.js';
import type { HttpAnswer, HttpFetch } from './http.js';
import type { ApplicationIdentity } from './identity/source.js';
import type { TokenAnswer } from './judge.js';

export interface TokenEndpoint {
  authorizationServer: () => Promise<AuthorizationServer>;
  identity: ApplicationIdentity;
  fetch: HttpFetch;
}

export interface TokenRequest {
  grantType: string;
  parameters: Record<string, string>;
  signal: AbortSignal;
}

/**
 * Sends one request to the token endpoint (RFC 6749 §3.2), authenticated as this application, and reads its answer
 * without believing it. Rejects with `CallFailure`: `exchange_unavailable` when there is no answer to read.
 */
export async function askTokenEndpoint(endpoint: TokenEndpoint, request: TokenRequest): Promise<TokenAnswer> {
  try {
    const server = await beforeAbort(request.signal, endpoint.authorizationServer());
    let answer: HttpAnswer | undefined;
    await oauth.genericTokenEndpointRequest(
      server,
      // Only an authentication by this id reads it.
      { client_id: endpoint.identity.clientId ?? 'workload' },
      endpoint.identity.authenticate,
      request.grantType,
      request.parameters,
      {
        signal: request.signal,
        // It hands on what it is given and reads nothing of it, so it is given nothing.
        [oauth.customFetch]: async (url, { method, headers, body, signal }) => {
          answer = await endpoint.fetch.bare({ method, url, headers, body, signal });
          return UNREAD;
        },
        // Configuration admits http on loopback only.
        [oauth.allowInsecureRequests]: server.token_endpoint.startsWith('http:'),
      },
    );
    if (answer === undefined) throw new CallFailure({ code: 'exchange_unavailable' });
    return {
      status: answer.status,
      contentType: headerIn(answer, 'content-type'),
      retryAfter: headerIn(answer, 'retry-after'),
      body: answer.text,
    };
  } catch (error) {
    // The deadline and the client's disconnect abort with the failure that they mean.
    if (error instanceof CallFailure) throw error;
    throw new CallFailure({ code: isTooLarge(error) ? 'exchange_answer_invalid' : 'exchange_unavailable' });
  }
}

const UNREAD = new Response(null);

/** Discovery is shared by all calls, so none may abort it; but none has to wait for it past its own end. */
function beforeAbort<T>(signal: AbortSignal, shared: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason);
    if (signal.aborted) return end();
    signal.addEventListener('abort', end, { once: true });
    return shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

function isTooLarge(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
}
