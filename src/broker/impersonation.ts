import { CallFailure, type Failure } from '../errors.js';
import type { Trade } from './trade.js';

/**
 * Yields a Linear token of a person who is not there, named by their identifier in Keycard: the zone's impersonation
 * exchange. The zone allows it only where a policy permits this application to act as that person, and where the
 * person has granted it access to Linear. Nothing is remembered. Rejects with `CallFailure` only.
 */
export type Impersonate = (userIdentifier: string, signal: AbortSignal) => Promise<string>;

const SUBSTITUTE_USER_TYPE = 'urn:keycard:params:oauth:token-type:substitute-user';

export function createImpersonation(trade: Trade): Impersonate {
  return async (userIdentifier, signal) => {
    try {
      return await trade({ token: substituteUser(userIdentifier), type: SUBSTITUTE_USER_TYPE }, signal);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      throw new CallFailure(ofImpersonation(error.failure), { reference: error.reference });
    }
  };
}

/**
 * Unsigned on purpose (RFC 7519 §6): it only names somebody. What makes it good is the client authentication beside
 * it and the policy of the zone. Keycard's media type; written here, as no library lets an unsecured JWT have one.
 */
function substituteUser(userIdentifier: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'vnd.kc.su+jwt', alg: 'none' })}.${part({ sub: userIdentifier })}.`;
}

/** No caller's token is involved, so nobody can mend these by signing in again. */
function ofImpersonation(failure: Failure): Failure {
  switch (failure.code) {
    case 'subject_token_rejected':
      return { code: 'person_unknown' };
    case 'subject_token_malformed':
      return { code: 'exchange_refused' };
    default:
      return failure;
  }
}
