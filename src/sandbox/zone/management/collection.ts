import { randomBytes } from 'node:crypto';
import { ManagementError } from '../errors.js';
import type { Entity } from './records.js';

export interface Collection<T extends Entity> {
  /** Adds a record; 409 when its unique key is taken. An `id` may be given. */
  add(fields: Omit<T, keyof Entity> & { id?: string }): T;
  get(id: string): T | undefined;
  find(test: (record: T) => boolean): T | undefined;
  filter(test: (record: T) => boolean): T[];
  /** Replaces the given members and `updated_at`; 404 when the record is gone. */
  patch(id: string, fields: Partial<T>): T;
  remove(id: string): boolean;
}

interface Options<T> {
  zoneId: string;
  now: () => number;
  /** What must be unique among the records, if anything. */
  unique?: (record: T) => string | undefined;
  /** Oldest records are evicted beyond this number. */
  evictBeyond?: number;
}

const HARD_LIMIT = 5_000;

/** A new identifier in the shape of Keycard's: 26 lower-case characters. */
export function newId(): string {
  const alphabet = '0123456789abcdefghijklmnopqrstuv';
  return [...randomBytes(26)].map((byte) => alphabet[byte & 31]).join('');
}

/** A bounded in-memory table in order of insertion. */
export function createCollection<T extends Entity>(kind: string, options: Options<T>): Collection<T> {
  const records = new Map<string, T>();
  const taken = (record: T) => {
    const key = options.unique?.(record);
    if (key === undefined) return false;
    return [...records.values()].some((other) => other.id !== record.id && options.unique?.(other) === key);
  };
  const put = (record: T) => {
    if (taken(record))
      throw new ManagementError(409, 'conflict', `${kind}: the identifier is already in use`);
    records.set(record.id, record);
    return record;
  };
  const makeRoom = () => {
    if (records.size >= HARD_LIMIT && options.evictBeyond === undefined) {
      throw new ManagementError(429, 'limit_reached', `${kind}: the sandbox holds at most ${HARD_LIMIT}`);
    }
    for (const id of records.keys()) {
      if (records.size < (options.evictBeyond ?? HARD_LIMIT)) break;
      records.delete(id);
    }
  };
  return {
    add(fields) {
      makeRoom();
      const at = new Date(options.now()).toISOString();
      const entity: Entity = { id: newId(), zone_id: options.zoneId, created_at: at, updated_at: at };
      // The caller supplies exactly the members of T that Entity does not hold; TypeScript cannot add them up.
      return put({ ...entity, ...fields } as unknown as T);
    },
    get: (id) => records.get(id),
    find: (test) => [...records.values()].find(test),
    filter: (test) => [...records.values()].filter(test),
    patch(id, fields) {
      const old = records.get(id);
      if (old === undefined) throw new ManagementError(404, 'not_found', `${kind}: no such record`);
      return put({ ...old, ...fields, id, updated_at: new Date(options.now()).toISOString() });
    },
    remove: (id) => records.delete(id),
  };
}

/** A clock that never shows the same millisecond twice, so that "created later" is always decidable. */
export function strictlyRising(clock: () => number): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, clock());
    return last;
  };
}
