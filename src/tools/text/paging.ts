import { createHash } from 'node:crypto';
import type { Page } from '../../linear/pages.js';
import { linesWithin } from './budget.js';
import { checkCursorOwner, readCursor, writeCursor } from './cursor.js';

/** Where a page begins: after Linear's cursor and, where the answer before had no room for it, after that row. */
export interface Place {
  readonly cursor: string | undefined;
  readonly after: string | undefined;
  readonly shownLast: string | undefined;
}

const CUT = /^cut ([\w-]{8}) (.*)$/s;

/** The place that a cursor stands for, or the beginning. */
export function placeOf(cursor: string | undefined, query: unknown): Place {
  if (cursor === undefined) return { cursor, after: undefined, shownLast: undefined };
  const place = readCursor(cursor, query);
  const [, shownLast, after = place] = CUT.exec(place) ?? [];
  return { cursor, after: after === '' ? undefined : after, shownLast };
}

interface Turned {
  readonly shown: readonly string[];
  /** Of what follows; absent at the end. */
  readonly next?: string;
}

/**
 * The lines of a page that an answer has room for, and the cursor of what follows. Where there is no room for all, that
 * is the same page once more, from the row on that was shown last: Linear is asked twice, but nobody reads it twice. A
 * row is known by its key (by default its line); when it is not there any more, the page is shown from its beginning.
 */
export function turned<Row>(
  page: Page<Row>,
  lines: readonly string[],
  options: { place: Place; query: unknown; tokens: number; keys?: readonly string[] },
): Turned {
  const { place, query, tokens, keys = lines } = options;
  if (place.cursor !== undefined) checkCursorOwner(place.cursor, page.viewerId);
  const from = place.shownLast === undefined ? 0 : keys.findIndex((key) => hash(key) === place.shownLast) + 1;
  const left = lines.slice(from);
  const fitting = linesWithin(left, tokens);
  // One row at least: the cursor of a page of none would be that of the page behind it.
  const shown = fitting.length > 0 ? fitting : left.slice(0, 1);
  const last = shown.length < left.length ? keys[from + shown.length - 1] : undefined;
  const end = last === undefined ? page.endCursor : `cut ${hash(last)} ${place.after ?? ''}`;
  return { shown, ...(end !== undefined && { next: writeCursor(query, page.viewerId, end) }) };
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8);
}
