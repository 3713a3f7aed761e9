import { setTimeout as sleep } from 'node:timers/promises';
import { CallFailure, type Failure } from '../errors.js';
import type { Breaker } from './breaker.js';
import type { AuthorizationServer } from './discovery.js';
import type { HttpFetch } from './http.js';
import type { ApplicationIdentity } from './identity/source.js';
import { type ExchangeVerdict, judgeTokenAnswer } from './judge.js';
import { askTokenEndpoint } from './token-endpoint.js';

export interface ExchangeOptions {
  authorizationServer: () => Promise<AuthorizationServer>;
  identity: ApplicationIdentity;
  /** Identifier of the Linear resource (RFC 8707 §2). */
  resource: string;
  fetch: HttpFetch;
  /** Spares a zone that is down, and its callers the wait. */
  breaker: Breaker;
}

/**
 * Trades a caller's access token for a Linear token of the same person (RFC 8693 §2.1).
 * Nothing is remembered: each call of it is one token that was asked for. Rejects with `CallFailure` only.
 */
export type Exchange = (subjectToken: string, signal: AbortSignal) => Promise<string>;

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

const MOST_RETRIES = 2;
const LONGEST_WAIT_MS = 3_000;

export function createExchange(options: ExchangeOptions): Exchange {
  const attempt = (subjectToken: string, signal: AbortSignal): Promise<ExchangeVerdict> =>
    options.breaker(async () => {
      const answer = await askTokenEndpoint(options, {
        grantType: TOKEN_EXCHANGE,
        parameters: {
          subject_token: subjectToken,
          subject_token_type: ACCESS_TOKEN_TYPE,
          resource: options.resource,
        },
        signal,
      });
      return refusePassthrough(judgeTokenAnswer(answer), subjectToken);
    });

  return async (subjectToken, signal) => {
    for (let retries = 0; ; retries += 1) {
      const verdict = await attempt(subjectToken, signal);
      if (verdict.ok) return verdict.token;
      const wait = waitBefore(retries, verdict.failure, options.identity);
      if (wait === undefined) throw new CallFailure(verdict.failure, { reference: verdict.reference });
      await pause(wait, signal);
    }
  };
}

/** A token of ours must not travel on, even when the zone itself hands it back (MCP security best practices). */
function refusePassthrough(verdict: ExchangeVerdict, subjectToken: string): ExchangeVerdict {
  const isPassthrough = verdict.ok && verdict.token === subjectToken;
  return isPassthrough ? { ok: false, failure: { code: 'exchange_answer_invalid' } } : verdict;
}

/** Milliseconds before the next attempt; undefined when another one cannot help or would come too late. */
function waitBefore(retries: number, failure: Failure, identity: ApplicationIdentity): number | undefined {
  // A platform may have rotated its token between our reading and the zone's.
  if (failure.code === 'client_rejected') return identity.isRereadable && retries === 0 ? 0 : undefined;
  if (failure.code !== 'exchange_unavailable' || retries >= MOST_RETRIES) return undefined;
  if (failure.retryAfterSeconds !== undefined) {
    const asked = failure.retryAfterSeconds * 1000;
    return asked <= LONGEST_WAIT_MS ? asked : undefined;
  }
  return 150 * 3 ** retries * (0.5 + Math.random());
}

/** The reason of the signal is the failure that ended the call. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
}
