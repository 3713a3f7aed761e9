import { type CompactVerifyGetKey, compactVerify, errors } from 'jose';
import { type ClaimRules, judgeClaims } from './claims.js';
import { type Person, RefusedCaller, type TokenFault } from './principal.js';

/** Proves a bearer token, or throws `RefusedCaller`. */
export type Verify = (token: string) => Promise<Person>;

// Asymmetric only: with a symmetric one the public key would be the secret (RFC 8725 §2.1, §3.1).
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

// RFC 9068 §4 wants at+jwt; what the issuer emits is not documented, so a plain JWT and none pass as well.
const TYPES = new Set(['', 'jwt', 'at+jwt', 'application/at+jwt']);

// RFC 7515 §2, §3.1: three parts without padding. The library takes plain base64, too, and with it many spellings of one token.
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Verifies by the issuer's keys (RFC 9068 §4); `now` yields milliseconds since the epoch. */
export function createVerify(
  keys: CompactVerifyGetKey,
  rules: ClaimRules & { maxLength: number },
  now: () => number = Date.now,
): Verify {
  return async (token) => {
    if (token.length > rules.maxLength) throw invalid('too_long');
    if (!COMPACT.test(token)) throw invalid('malformed');
    const { payload, protectedHeader } = await checkSignature(token, keys);
    const { typ = '' }: { typ?: unknown } = protectedHeader;
    if (typeof typ !== 'string' || !TYPES.has(typ.toLowerCase())) throw invalid('type');
    // RFC 7797 §7: a JWT's payload is always encoded.
    if (protectedHeader.b64 === false) throw invalid('malformed');
    const verdict = judgeClaims(decode(payload), token, rules, now() / 1000);
    if (!verdict.ok) throw invalid(verdict.fault);
    return verdict.principal;
  };
}

async function checkSignature(token: string, keys: CompactVerifyGetKey) {
  try {
    return await compactVerify(token, keys, { algorithms: ALGORITHMS });
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return checkByEach(token, error);
    throw refusalOf(error);
  }
}

/** RFC 7515 §6: the key id is a hint, and several keys may have one; a set that lists hundreds is not worth the work. */
async function checkByEach(token: string, fitting: errors.JWKSMultipleMatchingKeys) {
  let tried = 0;
  for await (const key of fitting) {
    tried += 1;
    if (tried > MOST_FITTING_KEYS) break;
    try {
      return await compactVerify(token, key, { algorithms: ALGORITHMS });
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refusalOf(error);
    }
  }
  throw invalid('signature');
}

const MOST_FITTING_KEYS = 8;
const RETRY_SECONDS = 5;

/** Who is to blame: the library has errors of its own for a token; any other comes from a key that cannot be used. */
function refusalOf(error: unknown): RefusedCaller {
  if (error instanceof RefusedCaller) return error;
  return error instanceof errors.JOSEError
    ? invalid(faultOf(error))
    : new RefusedCaller({ code: 'keys_unavailable', retryAfterSeconds: RETRY_SECONDS });
}

function faultOf(error: errors.JOSEError): TokenFault {
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JWKSNoMatchingKey) return 'key_unknown';
  // All else is about the token's own bytes: keys that cannot be had reject as `RefusedCaller`.
  return 'malformed';
}

function decode(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    throw invalid('malformed');
  }
}

function invalid(reason: TokenFault): RefusedCaller {
  return new RefusedCaller({ code: 'token_invalid', reason });
}
