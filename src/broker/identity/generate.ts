import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';

/** A new private RSA key (RFC 7518 §6.3) as JWK; 3072 bits are good beyond 2030 (NIST SP 800-57 part 1, table 2). */
export async function generatePrivateKey(): Promise<object> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 3072, extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

/** The set after a rotation: a new key signs, the one that signed before is still published, any older one goes. */
export function rotated(newKey: object, set: { keys: readonly object[] } | undefined): { keys: object[] } {
  return { keys: [newKey, ...(set?.keys.slice(0, 1) ?? [])] };
}
