import type { LinearDocument as L } from '@linear/sdk';
import { oneLine, withoutImages } from '../text.js';

/** Equal as Linear's `eqIgnoreCase` has it, or shown alike: for whoever gives a name has read it as it was shown. */
export function same(a: string, b: string): boolean {
  return shownAs(a) === shownAs(b);
}

function shownAs(name: string): string {
  return name.trim().toLowerCase().replaceAll('"', "'").replaceAll('|', '¦');
}

/** What a name that was shown may be in Linear: quotes and bars are shown as others, of which rows are made. */
export function called(given: string): L.StringComparator[] {
  return spellings(given).map(is);
}

/** None of what the name may be in Linear: each comparator has to hold. */
export function notCalled(given: string): { neqIgnoreCase: string }[] {
  return spellings(given).map((name) => ({ neqIgnoreCase: name.trim() }));
}

function spellings(given: string): string[] {
  const quoted = [given, given.replaceAll("'", '"')];
  return [...new Set([...quoted, ...quoted.map((name) => name.replaceAll('¦', '|'))])];
}

/** A name as a sentence may repeat it: people chose it in Linear, so it is one visible line in which no image is shown. */
export function cleanName(name: string): string {
  return oneLine(withoutImages(oneLine(name, 160)), 80);
}

/**
 * Whether what is shown for a name, given back, is that name. Where it is not (something hidden in it, an image, more
 * than is shown) a candidate needs something else by which it is known.
 */
export function isShownWhole(name: string): boolean {
  return cleanName(name) === name.trim();
}

/** A candidate that names its node: by its name, or by its UUID besides where the name does not. */
export function writtenAs(name: string, id: string): string {
  // What begins with the mark of an exclusion excludes something else.
  const plain = name.trim().replace(/^!+\s*(?=.)/, '');
  return plain === name.trim() && isShownWhole(name) ? name : `${plain} (${id})`;
}

/** Whatever fits one of them. */
export function anyOf<Filter extends { or?: Filter[] | null }>(
  filters: readonly Filter[],
): Filter | { or: Filter[] } {
  const [first, ...rest] = filters;
  return first !== undefined && rest.length === 0 ? first : { or: [...filters] };
}

export function is(given: string): L.StringComparator {
  return { eqIgnoreCase: given.trim() };
}

/**
 * Contains the text, or starts as its first word does: catches the half-remembered, most of the misspelt, and what has
 * another blank between its words than is shown.
 */
export function resembles(given: string): L.StringComparator[] {
  const text = given.trim();
  return [{ containsIgnoreCase: text }, { startsWithIgnoreCase: /^\S{1,3}/.exec(text)?.[0] ?? text }];
}

/** How many letters two short words differ by (Levenshtein), taking no more than forty of each. */
export function distance(left: string, right: string): number {
  const [a, b] = [left.slice(0, 40), right.slice(0, 40)];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, ofA] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, ofB] of [...b].entries()) {
      const substituted = (previous[column] ?? 0) + (ofA === ofB ? 0 : 1);
      current.push(Math.min(substituted, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

/** The words, most like the given one first; what contains it comes before what merely resembles it. */
export function nearestFirst(words: readonly string[], given: string): string[] {
  const wanted = given.trim().toLowerCase();
  const rank = (word: string): number => {
    const lower = word.toLowerCase();
    return lower.includes(wanted) ? 0 : distance(lower.slice(0, wanted.length + 3), wanted);
  };
  return words
    .map((word) => ({ word, rank: rank(word) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ word }) => word);
}
