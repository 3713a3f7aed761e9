export interface Table<T extends { readonly id: string }, I extends string = never> {
  get(id: string): T | undefined;
  has(id: string): boolean;
  all(): readonly T[];
  /** Records whose index key is `key`, in no particular order. */
  by(index: I, key: string): readonly T[];
  insert(record: T): T;
  update(id: string, patch: Partial<T>): T;
  remove(id: string): void;
  readonly size: number;
}

type KeyOf<T> = (record: T) => string | null;

interface Buckets<T> {
  add(record: T): void;
  remove(record: T): void;
  get(index: string, key: string): readonly T[];
}

/** Index name and key → the records that have the key. */
function createBuckets<T extends { readonly id: string }>(
  indexes: Readonly<Record<string, KeyOf<T>>>,
): Buckets<T> {
  const all = new Map(
    Object.entries(indexes).map(([index, keyOf]) => [
      index,
      { keyOf, byKey: new Map<string, Map<string, T>>() },
    ]),
  );

  return {
    add(record) {
      for (const { keyOf, byKey } of all.values()) {
        const key = keyOf(record);
        if (key === null) continue;
        const bucket = byKey.get(key) ?? new Map<string, T>();
        bucket.set(record.id, record);
        byKey.set(key, bucket);
      }
    },
    remove(record) {
      for (const { keyOf, byKey } of all.values()) {
        const key = keyOf(record);
        if (key !== null) byKey.get(key)?.delete(record.id);
      }
    },
    get: (index, key) => [...(all.get(index)?.byKey.get(key)?.values() ?? [])],
  };
}

/** One set of records with hash indexes; every write replaces a record, so readers may keep what they hold. */
export function createTable<T extends { readonly id: string }, I extends string = never>(
  indexes: Readonly<Record<I, KeyOf<T>>>,
): Table<T, I> {
  const records = new Map<string, T>();
  const buckets = createBuckets<T>(indexes);
  let listed: readonly T[] | null = null;

  function take(id: string): T | undefined {
    const record = records.get(id);
    if (record !== undefined) buckets.remove(record);
    listed = null;
    return record;
  }

  function write(record: T): T {
    take(record.id);
    records.set(record.id, record);
    buckets.add(record);
    return record;
  }

  return {
    get: (id) => records.get(id),
    has: (id) => records.has(id),
    all: () => {
      listed ??= [...records.values()];
      return listed;
    },
    by: (index, key) => buckets.get(index, key),
    insert: write,
    update(id, patch) {
      const before = records.get(id);
      if (before === undefined) throw new RangeError('update of a record that is not there');
      return write({ ...before, ...patch });
    },
    remove(id) {
      if (take(id) !== undefined) records.delete(id);
    },
    get size() {
      return records.size;
    },
  };
}
