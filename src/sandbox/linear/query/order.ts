import type { PageArgs } from './paginate.js';

export type Compare<T> = (a: T, b: T) => number;
export type SortValue = string | number | null;

export interface SortOptions {
  readonly order?: 'Ascending' | 'Descending' | null;
  readonly nulls?: 'first' | 'last' | null;
}

interface Dated {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

function plain(a: string | number, b: string | number): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return Number(a) - Number(b);
}

/** Linear's standard order: newest first by the chosen date, ids break ties. */
export function newestFirst<T extends Dated>(orderBy: PageArgs['orderBy']): Compare<T> {
  const field = orderBy ?? 'createdAt';
  return (a, b) => plain(b[field], a[field]) || plain(b.id, a.id);
}

/** Orders by one value. Ascending and nulls last unless asked otherwise; nulls stay put when the order is reversed. */
export function byValue<T>(get: (record: T) => SortValue, options: SortOptions): Compare<T> {
  const direction = options.order === 'Descending' ? -1 : 1;
  const nullSide = options.nulls === 'first' ? -1 : 1;
  return (a, b) => {
    const [left, right] = [get(a), get(b)];
    if (left === null || right === null) {
      if (left === right) return 0;
      return left === null ? nullSide : -nullSide;
    }
    return direction * plain(left, right);
  };
}

/** Text in a form that sorts as people expect: case and accents do not separate words. */
export function sortableText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The first comparison that tells the two apart decides. */
export function inTurn<T>(comparisons: readonly Compare<T>[]): Compare<T> {
  return (a, b) => {
    for (const compare of comparisons) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}
