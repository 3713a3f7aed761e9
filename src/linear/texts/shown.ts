import { type Rule, SHOWING, sourceOf } from '../text.js';

/** Where something stands in a text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the words stand in the text: as they are written or, when they stand nowhere so, in the form in which the text
 * is shown, for that is what whoever gives them has read. Places may overlap one another only when asked for.
 */
export function placesOf(text: string, words: string, { overlapping = false } = {}): readonly Place[] {
  const step = overlapping ? 1 : words.length;
  const written = occurrences(text, words, step);
  if (written.length > 0 || text.length > MOST_CHARACTERS) return written;
  const { shown, first, last } = showing(text);
  const asked = showing(words).shown;
  // Half of what is shown for one thing is no place: it cannot be changed without the other half.
  const isWhole = (from: number, to: number): boolean =>
    (from === 0 || first[from] !== first[from - 1]) && (to === shown.length || last[to] !== last[to - 1]);
  return occurrences(shown, asked, overlapping ? 1 : asked.length)
    .filter(({ from, to }) => isWhole(from, to))
    .map(({ from, to }) => ({ from: first[from] ?? 0, to: last[to - 1] ?? text.length }));
}

/** What one argument may hold. Of more, every character that is shown would be looked at for each of many edits. */
const MOST_CHARACTERS = 100_000;

function occurrences(text: string, words: string, step: number): Place[] {
  const places: Place[] = [];
  if (words === '') return places;
  for (let from = text.indexOf(words); from >= 0; from = text.indexOf(words, from + step)) {
    places.push({ from, to: from + words.length });
  }
  return places;
}

interface Showing {
  readonly shown: string;
  /** Of each character that is shown: where what it is shown for begins and ends in the text. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
}

function showing(text: string): Showing {
  const first = Uint32Array.from({ length: text.length }, (_, index) => index);
  const last = first.map((index) => index + 1);
  return SHOWING.reduce(ruled, { shown: text, first, last });
}

/** What a rule makes of it. */
function ruled(now: Showing, { pattern, put }: Rule): Showing {
  const pieces = [...now.shown.matchAll(pattern)].flatMap((match) => {
    const instead = put(match[0], match[1]);
    return instead === match[0] ? [] : [{ from: match.index, to: match.index + match[0].length, instead }];
  });
  if (pieces.length === 0) return now;
  const length = pieces.reduce(
    (sum, { from, to, instead }) => sum - (to - from) + instead.length,
    now.shown.length,
  );
  const [first, last] = [new Uint32Array(length), new Uint32Array(length)];
  const shown: string[] = [];
  let read = 0;
  let written = 0;
  const keep = (to: number): void => {
    shown.push(now.shown.slice(read, to));
    first.set(now.first.subarray(read, to), written);
    last.set(now.last.subarray(read, to), written);
    written += to - read;
  };
  for (const { from, to, instead } of pieces) {
    keep(from);
    shown.push(instead);
    first.fill(now.first[from] ?? 0, written, written + instead.length);
    last.fill(now.last[to - 1] ?? 0, written, written + instead.length);
    written += instead.length;
    read = to;
  }
  keep(now.shown.length);
  return { shown: shown.join(''), first, last };
}

const LINKED_IMAGE = /\[image: ([^\]\n]{0,500}\]\([^)\s]{1,1500}\))/g;
const LINKED_TAG = /\[image\]\(([^)\s]{0,1500})\)/g;
const TAG = /<img\b[^<>]{0,2000}>/gi;

/** A text that was made from one as it is shown: what is an image in that one, and shown as a link, is one again. */
export function asStored(text: string, present: string): string {
  if (!text.includes('[image')) return text;
  const tags = present.match(TAG) ?? [];
  return text
    .replace(LINKED_IMAGE, (link, rest: string) => (present.includes(`![${rest}`) ? `![${rest}` : link))
    .replace(LINKED_TAG, (link, source: string) => tags.find((tag) => sourceOf(tag) === source) ?? link);
}
