import type { LinearDocument as L } from '@linear/sdk';

/** The names that a field may have, and those that it must not have. */
export interface Sides {
  readonly any: readonly string[];
  readonly none: readonly string[];
}

/** What an issue can be or not be, beside having fields. */
export const TRAITS = ['open', 'closed', 'blocked', 'blocking', 'duplicate', 'sub-issue', 'parent'] as const;
export type Trait = (typeof TRAITS)[number];

/** The moments in the life of an issue, and the comparators that a list is narrowed with. */
export interface IssueDates {
  readonly created?: L.DateComparator | undefined;
  readonly updated?: L.DateComparator | undefined;
  readonly started?: L.NullableDateComparator | undefined;
  readonly completed?: L.NullableDateComparator | undefined;
  readonly canceled?: L.NullableDateComparator | undefined;
  readonly triaged?: L.NullableDateComparator | undefined;
  readonly due?: L.NullableTimelessDateComparator | undefined;
}

/** What a list of issues is narrowed by; names as people write them, conditions joined by "and". */
export interface IssueQuery {
  readonly team?: Sides | undefined;
  /** Names or types. */
  readonly state?: Sides | undefined;
  /** Names or `group/label`: one of each of `all`, and none of `none`. */
  readonly labels?:
    | { readonly all: readonly (readonly string[])[]; readonly none: readonly string[] }
    | undefined;
  /** 0 none, 1 urgent … 4 low. */
  readonly priority?: { readonly any: readonly number[]; readonly none: readonly number[] } | undefined;
  /** Names, `me` or `none`; the same for all people. */
  readonly assignee?: Sides | undefined;
  readonly creator?: Sides | undefined;
  readonly delegate?: Sides | undefined;
  readonly subscriber?: Sides | undefined;
  readonly project?: Sides | undefined;
  readonly milestone?: Sides | undefined;
  readonly cycle?: Sides | undefined;
  readonly release?: Sides | undefined;
  /** A custom view of issues, of which these are some. */
  readonly view?: string | undefined;
  readonly traits?: { readonly any: readonly Trait[]; readonly none: readonly Trait[] } | undefined;
  /** A reference as Linear takes it; `null` for issues without a parent. */
  readonly parent?: string | null | undefined;
  readonly estimate?: L.EstimateComparator | undefined;
  readonly dates?: IssueDates | undefined;
  readonly text?: string | undefined;
  readonly includeArchived?: boolean | undefined;
}
