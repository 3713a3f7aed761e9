/** A list that keeps the newest `limit` entries and counts what it had to drop. */
export interface Ring<T> {
  push(entry: T): void;
  /** A copy, oldest first. */
  all(): T[];
  dropped(): number;
  clear(): void;
}

/** Creates an empty ring. */
export function createRing<T>(limit: number): Ring<T> {
  let entries: T[] = [];
  let dropped = 0;
  return {
    push(entry) {
      entries.push(entry);
      // Trimming in slabs keeps a push cheap: no shift of the whole array for each entry.
      if (entries.length >= limit * 2) {
        entries = entries.slice(-limit);
      }
      if (entries.length > limit) dropped += 1;
    },
    all: () => entries.slice(-limit),
    dropped: () => dropped,
    clear() {
      entries = [];
      dropped = 0;
    },
  };
}
