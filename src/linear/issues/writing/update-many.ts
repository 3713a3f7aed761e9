import type { LinearDocument as L } from '@linear/sdk';
import { CallFailure, type Failure, fail } from '../../../errors.js';
import { type Linear, type Operation, operation } from '../../client.js';
import { isLabel, isUuid, labelKind, same, type TeamNode, teamKind } from '../../names/kinds.js';
import { allNamed } from '../../names/resolving.js';
import type { Listed } from '../../rows.js';
import { referencesFilter } from '../detail.js';
import { forEachItem } from './collect.js';
import { ISSUES_MADE } from './create-many.js';
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
  /** Absent in a dry run, and where nothing was done. */
  readonly after?: IssueState | undefined;
}

/** Why it was not all, where Linear stopped on the way. */
export interface UpdatedMany {
  readonly updated: readonly ManyUpdated[];
  readonly failure?: Failure;
}

/**
 * Makes the same changes to several issues, or to none when a name in them is wrong for one. What only Linear can
 * find out may stop it between two groups; then it is asked how each issue is now.
 */
export async function updateIssues(
  linear: Linear,
  references: readonly string[],
  changes: IssueChanges,
  options: { dryRun: boolean; onResolved?: () => void },
): Promise<UpdatedMany> {
  const filter = referencesFilter(references);
  const teamFilters = teamsOf(references);
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
  if (options.dryRun) return { updated: issues.map((before) => ({ before })) };
  const variables = groups.flatMap(({ ids, input }, n) => [
    [`ids${n}`, ids] as const,
    [`input${n}`, input] as const,
  ]);
  const asked = linear.query(updateGroups(groups.length), Object.fromEntries(variables));
  try {
    const answer = await withParent(changes, asked);
    return {
      updated: beside(
        issues,
        Object.values(answer).flatMap((group) => group.issues),
      ),
    };
  } catch (error) {
    if (!(error instanceof CallFailure) || issues.length === 1) throw error;
    const made = { id: { in: issues.map(({ id }) => id) } };
    const now = (await linear.query(ISSUES_MADE, { made, first: issues.length })).issues.nodes;
    const before = new Map(issues.map(({ id, updatedAt }) => [id, updatedAt]));
    const touched = now.filter(({ id, updatedAt }) => updatedAt !== before.get(id));
    if (touched.length === 0) throw error;
    return { updated: beside(issues, touched), failure: error.failure };
  }
}

function beside(issues: readonly IssueState[], after: readonly IssueState[]): ManyUpdated[] {
  return issues.map((before) => ({ before, after: after.find(({ id }) => id === before.id) }));
}

/** The teams of issues: by the keys in their identifiers, for a team does not list what is archived in it. */
function teamsOf(references: readonly string[]): L.TeamFilter[] {
  const uuids = references.filter(isUuid);
  const keys = references.filter((each) => !isUuid(each)).map((each) => each.split('-')[0] ?? '');
  return [
    ...(keys.length > 0 ? [{ key: { in: [...new Set(keys)] } }] : []),
    ...(uuids.length > 0 ? [{ issues: { some: { id: { in: uuids } } } }] : []),
  ];
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
      const team = target ?? ownTeam(issue, data);
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

function ownTeam({ identifier, team }: IssueState, { teams }: ManyData): TeamWithParts {
  const problem = `is archived: name it ${identifier} and not by its UUID`;
  const found = teams.nodes.find(({ key }) => same(key, team.key));
  return found ?? fail({ code: 'invalid_arguments', problems: [problem] });
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
