import type { LinearDocument as L } from '@linear/sdk';

/** Equal as Linear's `eqIgnoreCase` has it, or shown alike: for whoever gives a name has read it as it was shown. */
export function same(a: string, b: string): boolean {
  return shownAs(a) === shownAs(b);
}

function shownAs(name: string): string {
  return name.trim().toLowerCase().replaceAll('"', "'").replaceAll('|', '¦');
}

/** What a name that was shown may be in Linear: quotes and bars are shown as others, of which rows are made. */
export function spellings(given: string): string[] {
  return [...new Set([given, given.replaceAll("'", '"'), given.replaceAll('¦', '|')])];
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

/** Contains the text, or starts as it does: catches the half-remembered and most of the misspelt. */
export function resembles(given: string): L.StringComparator[] {
  const text = given.trim();
  return [{ containsIgnoreCase: text }, { startsWithIgnoreCase: text.slice(0, 3) }];
}
