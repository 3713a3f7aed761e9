/** One operation that was asked for. Holds names and whole documents, never a token or the value of a variable. */
export interface JournalEntry {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  /** The operation's name; null for an anonymous or unreadable one. */
  readonly operation: string | null;
  readonly document: string | null;
  /** Names of the variables that were sent. */
  readonly variables: readonly string[];
  /** The e-mail address of the token's user; null when nobody was authenticated. */
  readonly user: string | null;
  readonly complexity: number;
  /** `ok`, or the code of the first error, or the kind of fault that was injected. */
  readonly outcome: string;
  /** The HTTP status of the answer; 0 when the connection was cut instead. */
  readonly status: number;
}

export interface Journal {
  add(note: Omit<JournalEntry, 'seq' | 'at'>): void;
  entries(): readonly JournalEntry[];
  /** How many of the oldest entries have been forgotten since the last `clear`. */
  dropped(): number;
  clear(): void;
}

/** Entries kept; the oldest go first. */
export const JOURNAL_LIMIT = 10_000;
/** A document longer than this is cut, so that a hostile client cannot fill the memory through the journal. */
const DOCUMENT_LIMIT = 100_000;

/** A bounded journal of operations. */
export function createJournal(clock: () => number, limit = JOURNAL_LIMIT): Journal {
  let kept: JournalEntry[] = [];
  let seq = 0;
  let dropped = 0;

  return {
    add(note) {
      seq += 1;
      const document = note.document?.slice(0, DOCUMENT_LIMIT) ?? null;
      kept.push({ seq, at: new Date(clock()).toISOString(), ...note, document });
      // Trimmed in batches: shifting one element per request would copy the whole list each time.
      if (kept.length >= limit * 2) trim();
    },
    entries() {
      trim();
      return [...kept];
    },
    dropped() {
      trim();
      return dropped;
    },
    clear() {
      kept = [];
      dropped = 0;
    },
  };

  function trim(): void {
    const excess = kept.length - limit;
    if (excess <= 0) return;
    kept = kept.slice(excess);
    dropped += excess;
  }
}
