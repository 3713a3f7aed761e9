import type { LinearDocument as L } from '@linear/sdk';
import { CallFailure, type Failure, fail } from '../../../errors.js';
import { type Linear, type Operation, operation } from '../../client.js';
import { same } from '../../names/comparing.js';
import { isUuid } from '../../names/given.js';
import { type TeamNode, teamKind } from '../../names/kinds.js';
import type { Listed } from '../../rows.js';
import { referencesFilter } from '../detail.js';
import { asCalledNow } from '../former.js';
import { withAllLabels, withLabelsOf } from './all-labels.js';
import { forEachItem } from './collect.js';
import { ISSUES_MADE } from './create-many.js';
import { labelIdsOn } from './labels.js';
import {
  type FieldsFound,
  type FieldVariables,
  fieldVariables,
  lookupFields,
  lookupFragments,
  lookupParameters,
  teamNamed,
} from './lookup.js';
import { plannedState } from './planned.js';
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
  /** Absent where nothing was done; in a dry run, as it would be. */
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
  const { found, missing } = inOrder(references, data.issues.nodes);
  if (missing.length > 0) {
    return updateIssues(linear, await asCalledNow(linear, references, missing), changes, options);
  }
  const issues = await withAllLabels(linear, found);
  const known = [...issues.flatMap(({ labels }) => labels.nodes), ...(data.labels?.nodes ?? [])];
  const drafts = draftsOf(issues, changes, data);
  const groups = groupsOf(drafts);
  options.onResolved?.();
  if (options.dryRun) {
    const after = drafts.map((draft) => plannedState(draft.issue, { changes, ...draft }, data));
    return { updated: beside(issues, after) };
  }
  const variables = groups.flatMap((group, n) => [
    [`ids${n}`, group.issues.map(({ id }) => id)] as const,
    [`input${n}`, group.input] as const,
  ]);
  const asked = linear.query(updateGroups(groups.length), Object.fromEntries(variables));
  try {
    const answer = await withParent(changes, asked);
    const after = Object.values(answer).flatMap((group) => group.issues);
    return { updated: beside(issues, withLabelsOf(after, known)) };
  } catch (error) {
    if (!(error instanceof CallFailure) || issues.length === 1) throw error;
    const failure = withIssues(error.failure, groups, new Set(issues.map(({ team }) => team.key)));
    const made = { id: { in: issues.map(({ id }) => id) } };
    const now = (await linear.query(ISSUES_MADE, { made, first: issues.length })).issues.nodes;
    const before = new Map(issues.map(({ id, updatedAt }) => [id, updatedAt]));
    const touched = now.filter(({ id, updatedAt }) => updatedAt !== before.get(id));
    if (touched.length === 0) return fail(told(failure, false));
    return { updated: beside(issues, withLabelsOf(touched, known)), failure: told(failure, true) };
  }
}

/** It is known by now what was done besides. */
function told(failure: Failure, isSilent: boolean): Failure {
  return failure.code === 'linear_invalid_input' ? { ...failure, isOneOfSeveral: false, isSilent } : failure;
}

/** Says which issues it was about: Linear names the group by its alias in the document, and none within it. */
function withIssues(failure: Failure, groups: readonly Group[], teams: ReadonlySet<string>): Failure {
  if (failure.code !== 'linear_invalid_input') return failure;
  const { cleaned } = failure;
  if (groups.length === 1) {
    if (teams.size === 1) return failure;
    const where = `for one of these issues of ${[...teams].join(', ')}: call for each team, and see`;
    return { ...failure, cleaned: cleaned ? `${cleaned} ${where}` : where };
  }
  const group = groups.find((_, n) => failure.part === `group${n}`);
  const names = group?.issues.map(({ identifier }) => identifier).join(', ');
  return names === undefined ? failure : { ...failure, cleaned: cleaned ? `${names}: ${cleaned}` : names };
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

/** Those that were asked for, once each, and what no issue is called. */
function inOrder(
  references: readonly string[],
  nodes: readonly IssueState[],
): { found: IssueState[]; missing: string[] } {
  const named = new Map(
    nodes.flatMap((issue) => [[issue.identifier, issue] as const, [issue.id, issue] as const]),
  );
  const missing = references.filter((reference) => !named.has(reference));
  return { found: [...new Set(references.flatMap((reference) => named.get(reference) ?? []))], missing };
}

interface Draft {
  readonly issue: IssueState;
  readonly input: IssueInput;
  readonly team: TeamWithParts;
}

function draftsOf(issues: readonly IssueState[], changes: IssueChanges, data: ManyData): Draft[] {
  const { removeLabels } = changes;
  const target = changes.team === undefined ? undefined : teamNamed(changes.team, data);
  const present = issues.flatMap((issue) => issue.labels.nodes);
  const going = removeLabels && labelIdsOn(present, removeLabels, 'these issues');
  return forEachItem(
    issues,
    (issue) => issue.identifier,
    (issue) => {
      const team = target ?? ownTeam(issue, data);
      const removed = going && issue.labels.nodes.map(({ id }) => id).filter((id) => going.includes(id));
      return { issue, team, input: updateInput(changes, issue, { team, found: data, removed }) };
    },
  );
}

interface Group {
  readonly issues: readonly IssueState[];
  readonly input: IssueInput;
}

function groupsOf(drafts: readonly Draft[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { issue, input } of drafts) {
    const key = JSON.stringify(input);
    const group = groups.get(key) ?? { issues: [], input };
    groups.set(key, { ...group, issues: [...group.issues, issue] });
  }
  if (groups.size > MOST_GROUPS) {
    fail({
      code: 'invalid_arguments',
      problems: ['these issues need too many different changes: take fewer'],
    });
  }
  return [...groups.values()];
}

function ownTeam({ team }: IssueState, { teams }: ManyData): TeamWithParts {
  const problem = 'its team is not shown here: change it with update_issue';
  const found = teams.nodes.find(({ key }) => same(key, team.key));
  return found ?? fail({ code: 'invalid_arguments', problems: [problem] });
}
