import { stat } from 'node:fs/promises';
import { type Reading, readKeyFile, stampOf } from './file.js';
import type { KeyBook, KeyRecord } from './records.js';

/** The keys as they are in the file now, give or take `maxAgeMs`. */
export interface KeyStore {
  /** Rejects nothing: when the file cannot be believed there are no keys, and `undefined` says so. */
  current: () => Promise<Keys | undefined>;
}

export interface Keys {
  byId: ReadonlyMap<string, KeyRecord>;
  suspended: ReadonlySet<string>;
}

export interface KeyStoreOptions {
  path: string;
  /** What the first look found; the process does not start without one. */
  first: Extract<Reading, { ok: true }>;
  /** How old what is known may be before the file is looked at again, in milliseconds. */
  maxAgeMs: number;
  /** Told once per change: what is wrong with the file, or nothing when it is good again. */
  onChange: (problem: Extract<Reading, { ok: false }>['problem'] | undefined) => void;
}

/**
 * Looks at the file when a key is used and at most once per `maxAgeMs`: no timer, no watcher that a mount may not
 * support, and an idle server does nothing.
 *
 * A file that went missing or is damaged closes the door until it is good again. The keys that were good before are
 * not used on: what cannot be read may be their revocation.
 */
export function createKeyStore({ path, first, maxAgeMs, onChange }: KeyStoreOptions): KeyStore {
  let known: { keys: Keys; stamp: string } | undefined = { keys: indexed(first.book), stamp: first.stamp };
  let problem: Extract<Reading, { ok: false }>['problem'] | undefined;
  let lookedAt = performance.now();
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const stamp = await stat(path, { bigint: true }).then(stampOf, () => undefined);
    if (stamp === undefined || stamp !== known?.stamp) {
      const reading = await readKeyFile(path);
      known = reading.ok ? { keys: indexed(reading.book), stamp: reading.stamp } : undefined;
      const now = reading.ok ? undefined : reading.problem;
      if (now !== problem) onChange(now);
      problem = now;
    }
    lookedAt = performance.now();
  };

  return {
    current: async () => {
      if (performance.now() - lookedAt >= maxAgeMs) {
        looking ??= look().finally(() => {
          looking = undefined;
        });
        await looking;
      }
      return known?.keys;
    },
  };
}

function indexed({ keys, suspended }: KeyBook): Keys {
  return { byId: new Map(keys.map((key) => [key.id, key])), suspended: new Set(suspended) };
}
