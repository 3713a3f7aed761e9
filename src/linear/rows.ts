import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../errors.js';
import type { LabelName } from './names/kinds.js';

/** The SDK types dates as `Date`; raw replies hold ISO strings. */
export type Timestamp = string;

export type PageInfo = Pick<L.PageInfo, 'hasNextPage' | 'endCursor'>;
export type Named = { readonly name: string };
export type Listed<Node> = { readonly nodes: readonly Node[] };
export type Paged<Node> = Listed<Node> & { readonly pageInfo: PageInfo };
/** The beginning of a list within something else: it is not paged, but knows whether there is more. */
export type Part<Node> = Listed<Node> & { readonly pageInfo: Pick<L.PageInfo, 'hasNextPage'> };

/** The issue that something is on. */
export type IssueAt = Pick<L.Issue, 'identifier'> & {
  readonly archivedAt?: Timestamp | null;
  readonly trashed?: boolean | null;
};
export const ISSUE_AT = 'identifier archivedAt trashed';

/** One issue of a list: what a person scans for, and nothing else. */
export type IssueRow = Pick<L.Issue, 'identifier' | 'title' | 'priority' | 'labelIds'> & {
  readonly updatedAt: Timestamp;
  readonly archivedAt?: Timestamp | null;
  readonly trashed?: boolean | null;
  readonly dueDate?: string | null;
  readonly state: Named;
  readonly assignee?: Named | null;
  readonly project?: Named | null;
  readonly labels: Listed<LabelName>;
};

const rowFields = `
  identifier title priority dueDate updatedAt archivedAt trashed labelIds
  state { name }
  assignee { name }
  project { name }
  labels(first: 5) { nodes { name parent { name } } }`;

/** More labels than five are counted (`labelIds`) and said, not fetched: they are what a list costs most. */
export const ISSUE_ROW = `fragment IssueRow on Issue {${rowFields}\n  }`;
export const SEARCH_ROW = `fragment SearchRow on IssueSearchResult {${rowFields}\n  }`;

/** A part that the document asked for and that Linear may leave out; without it the answer cannot be read. */
export function present<T>(part: T | null | undefined): T {
  return part ?? fail({ code: 'linear_answer_invalid' });
}
