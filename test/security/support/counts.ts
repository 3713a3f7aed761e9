declare module 'vitest' {
  interface TaskMeta {
    counts?: Record<string, number>;
  }
}

/** What the report adds up over all tests. */
export type Count =
  | 'forged tokens tried'
  | 'forged tokens accepted'
  | 'interleaved calls'
  | 'crossings'
  | 'fuzz cases'
  | 'fuzz crashes'
  | 'canary occurrences'
  | 'heap calls'
  | 'heap growth in KiB'
  | `chaos calls: ${string}`;

/** The part of a test's context that a count needs. */
export interface Counting {
  task: { meta: { counts?: Record<string, number> } };
}

/** Notes a number for the report that `npm run test:security` prints. */
export function count({ task }: Counting, what: Count, by = 1): void {
  const counts = task.meta.counts ?? {};
  counts[what] = (counts[what] ?? 0) + by;
  task.meta.counts = counts;
}
