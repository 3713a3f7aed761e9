import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createOnce } from '../create-once.js';
import { type TeamNode, teamKind } from '../names/kinds.js';
import {
  LABEL_LOOKUP,
  LABEL_PARAMETERS,
  PEOPLE_LOOKUP,
  PEOPLE_PARAMETERS,
  PROJECT_LOOKUP,
  PROJECT_PARAMETERS,
} from '../names/lookups.js';
import { oneNamed, withNotFound } from '../names/resolving.js';
import { type Listed, present } from '../rows.js';
import {
  type FieldsFound,
  type FieldVariables,
  fieldInput,
  fieldVariables,
  type IssueFields,
  labelIdsOf,
  labelIdsOn,
} from './fields.js';
import {
  ISSUE_STATE,
  type IssueState,
  TEAM_PARTS,
  TEAM_PARTS_PARAMETERS,
  type TeamWithParts,
} from './state.js';

/** A new issue: its team and title, and whatever else is known of it. */
export interface NewIssue extends IssueFields {
  readonly team: string;
  readonly title: string;
  readonly labels?: readonly string[] | undefined;
}

export interface IssueChanges extends IssueFields {
  readonly title?: string | undefined;
  /** Moves the issue to this team. */
  readonly team?: string | undefined;
  /** The whole set, instead of what there is. */
  readonly labels?: readonly string[] | undefined;
  readonly addLabels?: readonly string[] | undefined;
  readonly removeLabels?: readonly string[] | undefined;
}

const lookupParameters = [
  TEAM_PARTS_PARAMETERS,
  LABEL_PARAMETERS,
  PEOPLE_PARAMETERS,
  PROJECT_PARAMETERS,
].join(', ');
const lookupFields = 'viewer { id } ...LabelLookup ...PeopleLookup ...ProjectLookup';
const lookupFragments = [TEAM_PARTS, LABEL_LOOKUP, PEOPLE_LOOKUP, PROJECT_LOOKUP].join('');

export const PREPARE_ISSUE_CREATE = operation<
  FieldsFound & { teams: Listed<TeamWithParts>; teamsNear: Listed<TeamNode>; made?: Listed<IssueState> },
  FieldVariables & { team: L.TeamFilter; askMade: boolean; made: L.IssueFilter }
>(`
  query PrepareIssueCreate($team: TeamFilter!, $askMade: Boolean!, $made: IssueFilter, ${lookupParameters}) {
    teams(filter: $team, first: 5) { nodes { ...TeamParts } }
    teamsNear: teams(first: 30) { nodes { id key name } }
    made: issues(filter: $made, first: 1, includeArchived: true) @include(if: $askMade) { nodes { ...IssueState } }
    ${lookupFields}
  }${ISSUE_STATE}${lookupFragments}`);

export const PREPARE_ISSUE_UPDATE = operation<
  FieldsFound & {
    issue: Omit<IssueState, 'team'> & { readonly team: TeamWithParts };
    teams?: Listed<TeamWithParts>;
    teamsNear?: Listed<TeamNode>;
  },
  FieldVariables & { id: string; askTeam: boolean; team?: L.TeamFilter }
>(`
  query PrepareIssueUpdate($id: String!, $askTeam: Boolean!, $team: TeamFilter, ${lookupParameters}) {
    issue(id: $id) { ...IssueState team { ...TeamParts } }
    teams(filter: $team, first: 5) @include(if: $askTeam) { nodes { ...TeamParts } }
    teamsNear: teams(first: 30) @include(if: $askTeam) { nodes { id key name } }
    ${lookupFields}
  }${ISSUE_STATE}${lookupFragments}`);

export const CREATE_ISSUE = operation<
  { issueCreate: { issue?: IssueState | null } },
  { input: L.IssueCreateInput }
>(`
  mutation CreateIssue($input: IssueCreateInput!) {
    issueCreate(input: $input) { issue { ...IssueState } }
  }${ISSUE_STATE}`);

export const UPDATE_ISSUE = operation<
  { issueUpdate: { issue?: IssueState | null } },
  { id: string; input: L.IssueUpdateInput }
>(`
  mutation UpdateIssue($id: String!, $input: IssueUpdateInput!) {
    issueUpdate(id: $id, input: $input) { issue { ...IssueState } }
  }${ISSUE_STATE}`);

export const ISSUE_MADE = operation<{ issues: Listed<IssueState> }, { made: L.IssueFilter }>(`
  query IssueMade($made: IssueFilter!) {
    issues(filter: $made, first: 1, includeArchived: true) { nodes { ...IssueState } }
  }${ISSUE_STATE}`);

/**
 * Creates an issue under a UUID of ours, so that however often it is asked for there is one. `mayExist` says that
 * an earlier call may have made it already; then it is answered as it is.
 */
export async function createIssue(
  linear: Linear,
  wanted: NewIssue,
  identity: { id: string; mayExist: boolean },
): Promise<{ issue: IssueState; isNew: boolean }> {
  const made: L.IssueFilter = { id: { eq: identity.id } };
  const labels = wanted.labels ?? [];
  const data = await linear.query(PREPARE_ISSUE_CREATE, {
    ...fieldVariables(wanted, labels),
    team: teamKind.exact(wanted.team),
    askMade: identity.mayExist,
    made,
  });
  const [existing] = data.made?.nodes ?? [];
  if (existing !== undefined) return { issue: existing, isNew: false };
  const team = teamNamed(wanted.team, data);
  const input: L.IssueCreateInput = {
    id: identity.id,
    teamId: team.id,
    title: wanted.title,
    ...fieldInput(wanted, team, data),
    ...(labels.length > 0 && { labelIds: labelIdsOf(labels, team, data) }),
  };
  const issue = await createOnce(
    async () => present((await withParent(wanted, linear.query(CREATE_ISSUE, { input }))).issueCreate.issue),
    async () => (await linear.query(ISSUE_MADE, { made })).issues.nodes[0],
  );
  return { issue, isNew: true };
}

/** Changes an issue; answers with what it was and what Linear says it is now. */
export async function updateIssue(
  linear: Linear,
  reference: string,
  changes: IssueChanges,
): Promise<{ before: IssueState; after: IssueState }> {
  const { team: toTeam, title } = changes;
  const lookup = linear.query(PREPARE_ISSUE_UPDATE, {
    ...fieldVariables(changes, [...(changes.labels ?? []), ...(changes.addLabels ?? [])]),
    id: reference,
    askTeam: toTeam !== undefined,
    ...(toTeam !== undefined && { team: teamKind.exact(toTeam) }),
  });
  const data = await withNotFound(`issue ${reference}`, lookup);
  const team = toTeam === undefined ? data.issue.team : teamNamed(toTeam, data);
  const input: L.IssueUpdateInput = {
    ...(title !== undefined && { title }),
    ...(toTeam !== undefined && { teamId: team.id }),
    ...fieldInput(changes, team, data),
    ...(changes.labels && { labelIds: labelIdsOf(changes.labels, team, data) }),
    ...(changes.addLabels && { addedLabelIds: labelIdsOf(changes.addLabels, team, data) }),
    ...(changes.removeLabels && {
      removedLabelIds: labelIdsOn(data.issue.labels.nodes, changes.removeLabels),
    }),
  };
  const { issueUpdate } = await withParent(changes, linear.query(UPDATE_ISSUE, { id: data.issue.id, input }));
  return { before: data.issue, after: present(issueUpdate.issue) };
}

function teamNamed(
  given: string,
  data: { teams?: Listed<TeamWithParts>; teamsNear?: Listed<TeamNode> },
): TeamWithParts {
  const found = { exact: data.teams?.nodes ?? [], near: data.teamsNear?.nodes ?? [] };
  return oneNamed(teamKind, { argument: 'team', given }, found);
}

/** The names were resolved before, so what a write can still fail to find is the parent. */
function withParent<T>({ parent }: IssueFields, answer: Promise<T>): Promise<T> {
  return parent == null ? answer : withNotFound(`issue ${parent} to be the parent`, answer);
}
