import type { Paged } from './rows.js';

/** One page of a list, and whose view of the workspace it is. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Present when there are more; meaningful for the same filter and order only. */
  readonly endCursor?: string;
  readonly viewerId: string;
}

/** What is asked of a list besides its filter. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string | undefined;
}

export type Viewed = { readonly viewer: { readonly id: string } };

/** The page out of an answer that says who asked. */
export function pageOf<Row>({ viewer }: Viewed, { nodes, pageInfo }: Paged<Row>): Page<Row> {
  const more = pageInfo.hasNextPage && pageInfo.endCursor ? { endCursor: pageInfo.endCursor } : {};
  return { rows: nodes, ...more, viewerId: viewer.id };
}

/** `first` and, from the second page on, `after`. */
export function pageVariables({ limit, after }: PageRequest): { first: number; after?: string } {
  return { first: limit, ...(after !== undefined && { after }) };
}
