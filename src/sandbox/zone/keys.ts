import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  privateJwk: JWK;
  publicJwk: JWK;
}

interface Retired {
  key: SigningKey;
  /** Milliseconds since the epoch; from then on the key is neither published nor believed. */
  goneAt: number;
}

/** An extractable RSA pair, fit for RS256. */
export type MakePair = () => Promise<Pick<SigningKey, 'privateKey' | 'publicKey'>>;

export const makePair: MakePair = () => generateKeyPair('RS256', { modulusLength: 2048, extractable: true });

async function generate(make: MakePair): Promise<SigningKey> {
  const { privateKey, publicKey } = await make();
  const about = { kid: randomUUID(), alg: 'RS256', use: 'sig' };
  return {
    kid: about.kid,
    privateKey,
    publicKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...about },
    publicJwk: { ...(await exportJWK(publicKey)), ...about },
  };
}

/** The zone's RS256 keys: one that signs, and older ones that are still published for a while. */
export async function createKeyRing(now: () => number, make: MakePair = makePair) {
  let current = await generate(make);
  let retired: Retired[] = [];
  const believed = () => {
    retired = retired.filter(({ goneAt }) => goneAt > now());
    return [current, ...retired.map(({ key }) => key)];
  };
  return {
    current: () => current,
    /** The JWK set as it is served now. */
    published: () => believed().map(({ publicJwk }) => publicJwk),
    /** The public key for a key id, as long as it is published. */
    find: (kid: string | undefined) => believed().find((key) => key.kid === kid)?.publicKey,
    /** Signs with a new key from now on; the old one stays published for `overlapMs`. */
    async rotate(overlapMs: number) {
      const old = current;
      current = await generate(make);
      retired.push({ key: old, goneAt: now() + overlapMs });
    },
  };
}

export type KeyRing = Awaited<ReturnType<typeof createKeyRing>>;
