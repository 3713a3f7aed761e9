import { IMAGE_TAG, MEDIA, type Rule, SHOWING, shownText, sourceOf } from '../text.js';

/** Where something stands in a text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the words stand in the text in the form in which it is shown, for that is what whoever gives them has read; or,
 * when they stand nowhere so, as they are written. Those that overlap one another are found only when asked for.
 */
export function placesOf(text: string, words: string, search: Search = {}): readonly Place[] {
  if (text.length > MOST_SHOWN || shownText(text) === text) return occurrences(text, words, search);
  const { shown, first, last } = showing(text);
  // Half of what is shown for one thing is no place: it cannot be changed without the other half.
  const isWhole = ({ from, to }: Place): boolean =>
    (from === 0 || first[from] !== first[from - 1]) && (to === shown.length || last[to] !== last[to - 1]);
  const places = occurrences(shown, shownText(words), search, isWhole);
  return places.length === 0
    ? occurrences(text, words, search)
    : places.map(({ from, to }) => ({ from: first[from] ?? 0, to: last[to - 1] ?? text.length }));
}

export interface Search {
  readonly overlapping?: boolean;
  /** Looks no further when it has so many. */
  readonly most?: number;
}

/** What one argument may hold. Of more, every character that is shown would be looked at for each of many edits. */
export const MOST_SHOWN = 100_000;

function occurrences(
  text: string,
  words: string,
  { overlapping = false, most = Number.POSITIVE_INFINITY }: Search,
  isPlace: (place: Place) => boolean = () => true,
): Place[] {
  const places: Place[] = [];
  if (words === '') return places;
  const step = overlapping ? 1 : words.length;
  for (let from = text.indexOf(words); from >= 0; from = text.indexOf(words, from + step)) {
    const place = { from, to: from + words.length };
    if (isPlace(place)) places.push(place);
    if (places.length >= most) break;
  }
  return places;
}

interface Showing {
  readonly shown: string;
  /** Of each character that is shown: where what it is shown for begins and ends in the text. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
}

/** As `shownText` shows it, with the way back. */
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

/** What follows the mark of an image, or of what is shown as one for it might be (`![a`b]`). No class holds what begins the next match, so the time is linear. */
const IMAGE = /[^[\]\n]{0,500}\](?:\([^()[\]\s]{1,1500}(?: "[^"()[\]\n]{0,300}")?\)|(?!\())/.source;
const WRITTEN_IMAGE = new RegExp(`!\\[(${IMAGE})`, 'g');
const LINKED_IMAGE = new RegExp(`\\[image: (${IMAGE})`, 'g');
const LINKED_TAG = /\[image\]\(([^()[\]\s]{0,1500})\)/g;
const OPENED = new RegExp(`<${MEDIA}`, 'gi');
const ESCAPED = new RegExp(`&lt;(${MEDIA})`, 'gi');
const DEFINED = /\[[^[\]]{1,999}\](?=:)/g;
const PARTED = /(\[[^[\]]{1,999}\]) :/g;

/** A text that was made from one as it is shown: what is an image in that one, and shown as a link, is one again. */
export function asStored(text: string, present: string): string {
  if (!/\[image|&lt;|\] :/.test(text) || present.length > MOST_SHOWN) return text;
  const images = new Set(Array.from(present.matchAll(WRITTEN_IMAGE), ([, image]) => image));
  const tags = new Map<string, string[]>();
  for (const [tag] of present.matchAll(IMAGE_TAG)) {
    const source = sourceOf(tag);
    const alike = tags.get(source);
    if (alike === undefined) tags.set(source, [tag]);
    else alike.push(tag);
  }
  // Of several of one source, each in its turn.
  const tagOf = (source: string): string | undefined => {
    const alike = tags.get(source) ?? [];
    return alike.length > 1 ? alike.shift() : alike[0];
  };
  const defined = new Set(present.match(DEFINED));
  const opened = new Set(present.match(OPENED));
  const escaped = new Set(present.match(ESCAPED));
  return text
    .replace(ESCAPED, (written, name: string) =>
      opened.has(`<${name}`) && !escaped.has(written) ? `<${name}` : written,
    )
    .replace(PARTED, (written, label: string) =>
      defined.has(label) && !present.includes(written) ? `${label}:` : written,
    )
    .replace(LINKED_IMAGE, (link, image: string) => (images.has(image) ? `![${image}` : link))
    .replace(LINKED_TAG, (link, source: string) => tagOf(source) ?? link);
}
