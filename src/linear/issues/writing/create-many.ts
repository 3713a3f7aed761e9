import { randomUUID } from 'node:crypto';
import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../../client.js';
import { createOnce, createOrFind } from '../../create-once.js';
import { teamKind } from '../../names/kinds.js';
import { uuidOfKey } from '../../own-uuid.js';
import type { Listed } from '../../rows.js';
import { forEachItem } from './collect.js';
import { fieldVariables } from './lookup.js';
import { createInput, type NewIssue, PREPARE_ISSUE_CREATE, withParent } from './single.js';
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

export interface ManyCreated {
  /** In the order of the items; empty in a dry run. */
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
  const issues = forEachItem(
    wanted,
    (_item, index) => `issue ${index + 1}`,
    (item, index) => createInput(item, idOf(index), data),
  );
  options.onResolved?.();
  if (options.dryRun) return { issues: [], isNew: false };
  const ids = issues.map(({ id }) => id ?? '');
  const create = async () => {
    const asked = linear.query(CREATE_ISSUES, { input: { issues } });
    const parent = wanted.find((item) => item.parent != null)?.parent;
    return (await withParent({ parent }, asked)).issueBatchCreate.issues;
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
