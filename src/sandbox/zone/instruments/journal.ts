import { createRing } from './ring.js';

/** One request at the token endpoint. Holds names and outcomes, never a token, a secret or an assertion. */
export interface JournalEntry {
  seq: number;
  /** ISO 8601. */
  at: string;
  grant: string | null;
  client: string | null;
  /** The `sub` that the token speaks for. */
  subject: string | null;
  /** The e-mail address of that subject. */
  user: string | null;
  resource: string | null;
  /** `ok`, an OAuth error code, or `reset` where the connection was dropped on purpose. */
  outcome: string;
  status: number;
}

export type JournalNote = Omit<JournalEntry, 'seq' | 'at'>;

const LIMIT = 10_000;
// What a caller sends as grant type or resource is quoted in the journal; a hostile one must not fill it.
const FIELD_LIMIT = 512;

/** The journal of the token endpoint: the newest 10,000 requests. */
export function createJournal(now: () => number) {
  const ring = createRing<JournalEntry>(LIMIT);
  let seq = 0;
  const short = (text: string | null) => (text === null ? null : text.slice(0, FIELD_LIMIT));
  return {
    add(note: JournalNote) {
      seq += 1;
      ring.push({
        seq,
        at: new Date(now()).toISOString(),
        grant: short(note.grant),
        client: short(note.client),
        subject: short(note.subject),
        user: note.user,
        resource: short(note.resource),
        outcome: note.outcome,
        status: note.status,
      });
    },
    all: ring.all,
    dropped: ring.dropped,
    clear: ring.clear,
  };
}

export type Journal = ReturnType<typeof createJournal>;
