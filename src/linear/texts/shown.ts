import { SHOWING, sourceOf } from '../text.js';

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
  if (written.length > 0) return written;
  const { shown, first, last } = showing(text);
  const asked = showing(words).shown;
  // Half of what is shown for one thing is no place: it cannot be changed without the other half.
  const isWhole = (from: number, to: number): boolean =>
    (from === 0 || first[from] !== first[from - 1]) && (to === shown.length || last[to] !== last[to - 1]);
  return occurrences(shown, asked, overlapping ? 1 : asked.length)
    .filter(({ from, to }) => isWhole(from, to))
    .map(({ from, to }) => ({ from: first[from] ?? 0, to: last[to - 1] ?? text.length }));
}

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
  readonly first: readonly number[];
  readonly last: readonly number[];
}

function showing(text: string): Showing {
  const start = Array.from({ length: text.length }, (_, index) => index);
  let now: Showing = { shown: text, first: start, last: start.map((index) => index + 1) };
  for (const { pattern, put } of SHOWING) {
    const first: number[] = [];
    const last: number[] = [];
    const keep = (from: number, to: number): void => {
      for (let index = from; index < to; index += 1) {
        first.push(now.first[index] ?? 0);
        last.push(now.last[index] ?? text.length);
      }
    };
    let shown = '';
    let end = 0;
    for (const match of now.shown.matchAll(pattern)) {
      const to = match.index + match[0].length;
      const instead = put(match[0], match[1]);
      keep(end, match.index);
      shown += now.shown.slice(end, match.index) + instead;
      end = to;
      if (instead === match[0]) {
        keep(match.index, to);
        continue;
      }
      for (let index = 0; index < instead.length; index += 1) {
        first.push(now.first[match.index] ?? 0);
        last.push(now.last[to - 1] ?? text.length);
      }
    }
    keep(end, now.shown.length);
    now = { shown: shown + now.shown.slice(end), first, last };
  }
  return now;
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
