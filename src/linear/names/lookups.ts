import type { LinearDocument as L } from '@linear/sdk';
import { anyOf } from './comparing.js';
import {
  type CycleNode,
  cycleKind,
  labelKind,
  type ProjectNode,
  type StateNode,
  stateKind,
  type TeamNode,
  teamKind,
  type UserNode,
  userKind,
} from './kinds.js';
import type { Given, WrittenLabel } from './resolving.js';
import { projectKind } from './things.js';

type OneOrMany = string | readonly string[] | undefined;

/** The names in a call, as given. What is absent is not looked up. */
export interface Names {
  readonly team?: OneOrMany;
  /** Names only; types are known everywhere. */
  readonly states?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly people?: readonly Given[] | undefined;
  readonly project?: OneOrMany;
  readonly cycle?: OneOrMany;
}

export function listOf(names: OneOrMany): readonly string[] {
  return typeof names === 'string' ? [names] : (names ?? []);
}

interface Nodes<Node> {
  readonly nodes: readonly Node[];
}

/**
 * A lookup as a document spreads it: it brings what is named exactly and what resembles it, and is skipped when the
 * call names nothing of its kind.
 */
export interface Lookup {
  /** For the head of the operation. */
  readonly parameters: string;
  /** For its selection on the query root. */
  readonly fields: string;
  readonly fragment: string;
}

export const teamLookup: Lookup = {
  parameters: '$askTeam: Boolean!, $teamSize: Int!, $team: TeamFilter',
  fields: '...TeamLookup',
  fragment: `
  fragment TeamLookup on Query {
    teams(filter: $team, first: $teamSize) @include(if: $askTeam) { nodes { id key name } }
    teamsNear: teams(first: $teamSize) @include(if: $askTeam) { nodes { id key name } }
  }`,
};
export const stateLookup: Lookup = {
  parameters:
    '$askStates: Boolean!, $stateSize: Int!, $states: WorkflowStateFilter, $statesNear: WorkflowStateFilter',
  fields: '...StateLookup',
  fragment: `
  fragment StateLookup on Query {
    states: workflowStates(filter: $states, first: $stateSize) @include(if: $askStates) { nodes { id name type } }
    statesNear: workflowStates(filter: $statesNear, first: $stateSize) @include(if: $askStates) { nodes { id name type } }
  }`,
};
export const labelLookup: Lookup = {
  parameters:
    '$askLabels: Boolean!, $labelSize: Int!, $labelNearSize: Int!, $labels: IssueLabelFilter, $labelsNear: IssueLabelFilter',
  fields: '...LabelLookup',
  fragment: `
  fragment LabelLookup on Query {
    labels: issueLabels(filter: $labels, first: $labelSize) @include(if: $askLabels) { nodes { ...LabelName } }
    labelsNear: issueLabels(filter: $labelsNear, first: $labelNearSize) @include(if: $askLabels) { nodes { ...LabelName } }
  }
  fragment LabelName on IssueLabel { id name isGroup parent { id name groupType } team { id } }`,
};
export const peopleLookup: Lookup = {
  parameters:
    '$askPeople: Boolean!, $peopleSize: Int!, $people: UserFilter, $peopleNear: UserFilter, $withFormerPeople: Boolean',
  fields: '...PeopleLookup',
  fragment: `
  fragment PeopleLookup on Query {
    users(filter: $people, first: $peopleSize, includeDisabled: $withFormerPeople) @include(if: $askPeople) { nodes { ...PersonName } }
    usersNear: users(filter: $peopleNear, first: $peopleSize) @include(if: $askPeople) { nodes { ...PersonName } }
  }
  fragment PersonName on User { id name displayName email app }`,
};
export const projectLookup: Lookup = {
  parameters:
    '$askProject: Boolean!, $projectSize: Int!, $project: ProjectFilter, $projectNear: ProjectFilter',
  fields: '...ProjectLookup',
  fragment: `
  fragment ProjectLookup on Query {
    projects(filter: $project, first: $projectSize) @include(if: $askProject) { nodes { id name slugId } }
    projectsNear: projects(filter: $projectNear, first: $projectSize) @include(if: $askProject) { nodes { id name slugId } }
  }`,
};
export const cycleLookup: Lookup = {
  parameters: '$askCycle: Boolean!, $cycleSize: Int!, $cycle: CycleFilter, $cycleNear: CycleFilter',
  fields: '...CycleLookup',
  fragment: `
  fragment CycleLookup on Query {
    cycles(filter: $cycle, first: $cycleSize) @include(if: $askCycle) { nodes { ...CycleName } }
    cyclesNear: cycles(filter: $cycleNear, first: $cycleSize) @include(if: $askCycle) { nodes { ...CycleName } }
  }
  fragment CycleName on Cycle { id number name isActive isNext isPrevious }`,
};

/** Several lookups in one document. */
export function lookups(...all: readonly Lookup[]) {
  return {
    parameters: all.map((each) => each.parameters).join(', '),
    fields: all.map((each) => each.fields).join(' '),
    fragments: all.map((each) => each.fragment).join(''),
  };
}

/** How many are fetched of what is asked for; of the rest one, for a price that is worked out before the directives. */
const SIZES = { team: 30, states: 50, labels: 50, people: 20, cycles: 40, near: 15 } as const;

export type TeamVariables = { askTeam: boolean; teamSize: number; team?: L.TeamFilter };
export type StateVariables = {
  askStates: boolean;
  stateSize: number;
  states?: L.WorkflowStateFilter;
  statesNear?: L.WorkflowStateFilter;
};
export type LabelVariables = {
  askLabels: boolean;
  labelSize: number;
  labelNearSize: number;
  labels?: L.IssueLabelFilter;
  labelsNear?: L.IssueLabelFilter;
};
export type PeopleVariables = {
  askPeople: boolean;
  peopleSize: number;
  people?: L.UserFilter;
  peopleNear?: L.UserFilter;
  withFormerPeople?: boolean;
};
export type ProjectVariables = {
  askProject: boolean;
  projectSize: number;
  project?: L.ProjectFilter;
  projectNear?: L.ProjectFilter;
};
export type CycleVariables = {
  askCycle: boolean;
  cycleSize: number;
  cycle?: L.CycleFilter;
  cycleNear?: L.CycleFilter;
};

export type TeamsFound = { teams?: Nodes<TeamNode>; teamsNear?: Nodes<TeamNode> };
export type StatesFound = { states?: Nodes<StateNode>; statesNear?: Nodes<StateNode> };
export type LabelsFound = { labels?: Nodes<WrittenLabel>; labelsNear?: Nodes<WrittenLabel> };
export type PeopleFound = { users?: Nodes<Person>; usersNear?: Nodes<Person> };
/** Agents are people with `app`. */
export type Person = UserNode & { readonly app: boolean };
export type ProjectsFound = { projects?: Nodes<ProjectNode>; projectsNear?: Nodes<ProjectNode> };
export type CyclesFound = { cycles?: Nodes<CycleNode>; cyclesNear?: Nodes<CycleNode> };

export function teamVariables(team: OneOrMany): TeamVariables {
  const teams = listOf(team);
  return teams.length === 0
    ? { askTeam: false, teamSize: 1 }
    : { askTeam: true, teamSize: SIZES.team, team: anyOf(teams.map(teamKind.exact)) };
}

export function stateVariables(names: Names): StateVariables {
  const asked = names.states ?? [];
  if (asked.length === 0) return { askStates: false, stateSize: 1 };
  const scope = teamScope(names);
  return {
    askStates: true,
    stateSize: SIZES.states,
    states: { ...scope, or: asked.map(stateKind.exact) },
    statesNear: scope,
  };
}

function teamScope(names: Names): { team?: L.TeamFilter } {
  const teams = listOf(names.team);
  return teams.length === 0 ? {} : { team: anyOf(teams.map(teamKind.exact)) };
}

export function labelVariables(labels: readonly string[] = []): LabelVariables {
  if (labels.length === 0) return { askLabels: false, labelSize: 1, labelNearSize: 1 };
  return {
    askLabels: true,
    labelSize: SIZES.labels,
    labelNearSize: SIZES.near,
    labels: { or: labels.map(labelKind.exact) },
    labelsNear: { or: labels.map(labelKind.near) },
  };
}

export function peopleVariables(people: readonly Given[] = [], withFormerPeople = false): PeopleVariables {
  if (people.length === 0) return { askPeople: false, peopleSize: 1 };
  return {
    askPeople: true,
    peopleSize: SIZES.people,
    people: { or: people.map(({ given }) => userKind.exact(given)) },
    peopleNear: { or: people.map(({ given }) => userKind.near(given)) },
    withFormerPeople,
  };
}

export function projectVariables(project: OneOrMany): ProjectVariables {
  const projects = listOf(project);
  if (projects.length === 0) return { askProject: false, projectSize: 1 };
  return {
    askProject: true,
    projectSize: SIZES.near,
    project: anyOf(projects.map(projectKind.exact)),
    projectNear: anyOf(projects.map(projectKind.near)),
  };
}

export function cycleVariables(names: Names): CycleVariables {
  const cycles = listOf(names.cycle);
  if (cycles.length === 0) return { askCycle: false, cycleSize: 1 };
  const scope = teamScope(names);
  return {
    askCycle: true,
    cycleSize: SIZES.cycles,
    cycle: { ...scope, or: cycles.map(cycleKind.exact) },
    // What is near a cycle does not depend on what it was called.
    cycleNear: { ...scope, ...cycleKind.near('') },
  };
}

/** The two halves of a lookup; a kind that was not asked for has neither. */
export function pair<Node>(exact: Nodes<Node> | undefined, near: Nodes<Node> | undefined) {
  return { exact: exact?.nodes ?? [], near: near?.nodes ?? [] };
}
