import { createHash, randomBytes } from 'node:crypto';

export const MODES = ['live', 'test'] as const;
/** `live` reaches Linear as the person of the key; `test` a workspace that exists in this process only. */
export type Mode = (typeof MODES)[number];

/** The parts of a key as it is sent: `sk_live_<id>_<secret>`. Contains the secret: never log the object. */
export interface ParsedKey {
  mode: Mode;
  /** Public: what logs, lists and the audit trail name the key by. */
  id: string;
  /** The whole key, which is what is hashed. */
  text: string;
}

// Lower-case hex throughout: one spelling of each key, no character that a shell, a URL or a double click minds, and
// with 89 characters longer than anything that is logged of a request.
const KEY = /^sk_(live|test)_([0-9a-f]{16})_[0-9a-f]{64}$/;
const PREFIX = /^sk_/i;
const ANYWHERE = /sk_(?:live|test)_/i;

const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** Whether a bearer credential means to be an API key, well-formed or not: no JWT begins like that. */
export function looksLikeKey(text: string): boolean {
  return PREFIX.test(text);
}

/** Whether a header, a URL or a path contains the beginning of a key, in whatever case and percent-encoded or not. */
export function holdsKey(text: string): boolean {
  // One character at a time: what is encoded badly elsewhere must not hide it, and every character of a key is ASCII.
  const decoded = text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return ANYWHERE.test(decoded);
}

export function parseKey(text: string): ParsedKey | undefined {
  const [, mode, id] = KEY.exec(text) ?? [];
  if (id === undefined) return undefined;
  return { mode: mode === 'live' ? 'live' : 'test', id, text };
}

/** A new key: 64 random bits of id, 256 of secret. */
export function mintKey(mode: Mode): ParsedKey {
  const id = randomBytes(ID_BYTES).toString('hex');
  return { mode, id, text: `sk_${mode}_${id}_${randomBytes(SECRET_BYTES).toString('hex')}` };
}

/**
 * What is stored of a key. A plain digest is enough: 256 random bits cannot be guessed, so there is nothing for a
 * slow hash to slow down. Over the whole key, so that no part of it can be exchanged.
 */
export function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
