import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../../errors.js';
import { type Linear, type Operation, operation } from '../../client.js';
import { isLabel, labelKind, type TeamNode, teamKind } from '../../names/kinds.js';
import { allNamed } from '../../names/resolving.js';
import type { Listed } from '../../rows.js';
import { referencesFilter } from '../detail.js';
import { forEachItem } from './collect.js';
import {
  type FieldsFound,
  type FieldVariables,
  fieldVariables,
  lookupFields,
  lookupFragments,
  lookupParameters,
  teamNamed,
} from './lookup.js';
import { type IssueChanges, type IssueInput, updateInput, withParent } from './single.js';
import { ISSUE_STATE_OF_MANY, type IssueState, type TeamWithParts } from './state.js';

type ManyData = FieldsFound & {
  issues: Listed<IssueState>;
  teams: Listed<TeamWithParts>;
  teamsNear: Listed<TeamNode>;
};

export const PREPARE_ISSUES_UPDATE = operation<
  ManyData,
  FieldVariables & { filter: L.IssueFilter; first: number; teams: L.TeamFilter }
>(`
  query PrepareIssuesUpdate($filter: IssueFilter!, $first: Int!, $teams: TeamFilter!, ${lookupParameters}) {
    issues(filter: $filter, first: $first, includeArchived: true) { nodes { ...IssueState } }
    teams(filter: $teams, first: 20) { nodes { ...TeamParts } }
    teamsNear: teams(first: 30) { nodes { id key name } }
    ${lookupFields}
  }${ISSUE_STATE_OF_MANY}${lookupFragments}`);

type GroupData = Record<string, { issues: readonly IssueState[] }>;
type GroupVariables = Record<string, readonly string[] | IssueInput>;

/** One batch for each group of issues that take the same input: names mean other ids in other teams. */
export function updateGroups(count: number): Operation<GroupData, GroupVariables> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const parameters = numbers.map((n) => `$ids${n}: [UUID!]!, $input${n}: IssueUpdateInput!`).join(', ');
  const fields = numbers.map(
    (n) => `group${n}: issueBatchUpdate(ids: $ids${n}, input: $input${n}) { issues { ...IssueState } }`,
  );
  return operation(`
  mutation UpdateIssueGroups${count}(${parameters}) {
    ${fields.join('\n    ')}
  }${ISSUE_STATE_OF_MANY}`);
}

/** More groups than this are more teams and more kinds of issues than one call is for. */
export const MOST_GROUPS = 20;

export interface ManyUpdated {
  readonly before: IssueState;
  /** Absent in a dry run. */
  readonly after?: IssueState | undefined;
}

/** Makes the same changes to several issues, or to none when one of them cannot take them. */
export async function updateIssues(
  linear: Linear,
  references: readonly string[],
  changes: IssueChanges,
  options: { dryRun: boolean; onResolved?: () => void },
): Promise<readonly ManyUpdated[]> {
  const filter = referencesFilter(references);
  const teamFilters: L.TeamFilter[] = [{ issues: { some: filter } }];
  if (changes.team !== undefined) teamFilters.push(teamKind.exact(changes.team));
  const data = await linear.query(PREPARE_ISSUES_UPDATE, {
    ...fieldVariables([changes], { labels: [...(changes.labels ?? []), ...(changes.addLabels ?? [])] }),
    filter,
    first: references.length,
    teams: { or: teamFilters },
  });
  const issues = inOrder(references, data.issues.nodes);
  const groups = groupsOf(issues, changes, data);
  options.onResolved?.();
  if (options.dryRun) return issues.map((before) => ({ before }));
  const variables = groups.flatMap(({ ids, input }, n) => [
    [`ids${n}`, ids] as const,
    [`input${n}`, input] as const,
  ]);
  const asked = linear.query(updateGroups(groups.length), Object.fromEntries(variables));
  const answer = await withParent(changes, asked);
  const after = new Map(
    Object.values(answer).flatMap((group) => group.issues.map((issue) => [issue.id, issue])),
  );
  return issues.map((before) => ({ before, after: after.get(before.id) }));
}

/** Those that were asked for, once each; one that Linear does not show is a problem, and nothing is done. */
function inOrder(references: readonly string[], nodes: readonly IssueState[]): IssueState[] {
  const found = new Map(
    nodes.flatMap((issue) => [[issue.identifier, issue] as const, [issue.id, issue] as const]),
  );
  const missing = references.filter((reference) => !found.has(reference));
  if (missing.length > 0) fail({ code: 'linear_not_found', what: `issue ${missing.join(', ')}` });
  return [...new Set(references.flatMap((reference) => found.get(reference) ?? []))];
}

function groupsOf(
  issues: readonly IssueState[],
  changes: IssueChanges,
  data: ManyData,
): { ids: string[]; input: IssueInput }[] {
  const { removeLabels, ...rest } = changes;
  const target = changes.team === undefined ? undefined : teamNamed(changes.team, data);
  const removed = removedIds(issues, removeLabels);
  const inputs = forEachItem(
    issues,
    (issue) => issue.identifier,
    (issue) => {
      const team = target ?? teamNamed(issue.team.key, data);
      const here = issue.labels.nodes.map(({ id }) => id).filter((id) => removed.includes(id));
      const input = updateInput(rest, issue, { team, found: data });
      return { id: issue.id, input: { ...input, ...(removeLabels && { removedLabelIds: here }) } };
    },
  );
  const groups = new Map<string, { ids: string[]; input: IssueInput }>();
  for (const { id, input } of inputs) {
    const key = JSON.stringify(input);
    const group = groups.get(key) ?? { ids: [], input };
    groups.set(key, { ...group, ids: [...group.ids, id] });
  }
  if (groups.size > MOST_GROUPS) {
    fail({
      code: 'invalid_arguments',
      problems: ['these issues need too many different changes: take fewer'],
    });
  }
  return [...groups.values()];
}

/** Labels to take off wherever they are; one that is on none of the issues is an error, not nothing. */
function removedIds(issues: readonly IssueState[], labels: readonly string[] = []): string[] {
  const present = issues.flatMap((issue) => issue.labels.nodes);
  return labels.flatMap((given) => {
    const asked = { argument: 'label on these issues', given };
    const fitting = allNamed(labelKind, asked, { exact: present, near: present });
    const named = fitting.filter((label) => isLabel(label, given));
    return (named.length > 0 ? named : fitting).map((label) => label.id);
  });
}
