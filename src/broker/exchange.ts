import { ACCESS_TOKEN_TYPE } from './judge.js';
import type { Trade } from './trade.js';

/**
 * Trades a caller's access token for a Linear token of the same person (RFC 8693 §2.1).
 * Nothing is remembered: each call of it is one token that was asked for. Rejects with `CallFailure` only.
 */
export type Exchange = (subjectToken: string, signal: AbortSignal) => Promise<string>;

export function createExchange(trade: Trade): Exchange {
  return (subjectToken, signal) => trade({ token: subjectToken, type: ACCESS_TOKEN_TYPE }, signal);
}
