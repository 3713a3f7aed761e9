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

/** Rows on a page: Linear's largest. */
export const PAGE = 250;
/** So many pages are looked through at most: a call that goes on for ever helps nobody. */
const MOST_PAGES = 10;

/** Pages of a list, the newest first, and where they stand in an answer. */
export interface Pages<Data, Row> {
  readonly ask: (after: string | undefined) => Promise<Data>;
  readonly rowsOf: (data: Data) => Paged<Row>;
  readonly mostPages?: number;
}

/** What was looked through: the last answer, and every row up to it. */
export interface Looked<Data, Row> {
  readonly data: Data;
  readonly rows: readonly Row[];
  /** Older ones were not looked at. */
  readonly isCut: boolean;
}

/** Turns pages until the rows so far are enough, or there are no more, or not one more is to be asked for. */
export async function turnPages<Data, Row>(
  { ask, rowsOf, mostPages = MOST_PAGES }: Pages<Data, Row>,
  areEnough: (rows: readonly Row[]) => boolean = () => false,
): Promise<Looked<Data, Row>> {
  const rows: Row[] = [];
  let after: string | undefined;
  for (let page = 1; ; page++) {
    const data = await ask(after);
    const { nodes, pageInfo } = rowsOf(data);
    rows.push(...nodes);
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined;
    if (after === undefined || page === mostPages || areEnough(rows)) {
      return { data, rows, isCut: after !== undefined };
    }
  }
}
