import { z } from 'zod';
import { TOOLSET_WORDS } from '../../toolsets.js';
import { MODES } from './format.js';

/** Text that reaches logs and terminals: one line, nothing invisible. */
const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^\P{C}+$/u);

/** Names an organisation: what keys of one customer or team have in common. */
export const Organisation = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/);

const Time = z.iso.datetime();

const KeyRecord = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  mode: z.enum(MODES),
  /** SHA-256 of the whole key, in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  organisation: Organisation,
  /** Whom the key acts for. Live: the person's identifier in Keycard. Test: e-mail address in the workspace. */
  user: line(255),
  label: line(100),
  toolsets: z.array(z.enum(TOOLSET_WORDS)).min(1).readonly(),
  readOnly: z.boolean(),
  created: Time,
  /** Absent: never. */
  expires: Time.optional(),
  revoked: Time.optional(),
});

export type KeyRecord = Readonly<z.output<typeof KeyRecord>>;

/** Records of a file, revoked ones among them. */
export const MOST_KEYS = 10_000;

const Book = z
  .strictObject({
    version: z.literal(1),
    /** Organisations whose keys are all refused, without being revoked. */
    suspended: z.array(Organisation).readonly(),
    keys: z.array(KeyRecord).max(MOST_KEYS).readonly(),
  })
  // Of two records with one id, either could be the revoked one.
  .refine(({ keys }) => new Set(keys.map(({ id }) => id)).size === keys.length, 'two keys have the same id');

/** Everything that the file says. Holds digests only. */
export type KeyBook = Readonly<z.output<typeof Book>>;

export const EMPTY_BOOK: KeyBook = { version: 1, suspended: [], keys: [] };

/** The file as it is meant, or nothing when it is not whole: half a file could lack a revocation. */
export function parseBook(text: string): KeyBook | undefined {
  try {
    return Book.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function printBook(book: KeyBook): string {
  return `${JSON.stringify(book, null, 2)}\n`;
}
