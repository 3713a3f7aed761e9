import { setTimeout as sleep } from 'node:timers/promises';
import { CallFailure, type Failure } from '../errors.js';
import type { Breaker } from './breaker.js';
import type { AuthorizationServer } from './discovery.js';
import type { HttpFetch } from './http.js';
import type { ApplicationIdentity } from './identity/source.js';
import { type ExchangeVerdict, judgeTokenAnswer } from './judge.js';
import { askTokenEndpoint } from './token-endpoint.js';

export interface TradeOptions {
  authorizationServer: () => Promise<AuthorizationServer>;
  identity: ApplicationIdentity;
  /** Identifier of the Linear resource (RFC 8707 §2). */
  resource: string;
  fetch: HttpFetch;
  /** Spares a zone that is down, and its callers the wait. One for all trades: it is the same zone. */
  breaker: Breaker;
}

/** Whom the token is wanted for, as RFC 8693 §2.1 says it. */
export interface Subject {
  token: string;
  type: string;
}

/**
 * One token exchange (RFC 8693 §2.1), whatever stands for its subject: judged, retried where that can help, and
 * remembered nowhere. Rejects with `CallFailure` only.
 */
export type Trade = (subject: Subject, signal: AbortSignal) => Promise<string>;

/** RFC 8693 §2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

const MOST_RETRIES = 2;
const LONGEST_WAIT_MS = 3_000;

export function createTrade(options: TradeOptions): Trade {
  const attempt = (subject: Subject, signal: AbortSignal): Promise<ExchangeVerdict> =>
    options.breaker(async () => {
      const answer = await askTokenEndpoint(options, {
        grantType: TOKEN_EXCHANGE,
        parameters: {
          subject_token: subject.token,
          subject_token_type: subject.type,
          resource: options.resource,
        },
        signal,
      });
      return refusePassthrough(judgeTokenAnswer(answer), subject.token);
    });

  return async (subject, signal) => {
    for (let retries = 0; ; retries += 1) {
      const verdict = await attempt(subject, signal);
      if (verdict.ok) return verdict.token;
      const wait = waitBefore(retries, verdict.failure, options.identity);
      if (wait === undefined) throw new CallFailure(verdict.failure, { reference: verdict.reference });
      await pause(wait, signal);
    }
  };
}

/**
 * A token of ours must not travel on, even when the zone itself hands it back (MCP security best practices): neither as
 * it is nor dressed up, with the claims or the signature of a JWT in it (RFC 7519 §3.1).
 */
function refusePassthrough(verdict: ExchangeVerdict, subjectToken: string): ExchangeVerdict {
  const [, claims = subjectToken, signature = subjectToken] = subjectToken.split('.');
  const ours = [subjectToken, claims, signature].filter((part) => part !== '');
  const isPassthrough = verdict.ok && ours.some((part) => verdict.token.includes(part));
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
