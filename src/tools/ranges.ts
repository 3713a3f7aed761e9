import { z } from 'zod';
import { fail } from '../errors.js';

/** The two ends of a range as somebody wrote it; an end that is absent is open. */
export interface Span {
  readonly from?: string;
  readonly to?: string;
  /** Written without dots: a duration that is no range has its other end today. */
  readonly isAlone?: true;
}

/** A span, nothing at all (`none`), or what is before today (`overdue`). */
export type Range = Span | 'none' | 'overdue';

const DURATION = /^-?P(?=.)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?(T(?=.)(\d{1,5}H)?(\d{1,5}M)?)?$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]{4,12}(Z|[+-]\d{2}:?\d{2})?$/i;
const HINT =
  'must be a range such as "2026-03-01..2026-03-31", "..2026-03-31", a date, or a duration such as P7D';

/** A range of dates: `from..to`, both inclusive, either may be missing; one date is that day. */
export function dateRange(description: string, words: readonly ('none' | 'overdue')[] = []) {
  const also = words.length === 0 ? '' : `, or ${words.map((word) => `"${word}"`).join(' or ')}`;
  return z
    .string()
    .trim()
    .refine((text) => isWord(text, words) || spanOf(text) !== undefined, HINT + also)
    .transform((text): Range => (isWord(text, words) ? lower(text) : (spanOf(text) ?? {})))
    .describe(description);
}

function isWord(text: string, words: readonly string[]): boolean {
  return words.includes(text.toLowerCase());
}

function lower(text: string): 'none' | 'overdue' {
  return text.toLowerCase() === 'overdue' ? 'overdue' : 'none';
}

function spanOf(text: string): Span | undefined {
  const [from = '', to, more] = text.split('..');
  if (more !== undefined || ![from, to ?? ''].every((end) => end === '' || isEnd(end))) return undefined;
  if (to === undefined)
    return from === '' ? undefined : { from, ...(DATE.test(from) && { to: from }), isAlone: true };
  if (from === '' && to === '') return undefined;
  return { ...(from !== '' && { from }), ...(to !== '' && { to }) };
}

function isEnd(text: string): boolean {
  return DURATION.test(text) || ((DATE.test(text) || TIME.test(text)) && isDate(text));
}

/** Rolls over nothing: 31 February is not a date. */
export function isDate(text: string): boolean {
  if (Number.isNaN(Date.parse(text))) return false;
  const midnight = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text.slice(0, 10));
}

/** A range of the argument of that name, and the start of the call. */
interface Asked {
  readonly name: string;
  readonly range: Range | undefined;
  readonly now: Date;
}

/** What Linear compares a moment with. A duration counts back from now, with a sign or without. */
export function momentComparator({
  name,
  range,
  now,
}: Asked): { gte?: string; lt?: string; null?: boolean } | undefined {
  if (range === undefined) return undefined;
  if (typeof range === 'string') return { null: true };
  const { from, to } = forward(name, range, (end) => whenOf(back(end), now));
  return {
    ...(from !== undefined && { gte: back(from) }),
    ...(to !== undefined && { lt: DATE.test(to) ? dayAfter(to) : back(to) }),
  };
}

/** What Linear compares a day with. A duration counts forward from today, or back with a sign. */
export function dayComparator({
  name,
  range,
  now,
}: Asked): { gte?: string; lte?: string; lt?: string; null?: boolean } | undefined {
  if (range === undefined) return undefined;
  const today = now.toISOString().slice(0, 10);
  if (range === 'none') return { null: true };
  if (range === 'overdue') return { lt: today };
  const { from, to, isAlone } = forward(name, range, (end) => whenOf(dayOf(end), now));
  // "P7D" alone: from today on for seven days, or the seven days up to today.
  if (isAlone && from !== undefined && DURATION.test(from)) {
    return from.startsWith('-')
      ? { gte: from.toUpperCase(), lte: today }
      : { gte: today, lte: from.toUpperCase() };
  }
  return {
    ...(from !== undefined && { gte: dayOf(from) }),
    ...(to !== undefined && { lte: dayOf(to) }),
  };
}

/** The span, unless it ends before it begins: nothing would match, which is no answer to what was meant. */
function forward(name: string, span: Span, when: (end: string) => number): Span {
  const { from, to } = span;
  if (from === undefined || to === undefined) return span;
  // A last day is whole.
  const last = DATE.test(to) ? when(dayAfter(to)) - 1 : when(to);
  if (when(from) <= last) return span;
  return fail({ code: 'invalid_arguments', problems: [`${name} ${backwards(from, to)}`] });
}

function backwards(from: string, to: string): string {
  return `runs backwards: write it as "${to}..${from}"`;
}

/** Milliseconds since the epoch of a date, a time, or a duration from now. */
function whenOf(end: string, now: Date): number {
  const parts = DURATION.exec(end);
  if (parts === null) return Date.parse(end);
  const sign = end.startsWith('-') ? -1 : 1;
  const [years = 0, months = 0, weeks = 0, days = 0, , hours = 0, minutes = 0] = parts
    .slice(1)
    .map((part: string | undefined) => sign * Number.parseInt(part ?? '0', 10));
  const at = new Date(now);
  at.setUTCFullYear(
    at.getUTCFullYear() + years,
    at.getUTCMonth() + months,
    at.getUTCDate() + weeks * 7 + days,
  );
  return at.getTime() + (hours * 60 + minutes) * 60_000;
}

function back(end: string): string {
  if (!/^-?P/i.test(end)) return end;
  return `-${end.replace('-', '').toUpperCase()}`;
}

function dayOf(end: string): string {
  return /^-?P/i.test(end) ? end.toUpperCase() : end.slice(0, 10);
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

const NUMBER = /^\d{1,4}$/;

/** A range of whole numbers: `3`, `1..3`, `..2`, `5..`, or `none`. */
export function numberRange(description: string) {
  const text = z
    .string()
    .trim()
    .refine((given) => numbersOf(given) !== undefined, 'must be a number, a range such as "1..3", or "none"')
    .superRefine((given, { addIssue }) => {
      const { gte = 0, lte = gte } = numbersOf(given) ?? {};
      if (gte > lte) addIssue(backwards(String(gte), String(lte)));
    })
    .transform((given) => numbersOf(given) ?? {});
  return z.preprocess(numberAsText, text).describe(description);
}

/** A number that is given where its digits are meant; anything else as it is. */
export function numberAsText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

function numbersOf(text: string): { gte?: number; lte?: number; null?: boolean } | undefined {
  if (text.toLowerCase() === 'none') return { null: true };
  const [from = '', to = from, more] = text.split('..');
  if (more !== undefined || (from === '' && to === '')) return undefined;
  if (![from, to].every((end) => end === '' || NUMBER.test(end))) return undefined;
  return { ...(from !== '' && { gte: Number(from) }), ...(to !== '' && { lte: Number(to) }) };
}
