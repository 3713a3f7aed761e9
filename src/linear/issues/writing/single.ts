import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../../errors.js';
import { type Linear, operation } from '../../client.js';
import { createUnderKey, type Made, madeById } from '../../create-once.js';
import { type TeamNode, teamKind } from '../../names/kinds.js';
import { oneNamed, withNotFound } from '../../names/resolving.js';
import { type NamesFound, type NameVariables, nameSlots } from '../../names/slots.js';
import * as sources from '../../names/sources.js';
import { templateId } from '../../names/templates.js';
import { type ReleaseNode, releaseKind } from '../../names/things.js';
import { type Listed, present } from '../../rows.js';
import { withAllLabels, withLabelsOf } from './all-labels.js';
import { fieldInput, type IssueFields, personId, type WithSla } from './fields.js';
import { labelIdsOn, labelInput } from './labels.js';
import {
  type FieldsFound,
  type FieldVariables,
  fieldVariables,
  lookupFields,
  lookupFragments,
  lookupParameters,
  teamNamed,
} from './lookup.js';
import { ISSUE_STATE, type IssueState, type TeamWithParts } from './state.js';

/** A new issue: its team and title, and whatever else is known of it. */
export interface NewIssue extends IssueFields {
  readonly team: string;
  /** Absent only where a template has one. */
  readonly title?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly subscribers?: readonly string[] | undefined;
  readonly template?: string | undefined;
}

export interface IssueChanges extends IssueFields {
  readonly title?: string | undefined;
  /** Makes the new description of the present one; instead of `description`. */
  readonly edit?: ((description: string) => string) | undefined;
  /** Moves the issue to this team. */
  readonly team?: string | undefined;
  /** The whole set, instead of what there is. */
  readonly labels?: readonly string[] | undefined;
  readonly addLabels?: readonly string[] | undefined;
  readonly removeLabels?: readonly string[] | undefined;
  readonly addReleases?: readonly string[] | undefined;
  readonly removeReleases?: readonly string[] | undefined;
}

export const PREPARE_ISSUE_CREATE = operation<
  FieldsFound & { teams: Listed<TeamWithParts>; teamsNear: Listed<TeamNode> },
  FieldVariables & { team: L.TeamFilter; teams: number }
>(`
  query PrepareIssueCreate($team: TeamFilter!, $teams: Int!, ${lookupParameters}) {
    teams(filter: $team, first: $teams) { nodes { ...TeamParts } }
    teamsNear: teams(first: 30) { nodes { id key name } }
    ${lookupFields}
  }${lookupFragments}`);

const releases = nameSlots({ release: { ...sources.releases, size: 20 } });

export const PREPARE_ISSUE_UPDATE = operation<
  FieldsFound &
    NamesFound & {
      issue: Omit<IssueState, 'team'> & { readonly team: TeamWithParts };
      teams?: Listed<TeamWithParts>;
      teamsNear?: Listed<TeamNode>;
    },
  FieldVariables & NameVariables & { id: string; askTeam: boolean; team?: L.TeamFilter }
>(`
  query PrepareIssueUpdate(
    $id: String!, $askTeam: Boolean!, $team: TeamFilter, ${lookupParameters}, ${releases.parameters}
  ) {
    issue(id: $id) { ...IssueState team { ...TeamParts } }
    teams(filter: $team, first: 4) @include(if: $askTeam) { nodes { ...TeamParts } }
    teamsNear: teams(first: 30) @include(if: $askTeam) { nodes { id key name } }
    ${releases.fields}
    ${lookupFields}
  }${ISSUE_STATE}${lookupFragments}`);

const NEW_ISSUE = '...IssueState subscribers(first: 20) { nodes { name } pageInfo { hasNextPage } }';
export const CREATE_ISSUE = operation<
  { issueCreate: { issue?: IssueState | null } },
  { input: Omit<L.IssueCreateInput, 'slaBreachesAt'> & WithSla }
>(`
  mutation CreateIssue($input: IssueCreateInput!) {
    issueCreate(input: $input) { issue { ${NEW_ISSUE} } }
  }${ISSUE_STATE}`);

export type IssueInput = Omit<L.IssueUpdateInput, 'slaBreachesAt'> & WithSla;

export const UPDATE_ISSUE = operation<
  { issueUpdate: { issue?: IssueState | null } },
  { id: string; input: IssueInput }
>(`
  mutation UpdateIssue($id: String!, $input: IssueUpdateInput!) {
    issueUpdate(id: $id, input: $input) { issue { ...IssueState } }
  }${ISSUE_STATE}`);

export const ISSUE_MADE = madeById<IssueState>(
  'IssueMade',
  ['issues', 'IssueFilter'],
  NEW_ISSUE,
  ISSUE_STATE,
);

/**
 * Creates an issue under a UUID of ours, so that however often it is asked for there is one. With a key, the same
 * person's same key is the same issue: an earlier one is answered as it is.
 */
export async function createIssue(linear: Linear, wanted: NewIssue, key?: string): Promise<Made<IssueState>> {
  const data = await linear.query(PREPARE_ISSUE_CREATE, {
    ...fieldVariables([wanted], {
      labels: wanted.labels ?? [],
      people: wanted.subscribers ?? [],
      template: wanted.template,
    }),
    team: teamKind.exact(wanted.team),
    // Two of a name are enough to know that it is ambiguous; more are its candidates.
    teams: 4,
  });
  const create = async (id: string) => {
    const asked = linear.query(CREATE_ISSUE, { input: createInput(wanted, id, data) });
    return present((await withParent(wanted, asked)).issueCreate.issue);
  };
  const creation = { of: 'issue', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: ISSUE_MADE });
}

/** A new issue as Linear takes it. */
export function createInput(
  wanted: NewIssue,
  id: string,
  data: FieldsFound & { teams: Listed<TeamWithParts>; teamsNear: Listed<TeamNode> },
): Omit<L.IssueCreateInput, 'slaBreachesAt'> & WithSla {
  const { title, labels = [], subscribers = [], template } = wanted;
  const team = teamNamed(wanted.team, data);
  const subscriberIds = subscribers.flatMap((given) => personId('subscriber', given, data) ?? []);
  return {
    id,
    teamId: team.id,
    ...(title !== undefined && { title }),
    ...fieldInput(wanted, { team }, data),
    ...(labels.length > 0 && labelInput({ labels }, { team, found: data })),
    ...(subscriberIds.length > 0 && { subscriberIds }),
    ...(template !== undefined && {
      templateId: templateId(template, data, { type: 'issue', teamIds: [team.id] }),
    }),
  };
}

/** Changes an issue; answers with what it was and what Linear says it is now. */
export async function updateIssue(
  linear: Linear,
  reference: string,
  changes: IssueChanges,
): Promise<{ before: IssueState; after: IssueState }> {
  const { team: toTeam } = changes;
  const lookup = linear.query(PREPARE_ISSUE_UPDATE, {
    ...fieldVariables([changes], { labels: [...(changes.labels ?? []), ...(changes.addLabels ?? [])] }),
    id: reference,
    askTeam: toTeam !== undefined,
    ...(toTeam !== undefined && { team: teamKind.exact(toTeam) }),
    ...releases.variables({ release: changes.addReleases }),
  });
  const data = await withNotFound(`issue ${reference}`, lookup);
  const [before = data.issue] = await withAllLabels(linear, [data.issue]);
  const team = toTeam === undefined ? before.team : teamNamed(toTeam, data);
  const { removeLabels } = changes;
  const removed = removeLabels && labelIdsOn(before.labels.nodes, removeLabels, 'this issue');
  const input = {
    ...updateInput(changes, before, { team, found: data, removed }),
    ...releaseInput(changes, before, data),
  };
  const { issueUpdate } = await withParent(changes, linear.query(UPDATE_ISSUE, { id: before.id, input }));
  const after = present(issueUpdate.issue);
  const known = [...before.labels.nodes, ...(data.labels?.nodes ?? [])];
  return { before, after: withLabelsOf([after], known)[0] ?? after };
}

function releaseInput(
  { addReleases, removeReleases }: IssueChanges,
  issue: Pick<IssueState, 'releases'>,
  data: NamesFound,
): Pick<L.IssueUpdateInput, 'addedReleaseIds' | 'removedReleaseIds'> {
  const present = issue.releases?.nodes ?? [];
  const there = (given: string): string => {
    const asked = { argument: 'release of this issue', given };
    return oneNamed<ReleaseNode, ReleaseNode>(releaseKind, asked, { exact: present, near: present }).id;
  };
  const addedReleaseIds = addReleases?.map((given) => releases.one(data, 'release', given).id);
  const removedReleaseIds = removeReleases?.map(there);
  if (addedReleaseIds?.some((id) => removedReleaseIds?.includes(id))) {
    fail({ code: 'invalid_arguments', problems: ['a release is both added and removed'] });
  }
  return { ...(addedReleaseIds && { addedReleaseIds }), ...(removedReleaseIds && { removedReleaseIds }) };
}

/** Changes of one issue as Linear takes them; `removed` are the ids of labels that it has and loses. */
export function updateInput(
  changes: IssueChanges,
  issue: Pick<IssueState, 'id' | 'identifier' | 'description' | 'labels' | 'project'>,
  place: { team: TeamWithParts; found: FieldsFound; removed?: readonly string[] | undefined },
): IssueInput {
  const { title, edit, parent } = changes;
  const { team, found, removed } = place;
  if (parent != null && [issue.id, issue.identifier].includes(parent)) {
    fail({ code: 'invalid_arguments', problems: ['parent is this issue itself'] });
  }
  // Of the labels that it has, those of its team stay behind when it moves.
  const present = changes.team === undefined ? issue.labels.nodes : [];
  return {
    ...(title !== undefined && { title }),
    ...(changes.team !== undefined && { teamId: team.id }),
    ...fieldInput(changes, { team, projectId: issue.project?.id }, found),
    ...(edit && { description: edit(issue.description ?? '') }),
    ...labelInput(changes, { team, found, present, removed }),
  };
}

/** The names were resolved before, so what a write can still fail to find is the parent. */
export function withParent<T>({ parent }: IssueFields, answer: Promise<T>): Promise<T> {
  return parent == null ? answer : withNotFound(`issue ${parent} to be the parent`, answer);
}
