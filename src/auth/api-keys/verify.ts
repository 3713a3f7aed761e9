import { timingSafeEqual } from 'node:crypto';
import { type KeyHolder, RefusedCaller } from '../principal.js';
import { digestOf, parseKey } from './format.js';
import type { KeyRecord } from './records.js';
import type { KeyStore } from './store.js';

/** Proves an API key, or throws `RefusedCaller`. */
export type VerifyKey = (text: string) => Promise<KeyHolder>;

export interface VerifyKeyOptions {
  store: KeyStore;
  /** Scopes that every key stands for; what it may not do is bounded by its own record. */
  scopes: readonly string[];
  onUse: (id: string) => void;
  /** Milliseconds since the epoch. */
  now?: () => number;
  digest?: (key: string) => Buffer;
}

/** Compared with when there is no such id: the digest of nothing that anybody could send. */
const NOBODY = Buffer.alloc(32);

/**
 * A key is proven by its digest before anything of its record counts: who does not have the secret learns nothing
 * about the id. An unknown id costs the same work as a wrong secret, and both have the same answer.
 */
export function createVerifyKey(options: VerifyKeyOptions): VerifyKey {
  const { store, now = Date.now, digest = digestOf } = options;
  return async (text) => {
    const key = parseKey(text);
    if (key === undefined) throw new RefusedCaller({ code: 'key_malformed' });
    const keys = await store.current();
    if (keys === undefined) throw new RefusedCaller({ code: 'key_file_unusable', retryAfterSeconds: 5 });
    const record = keys.byId.get(key.id);
    const stored = record === undefined ? NOBODY : Buffer.from(record.hash, 'hex');
    const isProven = timingSafeEqual(digest(key.text), stored);
    if (record === undefined || !isProven) throw refused(key.id, 'unknown');
    if (record.revoked !== undefined) throw refused(key.id, 'revoked');
    if (record.expires !== undefined && Date.parse(record.expires) <= now()) throw refused(key.id, 'expired');
    if (keys.suspended.has(record.organisation)) {
      throw new RefusedCaller({ code: 'organisation_suspended', keyId: key.id });
    }
    options.onUse(record.id);
    return holderOf(record, options.scopes);
  };
}

function refused(keyId: string, reason: 'unknown' | 'revoked' | 'expired'): RefusedCaller {
  return new RefusedCaller({ code: 'key_refused', reason, keyId });
}

function holderOf(record: KeyRecord, scopes: readonly string[]): KeyHolder {
  const { id, mode, organisation, user, label, toolsets, readOnly, expires } = record;
  return {
    door: 'key',
    keyId: id,
    mode,
    organisation,
    subject: user,
    label,
    expires,
    scopes: new Set(scopes),
    bounds: { toolsets, readOnly },
  };
}
