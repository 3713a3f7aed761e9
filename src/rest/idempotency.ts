import { createHash } from 'node:crypto';

/** An answer that can be given again: everything but what belongs to the one request. */
export interface Kept {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Whose key it is, what it was sent with, and the organisation whose workspace it belongs to, if any. */
export interface Attempt {
  caller: string;
  key: string;
  tool: string;
  args: unknown;
  workspace?: string | undefined;
}

export type Begun =
  /** Nobody has sent this before: run it, and say how it ended. */
  | { state: 'new'; keep: (answer: Kept) => void; forget: () => void }
  | { state: 'running' }
  | { state: 'other' }
  /** As many of this caller run as may run. */
  | { state: 'crowded' }
  | { state: 'done'; answer: Kept };

interface Entry {
  readonly caller: string;
  fingerprint: string;
  workspace: string | undefined;
  at: number;
  answer?: Kept;
  bytes: number;
}

const DAY_MS = 24 * 3_600_000;
const MOST_ENTRIES = 10_000;
const MOST_BYTES = 32 * 1024 * 1024;

export interface IdempotencyMemory {
  begin: (attempt: Attempt) => Begun;
  /** Forgets what was answered from a workspace that is no more. */
  forgetWorkspace: (workspace: string) => void;
}

export interface IdempotencyOptions {
  /** Writes of one caller that may run at once: they run on when their client leaves, and with it its other limits. */
  mostRunning?: number;
  mostEntries?: number;
  mostBytes?: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** What one caller has in the memory: names of answered attempts, the oldest first. */
interface Share {
  readonly names: Set<string>;
  bytes: number;
}

/**
 * The answers to writes that carried an `Idempotency-Key`, for a day, within bounds, in this process. When it is full,
 * whoever holds the most loses their oldest: nobody's writes make another's be done twice. Arguments are kept as a
 * digest only. What has to hold across processes and restarts is Linear's: where a tool takes a key of its own, the
 * header becomes it.
 */
export function createIdempotencyMemory(options: IdempotencyOptions = {}): IdempotencyMemory {
  const { mostRunning = Number.POSITIVE_INFINITY, now = Date.now } = options;
  const { mostEntries = MOST_ENTRIES, mostBytes = MOST_BYTES } = options;
  const entries = new Map<string, Entry>();
  const shares = new Map<string, Share>();
  const running = new Map<string, number>();
  const total = { answers: 0, bytes: 0 };

  /** Of the answers alone: what is running is bounded by `mostRunning`. */
  const count = (name: string, { caller, bytes }: Entry, change: 1 | -1): void => {
    const share = shares.get(caller) ?? { names: new Set(), bytes: 0 };
    share.names[change === 1 ? 'add' : 'delete'](name);
    share.bytes += change * bytes;
    total.answers += change;
    total.bytes += change * bytes;
    if (share.names.size > 0) shares.set(caller, share);
    else shares.delete(caller);
  };

  const drop = (name: string, entry: Entry): void => {
    if (entry.answer !== undefined) count(name, entry, -1);
    entries.delete(name);
  };

  const countRunning = (caller: string, change: 1 | -1): void => {
    const count = (running.get(caller) ?? 0) + change;
    if (count > 0) running.set(caller, count);
    else running.delete(caller);
  };

  const dropOld = (): void => {
    for (const [name, entry] of entries) {
      if (now() - entry.at < DAY_MS) return;
      if (entry.answer !== undefined) drop(name, entry);
    }
  };

  const makeRoom = (): void => {
    while (total.answers > mostEntries || total.bytes > mostBytes) {
      const sizeOf = ({ names, bytes }: Share): number => (total.bytes > mostBytes ? bytes : names.size);
      const largest = [...shares.values()].reduce((most, each) =>
        sizeOf(each) > sizeOf(most) ? each : most,
      );
      const [oldest = ''] = largest.names;
      const entry = entries.get(oldest);
      if (entry === undefined) return;
      drop(oldest, entry);
    }
  };

  return {
    begin: ({ caller, key, tool, args, workspace }) => {
      dropOld();
      const name = JSON.stringify([caller, key]);
      const fingerprint = fingerprintOf(tool, args);
      const known = entries.get(name);
      if (known !== undefined) {
        if (known.fingerprint !== fingerprint) return { state: 'other' };
        return known.answer === undefined ? { state: 'running' } : { state: 'done', answer: known.answer };
      }
      if ((running.get(caller) ?? 0) >= mostRunning) return { state: 'crowded' };
      const entry: Entry = { caller, fingerprint, workspace, at: now(), bytes: 0 };
      entries.set(name, entry);
      countRunning(caller, 1);
      return {
        state: 'new',
        keep: (answer) => {
          countRunning(caller, -1);
          entry.answer = answer;
          entry.bytes = JSON.stringify(answer.body).length;
          if (entries.get(name) !== entry) return;
          count(name, entry, 1);
          makeRoom();
        },
        forget: () => {
          countRunning(caller, -1);
          if (entries.get(name) === entry) drop(name, entry);
        },
      };
    },
    forgetWorkspace: (workspace) => {
      for (const [name, entry] of entries) if (entry.workspace === workspace) drop(name, entry);
    },
  };
}

/** Members in any order are the same arguments. */
function fingerprintOf(tool: string, args: unknown): string {
  const sorted = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash('sha256')
    .update(JSON.stringify([tool, args], sorted))
    .digest('base64');
}

/**
 * The key of the header, as text or as a structured-field string (draft-ietf-httpapi-idempotency-key-header §2.1);
 * `undefined` when it cannot be one.
 */
export function keyIn(header: string): string | undefined {
  const text = /^"(.*)"$/.exec(header)?.[1] ?? header;
  return /^[\x21-\x7e]{8,200}$/.test(text) ? text : undefined;
}
