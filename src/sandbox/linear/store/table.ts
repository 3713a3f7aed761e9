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
  const buckets = new Map<string, Map<string, T>>();
  const address = (index: string, key: string) => `${index}\u0000${key}`;

  function placesOf(record: T): string[] {
    return Object.entries(indexes).flatMap(([index, keyOf]) => {
      const key = keyOf(record);
      return key === null ? [] : [address(index, key)];
    });
  }

  return {
    add(record) {
      for (const place of placesOf(record)) {
        const bucket = buckets.get(place) ?? new Map<string, T>();
        bucket.set(record.id, record);
        buckets.set(place, bucket);
      }
    },
    remove(record) {
      for (const place of placesOf(record)) buckets.get(place)?.delete(record.id);
    },
    get: (index, key) => [...(buckets.get(address(index, key))?.values() ?? [])],
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
