import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { type CycleNode, type LabelName, type TeamNode, teamKind } from '../names/kinds.js';
import { pair } from '../names/lookups.js';
import { oneNamed } from '../names/resolving.js';
import type { Listed, Named, Paged, Timestamp } from '../rows.js';

export type TeamRow = TeamNode & Pick<L.Team, 'description' | 'cyclesEnabled' | 'triageEnabled'>;
type OfTeam = { readonly team: Pick<L.Team, 'key'> };
export type StateRow = Pick<L.WorkflowState, 'name' | 'type' | 'position'> & OfTeam;
/** A label of issues, projects or initiatives; one that is retired goes on nothing new. */
export type AnyLabel = LabelName & Pick<L.IssueLabel, 'isGroup'> & { readonly retiredAt?: Timestamp | null };
export type LabelRow = AnyLabel & { readonly team?: Pick<L.Team, 'key'> | null };
export type CycleRow = CycleNode & OfTeam & { readonly startsAt: Timestamp; readonly endsAt: Timestamp };

/** What a list of teams brings besides the teams. */
export interface TeamDetails {
  readonly states: boolean;
  readonly labels: boolean;
  readonly cycles: boolean;
  /** Who is on triage duty. */
  readonly triage: boolean;
}

export type TriageRow = OfTeam & {
  readonly action: string;
  readonly currentUser?: Named | null;
};

export interface TeamsPage {
  readonly teams: Paged<TeamRow>;
  readonly states?: Paged<StateRow>;
  /** Those of the teams and those of the whole workspace, which have no team. */
  readonly labels?: Paged<LabelRow>;
  readonly cycles?: Paged<CycleRow>;
  readonly triage?: Listed<TriageRow>;
}

// Flat lists beside the teams rather than lists inside each team: one page of everything costs a tenth of that.
export const LIST_TEAMS = operation<
  TeamsPage & { teamsNear?: Listed<TeamNode> },
  {
    team: L.TeamFilter;
    stateFilter: L.WorkflowStateFilter;
    labelFilter: L.IssueLabelFilter;
    cycleFilter: L.CycleFilter;
    askNear: boolean;
    askStates: boolean;
    askLabels: boolean;
    askCycles: boolean;
    askTriage: boolean;
    statesSize: number;
    labelsSize: number;
    cyclesSize: number;
  }
>(`
  query ListTeams(
    $team: TeamFilter, $stateFilter: WorkflowStateFilter, $labelFilter: IssueLabelFilter, $cycleFilter: CycleFilter,
    $askNear: Boolean!, $askStates: Boolean!, $askLabels: Boolean!, $askCycles: Boolean!,
    $askTriage: Boolean!,
    $statesSize: Int!, $labelsSize: Int!, $cyclesSize: Int!
  ) {
    teams(filter: $team, first: 100) {
      nodes { id key name description cyclesEnabled triageEnabled }
      pageInfo { hasNextPage endCursor }
    }
    teamsNear: teams(first: 30) @include(if: $askNear) { nodes { id key name } }
    states: workflowStates(filter: $stateFilter, first: $statesSize) @include(if: $askStates) {
      nodes { name type position team { key } }
      pageInfo { hasNextPage endCursor }
    }
    labels: issueLabels(filter: $labelFilter, first: $labelsSize) @include(if: $askLabels) {
      nodes { name isGroup retiredAt parent { name } team { key } }
      pageInfo { hasNextPage endCursor }
    }
    cycles(filter: $cycleFilter, first: $cyclesSize) @include(if: $askCycles) {
      nodes { id number name isActive isNext isPrevious startsAt endsAt team { key } }
      pageInfo { hasNextPage endCursor }
    }
    triage: triageResponsibilities(first: 100) @include(if: $askTriage) {
      nodes { action currentUser { name } team { key } }
    }
  }`);

/** The teams that the person sees, or the one that is named; with their states, labels and near cycles on request. */
export async function listTeams(
  linear: Linear,
  given: string | undefined,
  details: TeamDetails,
): Promise<TeamsPage> {
  const team = given === undefined ? {} : teamKind.exact(given);
  const data = await linear.query(LIST_TEAMS, {
    team,
    stateFilter: given === undefined ? {} : { team },
    labelFilter: given === undefined ? {} : { team: { or: [{ null: true }, team] } },
    cycleFilter: {
      ...(given !== undefined && { team }),
      or: [{ isActive: { eq: true } }, { isNext: { eq: true } }, { isPrevious: { eq: true } }],
    },
    askNear: given !== undefined,
    askStates: details.states,
    askLabels: details.labels,
    askCycles: details.cycles,
    askTriage: details.triage,
    // A price that is worked out before the directives must not count what nobody asked for.
    statesSize: details.states ? 250 : 1,
    labelsSize: details.labels ? 250 : 1,
    cyclesSize: details.cycles ? 150 : 1,
  });
  if (given !== undefined) {
    oneNamed(teamKind, { argument: 'team', given }, pair<TeamNode>(data.teams, data.teamsNear));
  }
  return data;
}
