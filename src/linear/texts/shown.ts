import { IMAGE_TAG, isAlteredIn, MEDIA, type Rule, SHOWING, shownText, sourceOf } from '../text.js';

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
  if (!isShowable(text) || shownText(text) === text) return occurrences(text, words, search);
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

/**
 * The first is what one argument may hold; the second are the lines of such a text, for each may end as it is not shown.
 * Of more, every place would be looked at for each of many edits, while nobody else is served.
 */
const MOST_SHOWN = 100_000;
const MOST_ALTERED = 3_000;

/** Whether words are looked for in the text in the form in which it is shown. */
export function isShowable(text: string): boolean {
  return text.length <= MOST_SHOWN && !isAlteredIn(text, MOST_ALTERED);
}

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
  const first = new Uint32Array(text.length);
  const last = new Uint32Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    first[index] = index;
    last[index] = index + 1;
  }
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

/**
 * Makes of texts that were written with this one in view what is stored: what is an image in it, and shown as a link, is
 * one again.
 */
export function storedBeside(present: string): (text: string) => string {
  let known: Written | undefined;
  return (text) => {
    if (!/\[image|&lt;|\] :/.test(text) || present.length > MOST_SHOWN) return text;
    known ??= writtenIn(present);
    return asWritten(text, known);
  };
}

/** The same for one text. */
export function asStored(text: string, present: string): string {
  return storedBeside(present)(text);
}

/** What a text has that is not shown as it is written. */
interface Written {
  readonly text: string;
  readonly images: ReadonlySet<string>;
  /** By their source, in order. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  readonly opened: ReadonlySet<string>;
  /** What is written as it is shown, and means itself. */
  readonly escaped: ReadonlySet<string>;
  readonly defined: ReadonlySet<string>;
}

function writtenIn(text: string): Written {
  const tags = new Map<string, string[]>();
  for (const [tag] of text.matchAll(IMAGE_TAG)) {
    const source = sourceOf(tag);
    const alike = tags.get(source);
    if (alike === undefined) tags.set(source, [tag]);
    else alike.push(tag);
  }
  return {
    text,
    images: new Set(Array.from(text.matchAll(WRITTEN_IMAGE), ([, image = '']) => image)),
    tags,
    opened: new Set(text.match(OPENED)),
    escaped: new Set(text.match(ESCAPED)),
    defined: new Set(text.match(DEFINED)),
  };
}

function asWritten(text: string, written: Written): string {
  const { images, tags, opened, escaped, defined } = written;
  const taken = new Map<string, number>();
  // Of several of one source, each in its turn.
  const tagOf = (source: string): string | undefined => {
    const alike = tags.get(source) ?? [];
    const turn = taken.get(source) ?? 0;
    taken.set(source, turn + 1);
    return alike.length > 1 ? alike[turn] : alike[0];
  };
  return text
    .replace(ESCAPED, (shown, name: string) =>
      opened.has(`<${name}`) && !escaped.has(shown) ? `<${name}` : shown,
    )
    .replace(PARTED, (shown, label: string) =>
      defined.has(label) && !written.text.includes(shown) ? `${label}:` : shown,
    )
    .replace(LINKED_IMAGE, (link, image: string) => (images.has(image) ? `![${image}` : link))
    .replace(LINKED_TAG, (link, source: string) => tagOf(source) ?? link);
}
