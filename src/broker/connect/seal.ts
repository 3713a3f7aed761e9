import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** Makes opaque, tamper-proof, expiring texts out of small objects, and reads them back. */
export interface Seal {
  /** `purpose` is part of the text: one that was made for a link is no good as a cookie. */
  close: (purpose: string, payload: Record<string, unknown>, ttlSeconds: number) => Promise<string>;
  /** The payload, or nothing for a text that is not ours, was changed, has expired or has another purpose. */
  open: (purpose: string, text: string) => Promise<Record<string, unknown> | undefined>;
}

/**
 * RFC 7516 with a direct key. With a secret, every replica that shares it reads what the others made; without one,
 * the key lives and dies with the process.
 */
export function createSeal(secret: string | undefined): Seal {
  const material = secret === undefined ? randomBytes(32) : createHash('sha256').update(secret).digest();
  // RFC 5869: a key for this use alone.
  const key = new Uint8Array(hkdfSync('sha256', material, '', 'keycard-linear-mcp connect', 32));
  return {
    close: (purpose, payload, ttlSeconds) =>
      new EncryptJWT(payload)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(purpose)
        .setIssuedAt()
        .setExpirationTime(`${ttlSeconds}s`)
        .encrypt(key),
    open: async (purpose, text) => {
      if (text.length > 4096) return undefined;
      const options = {
        audience: purpose,
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      };
      const opened = await jwtDecrypt(text, key, options).catch(() => undefined);
      return opened?.payload;
    },
  };
}
