/**
 * Text from Linear is written by anybody who can write there, so what the eye cannot see is taken out before it
 * goes anywhere: controls, zero-width and bidirectional marks, variation selectors, the tag block (the whole
 * Unicode property Default_Ignorable_Code_Point), interlinear marks and lone surrogates. Both patterns are single
 * character classes, so the time is linear in the length.
 */
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;

/**
 * Printable ASCII in words that are one space apart, without what a picture or a tag begins with: nothing is to be
 * taken out of it. Most names and titles are that, and this is one look instead of eight.
 */
const ORDINARY = /^["-;=-~]+(?: ["-;=-~]+)*$/;

/** Whether a text of at most `max` characters is as it is what `oneLine` and `withoutImages` would make of it. */
export function isOrdinary(text: string, max: number): boolean {
  return text.length <= max && ORDINARY.test(text);
}

/** The text with every line end as `\n` and nothing invisible left. */
export function visible(text: string): string {
  return text.replace(LINE_ENDS, '\n').replace(INVISIBLE, '');
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

/** The first `length` UTF-16 units, without splitting a surrogate pair. */
export function cutAt(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff && length < text.length;
  return text.slice(0, splitsPair ? length - 1 : length);
}

/**
 * Images become plain links: a client that renders the answer must not fetch an address that somebody chose.
 * Every repetition is bounded and cannot overlap the next match, so the time is linear.
 */
export function withoutImages(text: string): string {
  if (!text.includes('<') && !text.includes('![')) return text;
  return text
    .replace(/!\[/g, '[image: ')
    .replace(/<img\b[^<>]{0,2000}>/gi, (tag) => `[image](${sourceOf(tag)})`)
    .replace(/<(?=(?:img|picture|source|video|audio|iframe|object|embed|svg)\b)/gi, '&lt;');
}

function sourceOf(tag: string): string {
  return /\bsrc\s{0,5}=\s{0,5}["']?([^"'\s<>]{1,1500})/i.exec(tag)?.[1] ?? '';
}
