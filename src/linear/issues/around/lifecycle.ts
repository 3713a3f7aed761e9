import type { LinearDocument as L } from '@linear/sdk';
import { CallFailure, type Failure } from '../../../errors.js';
import { type AliasedField, numbered, repeated } from '../../aliases.js';
import { type Linear, operation } from '../../client.js';
import type { Listed, Timestamp } from '../../rows.js';
import { referencesFilter } from '../detail.js';
import { asCalledNow } from '../former.js';

/** Where an issue is in its life. */
export type IssuePlace = Pick<L.Issue, 'id' | 'identifier' | 'title'> & {
  readonly archivedAt?: Timestamp | null;
  readonly trashed?: boolean | null;
};

export const ISSUE_PLACES = operation<
  { issues: Listed<IssuePlace> },
  { filter: L.IssueFilter; first: number }
>(`
  query IssuePlaces($filter: IssueFilter!, $first: Int!) {
    issues(filter: $filter, first: $first, includeArchived: true) {
      nodes { id identifier title archivedAt trashed }
    }
  }`);

export type Move = 'delete' | 'archive' | 'restore';

export const MOVES: Readonly<Record<Move, AliasedField>> = {
  // The trash, not for good: Linear keeps it for thirty days.
  delete: { name: 'DeleteIssues', variables: { id: 'String!' }, field: 'issueDelete(id: $id) { success }' },
  archive: {
    name: 'ArchiveIssues',
    variables: { id: 'String!' },
    field: 'issueArchive(id: $id) { success }',
  },
  restore: {
    name: 'RestoreIssues',
    variables: { id: 'String!' },
    field: 'issueUnarchive(id: $id) { success }',
  },
};

export interface Moved {
  readonly issue: IssuePlace;
  /** What is in the trash is not archived besides: that would say nothing. */
  readonly outcome: 'done' | 'as before' | 'not done' | 'in the trash';
}

/**
 * Moves several issues to the trash or the archive, or back. Those that are there already are left alone. They are
 * moved in one request, one after the other; when one fails, Linear is asked where each of them is now.
 */
export async function moveIssues(
  linear: Linear,
  references: readonly string[],
  move: Move,
): Promise<{ moved: readonly Moved[]; failure?: Failure }> {
  const issues = await placesOf(linear, references);
  const waiting = issues.filter((issue) => !isThere(issue, move));
  const left = (issue: IssuePlace): Moved => {
    const outcome = move === 'archive' && issue.trashed === true ? 'in the trash' : 'as before';
    return { issue, outcome };
  };
  if (waiting.length === 0) return { moved: issues.map(left) };
  try {
    await linear.query(repeated(MOVES[move], waiting.length), numbered(waiting.map(({ id }) => ({ id }))));
    return {
      moved: issues.map((issue) => (waiting.includes(issue) ? { issue, outcome: 'done' } : left(issue))),
    };
  } catch (error) {
    if (!(error instanceof CallFailure) || waiting.length === 1) throw error;
    const now = await placesOf(linear, references);
    const outcomeOf = (issue: IssuePlace): Moved['outcome'] =>
      now.some((one) => one.id === issue.id && isThere(one, move)) ? 'done' : 'not done';
    const moved = issues.map(
      (issue): Moved => (waiting.includes(issue) ? { issue, outcome: outcomeOf(issue) } : left(issue)),
    );
    if (moved.every(({ outcome }) => outcome !== 'done')) throw error;
    return { moved, failure: error.failure };
  }
}

function isThere(issue: IssuePlace, move: Move): boolean {
  switch (move) {
    case 'delete':
      return issue.trashed === true;
    case 'archive':
      return issue.archivedAt != null;
    case 'restore':
      return issue.archivedAt == null && issue.trashed !== true;
  }
}

/** All of them, in the order asked for; when one is missing, nothing is done. */
async function placesOf(linear: Linear, references: readonly string[]): Promise<IssuePlace[]> {
  const filter = referencesFilter(references);
  const { nodes } = (await linear.query(ISSUE_PLACES, { filter, first: references.length })).issues;
  const found = (reference: string): IssuePlace | undefined =>
    nodes.find((issue) => issue.id === reference || issue.identifier === reference);
  const missing = references.filter((reference) => found(reference) === undefined);
  if (missing.length > 0) return placesOf(linear, await asCalledNow(linear, references, missing));
  return [...new Set(references.flatMap((reference) => found(reference) ?? []))];
}
