import { z } from 'zod';
import { isNone } from '../linear/names/given.js';
import { unbroken, visible } from '../linear/text.js';
import { isDate, numberAsText } from './ranges.js';

/**
 * The kinds of parameters that tools have. Lengths are checked but not advertised: a model does not count
 * characters, and every word of a schema is paid for in each conversation.
 */

/**
 * Text that is not empty. All checks are added at once: zod keeps the schema before each step, and with some
 * hundred fields that is the largest part of what tools take of memory.
 */
function bounded(max: number, clean = (text: string): string => text) {
  return z.string().check(
    z.trim(),
    z.overwrite(clean),
    z.refine((text) => visible(text).trim() !== '', 'must not be empty'),
    z.refine(atMost(max), tooLong(max)),
  );
}

/** Shared by all fields that hold one, as a field's description makes a schema of its own. */
const NAME = bounded(200);
const CYCLE = z.preprocess(numberAsText, bounded(100));

/** A name, identifier or link: one line, not empty. */
export function name(description?: string) {
  return described(NAME, description);
}

/** Whether the field takes a name, an identifier or a link: descriptions do not change what a schema is made of. */
export function isName(field: z.ZodString): boolean {
  return field.def === NAME.def;
}

/** Text of at most so many characters, as it is given. */
export function text(max: number) {
  return z.string().refine(atMost(max), tooLong(max));
}

/** Text that may be empty; `null` empties it as it does other fields. */
export function longText(description: string, max = 100_000) {
  return z.preprocess((value) => (value === null ? '' : value), text(max)).describe(description);
}

/** A title, a new name or words: one line, whatever was pasted, and not empty. */
export function shortText(description: string, max: number) {
  return described(bounded(max, unbroken), description);
}

/** The character of a long text to read on from. A bound of our own: zod's would be advertised in sixteen digits. */
export function textFrom(description: string) {
  return z.int().min(0).max(10_000_000).describe(description).optional();
}

/** A list of names; a single name is taken for a list of one. */
export function names(description: string, options: { max?: number; mayBeEmpty?: boolean } = {}) {
  return listOf(NAME, options).describe(description);
}

/** A cycle: a word, a name or a number, which may come as one. */
export function cycleName(description?: string) {
  return described(CYCLE, description);
}

/**
 * A field that `null` empties, and `none` as in filters. The description is given here, so that it stands beside both
 * alternatives.
 */
export function orNull<S extends z.ZodType>(field: S, description: string) {
  return z.preprocess(nullIfNone, field.nullable()).describe(description);
}

/** What such a field holds. */
export type Emptied = string | null | undefined;

/** In a write, `none` empties a field as `null` does, or leaves it empty. */
export function nullIfNone<T>(given: T): T | null {
  return typeof given === 'string' && isNone(given) ? null : given;
}

/** A list of fixed words; a single word is taken for a list of one. */
export function words<const W extends readonly [string, ...string[]]>(choices: W, description: string) {
  return listOf(z.enum(choices)).describe(description);
}

/** A colour, as Linear keeps them. */
export function color(description: string) {
  return z
    .string()
    .trim()
    .refine((text) => /^#[0-9a-f]{6}$/i.test(text), 'must be a colour such as #5e6ad2')
    .describe(description);
}

/** A calendar date. */
export function day(description?: string) {
  const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDate(text);
  return described(z.string().trim().refine(isDay, 'must be a date such as 2026-03-31'), description);
}

/** The start of a period: a date, a time, or a duration back from now, as Linear's filters take it. */
export function since(description: string) {
  return z
    .string()
    .trim()
    .refine(isSince, 'must be a date such as 2026-03-31, or a duration such as P7D for the last seven days')
    .transform((text) => (/^P/i.test(text) ? `-${text.toUpperCase()}` : text))
    .describe(description);
}

/** `none, urgent, high, medium, low` in Linear's numbering. */
export const PRIORITIES = ['none', 'urgent', 'high', 'medium', 'low'] as const;

/** A priority by its word; Linear's number for it is taken as well. */
export function priority(description?: string) {
  return described(z.preprocess(wordOfPriority, z.enum(PRIORITIES)), description);
}

/** The number of a priority's word. */
export function priorityNumber(word: (typeof PRIORITIES)[number]): number {
  return PRIORITIES.indexOf(word);
}

function wordOfPriority(value: unknown): unknown {
  if (typeof value === 'string' && /^[0-4]$/.test(value.trim())) return PRIORITIES[Number(value)];
  if (typeof value === 'string') return value.trim().toLowerCase();
  return typeof value === 'number' ? (PRIORITIES[value] ?? value) : value;
}

/** A list whose only element may stand alone. */
export function listOf<S extends z.ZodType>(
  element: S,
  { max = 20, mayBeEmpty = false }: { max?: number; mayBeEmpty?: boolean } = {},
) {
  const items = z.array(element).check(
    z.refine((list) => mayBeEmpty || list.length > 0, 'must not be an empty list'),
    z.refine((list) => list.length <= max, `must have at most ${max} entries`),
  );
  return z.preprocess((value) => (Array.isArray(value) || value == null ? value : [value]), items);
}

/** Any unique text, by which a repeated call is known. The least length is told: a short one comes by itself. */
export function idempotencyKey() {
  return z
    .string()
    .refine((key) => key.length >= 8 && key.length <= 200, 'must have 8 to 200 characters')
    .meta({ description: 'Same key, made once', minLength: 8 })
    .optional();
}

/** No word about a field that speaks for itself, or whose word stands beside it. */
export function described<S extends z.ZodType>(field: S, description = ''): S {
  return description === '' ? field : field.describe(description);
}

function atMost(max: number): (text: string) => boolean {
  return (text) => text.length <= max;
}

function tooLong(max: number): string {
  return `must be at most ${max} characters long`;
}

function isSince(text: string): boolean {
  if (/^-?P(?=.)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?(T\d{1,5}[HM])?$/i.test(text)) return true;
  return /^\d{4}-\d{2}-\d{2}(T[\d:.]{4,12}(Z|[+-]\d{2}:?\d{2})?)?$/.test(text) && isDate(text);
}
