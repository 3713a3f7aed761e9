/** One thing that is never shown as it is written, and what is shown for it. */
export interface Rule {
  readonly pattern: RegExp;
  readonly put: (match: string, kept?: string) => string;
}

/** Scripts in whose words a joiner or its opposite is spelling (UAX #31 §2.3). */
const JOINING = `[[${[
  ...['Arabic', 'Bengali', 'Devanagari', 'Gujarati', 'Gurmukhi', 'Kannada', 'Khmer', 'Malayalam'],
  ...['Myanmar', 'Oriya', 'Sinhala', 'Syriac', 'Tamil', 'Telugu'],
]
  .map((script) => `\\p{Script=${script}}`)
  .join('')}]--\\p{Default_Ignorable_Code_Point}]`;

const tags = (letters: string): string =>
  [...letters, '\x7f'].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');

/**
 * What is not seen and yet makes one thing of what is (UTS #51): a joiner between two pictures, the selector of a
 * picture that would be text without it or of a keycap, the three flags of parts of a country; and one joiner between
 * two letters of such a script. One at most stands between two things that are seen, so no text is hidden in them.
 */
const SEEN = [
  '(?<=\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]?)\\u200D(?=\\p{Extended_Pictographic})',
  '(?<=[\\p{Extended_Pictographic}--\\p{Emoji_Presentation}])\\uFE0F',
  '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
  `(?<=\\u{1F3F4})(?:${['gbeng', 'gbsct', 'gbwls'].map(tags).join('|')})`,
  `(?<=${JOINING})[\\u200C\\u200D](?=${JOINING})`,
].join('|');

/**
 * Text from Linear is written by anybody who can write there, so what the eye cannot see is taken out before it
 * goes anywhere: controls, zero-width and bidirectional marks, variation selectors, the tag block (the whole
 * Unicode property Default_Ignorable_Code_Point), interlinear marks and lone surrogates; but not out of what would
 * not be itself without them. Nothing is repeated but one class, so the time is linear.
 */
const HIDDEN = '[[\\p{Cc}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]--[\\n\\t]]';
const INVISIBLE = new RegExp(`(${SEEN})|${HIDDEN}+`, 'gv');
/** Most texts have nothing that the rules are for, and one class is looked for faster than they are. */
const HAS_INVISIBLE = new RegExp(`${HIDDEN}|[\\u2028\\u2029]`, 'v');
const VISIBLE: readonly Rule[] = [
  { pattern: /\r\n?|[\v\f\u0085\u2028\u2029]/g, put: () => '\n' },
  { pattern: INVISIBLE, put: (_match, kept = '') => kept },
];

/** Elements of HTML that a client fetches something for; `image` is another word for `img` (HTML, "in body"). */
const FETCHING = '(?:img|image|picture|source|video|audio|iframe|object|embed)';
/**
 * Such an element as it begins in a text. One without attributes fetches nothing, and is mostly a type in code
 * (`List<Image>`); a name that goes on (`Map<Object, A>`) is another element's (HTML, "tag name state").
 */
export const MEDIA = `(?:${FETCHING}(?!\\s{0,5}/?>)(?![^\\s/>])|svg\\b|input\\b(?=[^>]{0,500}\\btype\\s{0,5}=\\s{0,5}["']?image))`;
export const IMAGE_TAG = /<(?:img|image)(?!\s{0,5}\/?>)[\s/][^<>]{0,2000}>/gi;

/**
 * What follows an exclamation mark in code (`vec![1, 2]`, `#![no_std]`) and is no image of CommonMark (§6.4): a pair of
 * brackets without an address or another pair behind it. Such a pair is an image by a definition of its words; of those
 * none is left. Nothing that goes before brackets (code, tags, escapes, addresses) is in it, so that all readers see the
 * same end.
 */
const NO_IMAGE = '(?:[^\\[\\]\\\\`<]|\\[[^\\[\\]\\\\`<]{0,100}\\](?!\\()){0,300}\\](?!\\s{0,9}[(\\[])';
const IMAGE = new RegExp(`(?<=(!?))!\\[(?!${NO_IMAGE})`, 'g');
/** A definition of words in brackets (CommonMark §4.7) as an address of elsewhere, or one whose address might stand in what comes after the text; Linear's editor makes none. */
const DEFINITION = /(?<=^[ \t>*+\-.)\d]*\[[^[\]]{1,999}\]):(?=[\s>]*(?:\S{0,99}[:/&\\]|(?![\s\S])))/gm;

/**
 * Every repetition is bounded and cannot overlap the next match, so the time is linear. Tags come first: one behind an
 * exclamation mark becomes an image of Markdown, which is none only after the next rule.
 */
const WITHOUT_IMAGES: readonly Rule[] = [
  { pattern: IMAGE_TAG, put: (tag) => `[image](${sourceOf(tag)})` },
  // What is left of two exclamation marks must not stand before the bracket in its turn.
  { pattern: IMAGE, put: (_match, before) => (before ? ' [image: ' : '[image: ') },
  { pattern: new RegExp(`<(?=${MEDIA})`, 'gi'), put: () => '&lt;' },
  { pattern: DEFINITION, put: () => ' :' },
];

/** All that is done, in order, to a text of many lines before it is shown. */
export const SHOWING: readonly Rule[] = [...VISIBLE, ...WITHOUT_IMAGES];

function ruled(text: string, rules: readonly Rule[]): string {
  return rules.reduce((current, { pattern, put }) => current.replace(pattern, put), text);
}

/** Letters, marks and punctuation of Latin, Greek and Cyrillic, and the characters of Japanese, Chinese and Korean. */
const WRITTEN =
  '\\u00A1-\\u00AC\\u00AE-\\u024F\\u0370-\\u052F\\u2010-\\u2027\\u3041-\\u30FF\\u4E00-\\u9FFF\\uAC00-\\uD7A3';
/**
 * Words of what is printable in ASCII, and of what is written in the world, that are one space apart, without what a
 * picture or a tag begins with: nothing is to be taken out of it. Most names and titles are that, and this is one look
 * instead of eight.
 */
const ORDINARY = new RegExp(`^["-;=-~${WRITTEN}]+(?: ["-;=-~${WRITTEN}]+)*$`);

/** Whether a text of at most `max` characters is as it is what `oneLine` and `withoutImages` would make of it. */
export function isOrdinary(text: string, max: number): boolean {
  return text.length <= max && ORDINARY.test(text) && !text.includes(']:');
}

/** The text with every line end as `\n` and nothing invisible left. */
export function visible(text: string): string {
  return HAS_INVISIBLE.test(text) ? ruled(text, VISIBLE) : text;
}

/** One visible line of at most `max` characters; a cut is marked with an ellipsis. */
export function oneLine(text: string, max: number): string {
  if (isOrdinary(text, max)) return text;
  // Four times is room for what cleaning removes; the rest of a huge text is not even looked at.
  const flat = visible(text.slice(0, max * 4))
    .replace(/\s+/g, ' ')
    .trim();
  return flat.length > max ? `${cutAt(flat, max - 1).trimEnd()}…` : flat;
}

/** The text with its lines in one; what stands within a line stays as it is. */
export function unbroken(text: string): string {
  return text.replace(/[\s\u0085]+/g, (blank) => (visible(blank).includes('\n') ? ' ' : blank));
}

/** The first `length` UTF-16 units, without splitting a surrogate pair. */
export function cutAt(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff && length < text.length;
  return text.slice(0, splitsPair ? length - 1 : length);
}

/** Images become plain links: a client that renders the answer must not fetch an address that somebody chose. */
export function withoutImages(text: string): string {
  return text.includes('<') || text.includes('![') || text.includes(']:')
    ? ruled(text, WITHOUT_IMAGES)
    : text;
}

/** What one of the rules begins with. */
const ALTERED = new RegExp(`${HIDDEN}|[\\u2028\\u2029]|!\\[|\\]:|<(?:${FETCHING}|svg|input)`, 'giv');

/** Whether more than so many places of the text may be shown otherwise than they are written. */
export function isAlteredIn(text: string, places: number): boolean {
  let count = 0;
  for (const _place of text.matchAll(ALTERED)) {
    count += 1;
    if (count > places) return true;
  }
  return false;
}

/** Long text as it is shown: nothing invisible, images as links. */
export function shownText(text: string): string {
  return withoutImages(visible(text));
}

/** The address of an `<img>`; empty when it has none. */
export function sourceOf(tag: string): string {
  return /(?<![\w-])src\s{0,5}=\s{0,5}["']?([^"'\s<>]{1,1500})/i.exec(tag)?.[1] ?? '';
}
