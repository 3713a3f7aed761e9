import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type FaultBox, replyInstead } from '../http/faults.js';
import { json, type Reply, readBody, send } from '../http/wire.js';
import type { Store } from '../store/store.js';
import { authenticates, type RegisteredClient } from './client.js';
import type { Codes } from './codes.js';
import type { Grants, IssuedTokens } from './grants.js';

const FORM_LIMIT = 64 * 1024;

export interface TokenOptions {
  readonly client: RegisteredClient;
  readonly codes: Codes;
  readonly grants: Grants;
  readonly store: Store;
  readonly faults: FaultBox;
}

function refuse(error: string, status = 400): Reply {
  const challenge: Record<string, string> =
    status === 401 ? { 'WWW-Authenticate': 'Basic realm="linear"' } : {};
  return json(status, { error }, challenge);
}

function tokenReply(tokens: IssuedTokens): Reply {
  return json(200, {
    access_token: tokens.accessToken,
    token_type: 'Bearer',
    expires_in: tokens.expiresIn,
    scope: tokens.scopes.join(' '),
    refresh_token: tokens.refreshToken,
  });
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const body = await readBody(request, FORM_LIMIT);
  const type = request.headers['content-type'] ?? '';
  return /^application\/x-www-form-urlencoded\b/i.test(type) ? new URLSearchParams(body) : null;
}

/** What the token endpoint answers an authenticated client. */
function createAnswers({ codes, grants, store }: Omit<TokenOptions, 'client' | 'faults'>) {
  function redeem(form: URLSearchParams): Reply {
    const redeemed = codes.redeem({
      code: form.get('code') ?? '',
      redirectUri: form.get('redirect_uri'),
      codeVerifier: form.get('code_verifier'),
    });
    if (redeemed.kind === 'replayed' && redeemed.grantId !== null) grants.revokeGrant(redeemed.grantId);
    if (redeemed.kind !== 'good') return refuse('invalid_grant');
    const { userId, scopes } = redeemed.request;
    if (store.users.get(userId)?.active !== true) return refuse('invalid_grant');
    const tokens = grants.issue({ userId, scopes });
    redeemed.remember(tokens.grantId);
    return tokenReply(tokens);
  }

  function refresh(form: URLSearchParams): Reply {
    const tokens = grants.refresh(form.get('refresh_token') ?? '');
    if (tokens === undefined) return refuse('invalid_grant');
    const user = store.users.get(grants.check(tokens.accessToken)?.userId ?? '');
    return user?.active === true ? tokenReply(tokens) : refuse('invalid_grant');
  }

  return (form: URLSearchParams): Reply => {
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return redeem(form);
      case 'refresh_token':
        return refresh(form);
      default:
        return refuse('unsupported_grant_type');
    }
  };
}

/** POST /oauth/token and /oauth/revoke. */
export function createTokenEndpoints({ client, faults, ...parts }: TokenOptions) {
  const answer = createAnswers(parts);

  /** Faults armed for the operation `oauth/token`; true when one of them has answered. */
  async function struck(response: ServerResponse): Promise<boolean> {
    const { delayMs, answer: fault } = faults.claim('oauth/token');
    if (delayMs > 0) await delay(delayMs);
    const instead = fault === undefined ? undefined : replyInstead(fault);
    if (instead === 'reset') response.destroy();
    else if (instead !== undefined) send(response, instead);
    return instead !== undefined;
  }

  return {
    async token(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const form = await readForm(request);
      if (await struck(response)) return;
      if (form === null) return send(response, refuse('invalid_request'));
      const known = authenticates(client, request.headers.authorization, form);
      send(response, known ? answer(form) : refuse('invalid_client', 401));
    },
    /** RFC 7009; as at Linear, holding the token is enough, but credentials that are sent have to be right. */
    async revoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const form = await readForm(request);
      const token = form?.get('token');
      if (!form || !token) return send(response, refuse('invalid_request'));
      const identified = request.headers.authorization !== undefined || form.has('client_secret');
      if (identified && !authenticates(client, request.headers.authorization, form)) {
        return send(response, refuse('invalid_client', 401));
      }
      // RFC 7009 §2.2: an unknown token is no error.
      parts.grants.revoke(token);
      send(response, json(200, { success: true }));
    },
  };
}
