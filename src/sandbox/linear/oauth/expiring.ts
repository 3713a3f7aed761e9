import { randomBytes } from 'node:crypto';

export interface Expiring<T> {
  /** Keeps a value under a new unguessable id. */
  keep(value: T): string;
  /** The value, unless its time is over. */
  get(id: string): T | undefined;
  drop(id: string): void;
}

export interface ExpiringOptions {
  readonly clock: () => number;
  readonly ttlMs: number;
  /** More values than this and the oldest are forgotten. */
  readonly limit: number;
}

/** Short-lived values under random ids, bounded in number. */
export function createExpiring<T>({ clock, ttlMs, limit }: ExpiringOptions): Expiring<T> {
  const entries = new Map<string, { readonly value: T; readonly expiresAt: number }>();

  /** All live equally long, so the oldest come first. */
  function makeRoom(): void {
    for (const [id, entry] of entries) {
      if (entry.expiresAt > clock() && entries.size < limit) return;
      entries.delete(id);
    }
  }

  return {
    keep(value) {
      makeRoom();
      const id = randomBytes(24).toString('hex');
      entries.set(id, { value, expiresAt: clock() + ttlMs });
      return id;
    },
    get(id) {
      const entry = entries.get(id);
      return entry === undefined || entry.expiresAt <= clock() ? undefined : entry.value;
    },
    drop(id) {
      entries.delete(id);
    },
  };
}
