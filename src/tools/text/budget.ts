import { cutAt } from '../../linear/text.js';

/** No answer may be larger than this, counted in tokens of cl100k. */
export const MOST_TOKENS = 20_000;

/** An upper estimate of the tokens in a text, from its characters alone; linear and without a tokenizer. */
export function tokensAtMost(text: string): number {
  const weigh = createScale();
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum += weigh(text, index);
  return Math.ceil(sum);
}

/** How many characters from `start` fit into so many tokens. */
export function charactersWithin(text: string, tokens: number, start = 0): number {
  const weigh = createScale();
  let sum = 0;
  for (let index = start; index < text.length; index++) {
    sum += weigh(text, index);
    if (sum > tokens) return index - start;
  }
  return Math.max(0, text.length - start);
}

/**
 * What of a text fits from a character on. It does not end in blanks, unless it is nothing else: a block would lose
 * them, so they begin the next piece.
 */
export function pieceWithin(text: string, tokens: number, start = 0): string {
  const most = cutAt(text.slice(start), charactersWithin(text, Math.max(0, tokens), start));
  return start + most.length < text.length ? most.trimEnd() || most : most;
}

/** The beginning of a text that fits, and what its label says when it is not the whole. */
export function beginningOf(text: string, tokens: number): { piece: string; cut: string } {
  const piece = pieceWithin(text, tokens);
  const cut = piece.length < text.length ? `, first ${piece.length} of ${text.length} characters` : '';
  return { piece, cut };
}

/** The first lines that fit into so many tokens. */
export function linesWithin(lines: readonly string[], tokens: number): readonly string[] {
  if (lines.reduce((sum, line) => sum + bytesOf(line) + 1, 0) <= tokens) return lines;
  return writtenWithin(lines, tokens, (line) => line);
}

/** The same of lines that are dear to make: those behind the last that fits are not made. */
export function writtenWithin<Item>(
  items: readonly Item[],
  tokens: number,
  write: (item: Item) => string,
): readonly string[] {
  const lines: string[] = [];
  let left = tokens;
  for (const item of items) {
    const line = write(item);
    left -= tokensAtMost(line) + 1;
    if (left < 0) break;
    lines.push(line);
  }
  return lines;
}

/** What each of several texts may take of an answer: at least something of each, and more where there are few. */
export function shareOf(texts: number): number {
  return Math.max(1_500, (MOST_TOKENS - 1_000) / Math.max(1, texts) - 200);
}

/** The text, or as much of it as an answer may hold: a bound for tools whose own one an upstream has slipped past. */
export function withinAnswer(text: string): string {
  if (bytesOf(text) <= MOST_TOKENS) return text;
  const length = charactersWithin(text, MOST_TOKENS);
  return length >= text.length ? text : `${cutAt(text, length)}…\nThe answer was too large and ends here.`;
}

/** In UTF-8: no character is weighed as more tokens than it has bytes, so these are a bound that costs next to nothing. */
function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** Letters of one word so far, beyond which it is taken for something random and dearer. */
const LONG_WORD = 12;

/**
 * Weighs a text character by character, in order. What a character may cost is the worst that a tokenizer does with
 * it after its neighbours: letters in pairs (prose is nearer to fives), a capital within a word and a mark one by
 * one, digits in threes, and a token for each UTF-8 byte beyond ASCII.
 */
function createScale(): (text: string, index: number) => number {
  let letters = 0;
  let digits = 0;
  return (text, index) => {
    const code = text.charCodeAt(index);
    if (isLower(code) || isUpper(code)) {
      digits = 0;
      letters += 1;
      if (letters === 1 || isUpper(code)) return 1;
      if (letters === 2) return 0;
      return letters > LONG_WORD ? 0.65 : 0.5;
    }
    letters = 0;
    digits = isDigit(code) ? digits + 1 : 0;
    if (digits > 0) return digits % 3 === 1 ? 1 : 0;
    return code < 0x80 ? weightOfMark(text, index) : weightBeyondAscii(code);
  };
}

/** A single space becomes part of the word that it precedes. */
function weightOfMark(text: string, index: number): number {
  if (text.charCodeAt(index) !== 0x20) return 1;
  const next = text.charCodeAt(index + 1);
  return (isLower(next) || isUpper(next)) && text.charCodeAt(index - 1) !== 0x20 ? 0 : 0.5;
}

/** Two bytes for Greek, three for Chinese, four for the two units of an emoji. */
function weightBeyondAscii(code: number): number {
  if (code < 0x800) return 2;
  return code >= 0xd800 && code <= 0xdfff ? 2 : 3;
}

function isLower(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
