import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';

/** A new private RSA key (RFC 7518 §6.3) as JWK; 3072 bits are good beyond 2030 (NIST SP 800-57 part 1, table 2). */
export async function generatePrivateKey(): Promise<object> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 3072, extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

export interface KeySet {
  keys: object[];
}

/**
 * The set with a new key behind the one that signs: published, and not used yet. A zone that remembers the set, or asks
 * another replica for it, must have seen a key before an assertion names it. Any key that no longer signs goes.
 */
export function withNext(newKey: object, set: KeySet): KeySet {
  return { keys: [...set.keys.slice(0, 1), newKey] };
}

/** The set after the second key has become the one that signs; the first is still published. Needs two keys. */
export function switched({ keys: [signing, next] }: KeySet): KeySet | undefined {
  return signing === undefined || next === undefined ? undefined : { keys: [next, signing] };
}
