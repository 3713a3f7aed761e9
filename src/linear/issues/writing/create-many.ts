import { randomUUID } from 'node:crypto';
import type { LinearDocument as L } from '@linear/sdk';
import { CallFailure, fail } from '../../../errors.js';
import { type Linear, operation } from '../../client.js';
import { createOnce, createOrFind } from '../../create-once.js';
import { teamKind } from '../../names/kinds.js';
import { uuidOfKey } from '../../own-uuid.js';
import type { Listed } from '../../rows.js';
import { referencesFilter } from '../detail.js';
import { identifiersNow } from '../former.js';
import { forEachItem } from './collect.js';
import { fieldVariables } from './lookup.js';
import { createInput, type NewIssue, PREPARE_ISSUE_CREATE } from './single.js';
import { ISSUE_STATE_OF_MANY, type IssueState } from './state.js';

type CreateInput = ReturnType<typeof createInput>;

export const CREATE_ISSUES = operation<
  { issueBatchCreate: { issues: readonly IssueState[] } },
  { input: { issues: readonly CreateInput[] } }
>(`
  mutation CreateIssues($input: IssueBatchCreateInput!) {
    issueBatchCreate(input: $input) { issues { ...IssueState } }
  }${ISSUE_STATE_OF_MANY}`);

export const ISSUES_MADE = operation<{ issues: Listed<IssueState> }, { made: L.IssueFilter; first: number }>(`
  query IssuesMade($made: IssueFilter!, $first: Int!) {
    issues(filter: $made, first: $first, includeArchived: true) { nodes { ...IssueState } }
  }${ISSUE_STATE_OF_MANY}`);

/** Linear's own limit of a batch. */
export const MOST_TOGETHER = 50;

export interface ManyCreated {
  /**
   * In the order of the items; empty in a dry run. Of an earlier call with the same key it is all that it made, which
   * may be fewer or more than are asked for now.
   */
  readonly issues: readonly IssueState[];
  readonly isNew: boolean;
}

/** Creates several issues, all or none; a dry run resolves every name and stops before the write. */
export async function createIssues(
  linear: Linear,
  wanted: readonly NewIssue[],
  options: { key?: string | undefined; dryRun: boolean; onResolved?: () => void },
): Promise<ManyCreated> {
  const teams = [...new Set(wanted.map(({ team }) => team))];
  const data = await linear.query(PREPARE_ISSUE_CREATE, {
    ...fieldVariables(wanted, { labels: wanted.flatMap(({ labels }) => labels ?? []) }),
    team: { or: teams.map(teamKind.exact) },
    teams: Math.max(4, teams.length),
  });
  const { key } = options;
  const idOf = (index: number): string =>
    key === undefined ? randomUUID() : uuidOfKey('issue of many', data.viewer.id, `${index} ${key}`);
  const issues = forEachItem(wanted, nameOfItem, (item, index) => createInput(item, idOf(index), data));
  options.onResolved?.();
  if (options.dryRun) return { issues: [], isNew: false };
  // Under a key, an earlier call may have made more than there are now.
  const ids =
    key === undefined
      ? issues.map(({ id }) => id ?? '')
      : Array.from({ length: MOST_TOGETHER }, (_, index) => idOf(index));
  const create = async () => {
    const asked = linear.query(CREATE_ISSUES, { input: { issues } });
    return (await withParents(linear, wanted, asked)).issueBatchCreate.issues;
  };
  const find = async () => {
    const { nodes } = (await linear.query(ISSUES_MADE, { made: { id: { in: ids } }, first: ids.length }))
      .issues;
    return nodes.length === 0 ? undefined : nodes;
  };
  const inOrder = (made: readonly IssueState[]): IssueState[] =>
    ids.flatMap((id) => made.find((issue) => issue.id === id) ?? []);
  if (key === undefined) return { issues: inOrder(await createOnce(create, find)), isNew: true };
  const { made, isNew } = await createOrFind(create, find);
  return { issues: inOrder(made), isNew };
}

function nameOfItem(_item: NewIssue, index: number): string {
  return `issue ${index + 1}`;
}

/**
 * The names were resolved before, so what the write can still fail to find are parents. Which of them Linear does not
 * say; it is looked for only then.
 */
async function withParents<T>(linear: Linear, wanted: readonly NewIssue[], answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof CallFailure) || error.failure.code !== 'linear_not_found') throw error;
    const missing = await missingOf(linear, [...new Set(wanted.flatMap(({ parent }) => parent ?? []))]);
    forEachItem(wanted, nameOfItem, ({ parent }) => {
      if (parent == null || !missing.includes(parent)) return;
      fail({ code: 'invalid_arguments', problems: [`no issue ${parent} to be its parent`] });
    });
    throw error;
  }
}

async function missingOf(linear: Linear, references: readonly string[]): Promise<string[]> {
  const asked = { made: referencesFilter(references), first: references.length };
  const { nodes } = (await linear.query(ISSUES_MADE, asked)).issues;
  const there = nodes.flatMap(({ id, identifier }) => [id, identifier]);
  const absent = references.filter((reference) => !there.includes(reference));
  const moved = await identifiersNow(linear, absent);
  return absent.filter((reference) => !moved.has(reference));
}
