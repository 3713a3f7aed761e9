import { inputError } from '../errors.js';

/** Linear's bounds of `first` and `last`. */
export const PAGE_SIZE = { smallest: 1, standard: 50, largest: 250 } as const;

export interface PageArgs {
  readonly after?: string | null;
  readonly before?: string | null;
  readonly first?: number | null;
  readonly last?: number | null;
  readonly includeArchived?: boolean | null;
  readonly orderBy?: 'createdAt' | 'updatedAt' | null;
  readonly filter?: unknown;
}

export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
}

export interface PageSource<T> {
  /** Every record of the connection, in order. */
  readonly ordered: readonly T[];
  readonly compare: (a: T, b: T) => number;
  /** Finds the record a cursor names, even when it has left the connection meanwhile. */
  readonly anchor: (id: string) => T | undefined;
}

function checkSize(name: string, size: number | null | undefined): number | undefined {
  if (size === null || size === undefined) return undefined;
  if (size < PAGE_SIZE.smallest || size > PAGE_SIZE.largest) {
    const bounds = `between ${PAGE_SIZE.smallest} and ${PAGE_SIZE.largest}`;
    throw inputError('Argument Validation Error', `${name} must be ${bounds}.`);
  }
  return size;
}

interface Anchor<T> {
  readonly record: T;
  readonly index: number;
}

/** Where a cursor stands: its record's place, or the place it would have if it were still in the connection. */
function locate<T extends { id: string }>(source: PageSource<T>, cursor: string): Anchor<T> {
  const record = source.anchor(cursor);
  if (record === undefined) throw inputError('Invalid cursor', 'The pagination cursor is not valid.');
  const exact = source.ordered.findIndex((candidate) => candidate.id === record.id);
  if (exact !== -1) return { record, index: exact };
  const following = source.ordered.findIndex((candidate) => source.compare(candidate, record) > 0);
  return { record, index: following === -1 ? source.ordered.length : following };
}

function startAfter<T extends { id: string }>(source: PageSource<T>, cursor: string): number {
  const { record, index } = locate(source, cursor);
  return source.ordered[index]?.id === record.id ? index + 1 : index;
}

/** One page of an ordered list by the rules of the Relay cursor connections specification, within Linear's bounds. */
export function paginate<T extends { id: string }>(source: PageSource<T>, args: PageArgs): Connection<T> {
  const first = checkSize('first', args.first);
  const last = checkSize('last', args.last);
  if (first !== undefined && last !== undefined) {
    throw inputError('Argument Validation Error', 'first and last cannot be used together.');
  }
  let from = args.after ? startAfter(source, args.after) : 0;
  let to = args.before ? locate(source, args.before).index : source.ordered.length;
  to = Math.max(from, to);
  if (last !== undefined) from = Math.max(from, to - last);
  else to = Math.min(to, from + (first ?? PAGE_SIZE.standard));
  const nodes = source.ordered.slice(from, to);
  return {
    nodes,
    edges: nodes.map((node) => ({ cursor: node.id, node })),
    pageInfo: {
      startCursor: nodes[0]?.id ?? null,
      endCursor: nodes.at(-1)?.id ?? null,
      hasNextPage: to < source.ordered.length,
      hasPreviousPage: from > 0,
    },
  };
}
