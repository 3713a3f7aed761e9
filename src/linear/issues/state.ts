import type { LinearDocument as L } from '@linear/sdk';
import type { CycleNode, LabelNode, StateNode, TeamNode } from '../names/kinds.js';
import type { Listed, Named } from '../rows.js';

/** Everything about an issue that a write can change, before or after it. */
export type IssueState = Pick<L.Issue, 'id' | 'identifier' | 'title' | 'url' | 'priority'> & {
  readonly description?: string | null;
  readonly estimate?: number | null;
  readonly dueDate?: string | null;
  readonly state: Named;
  readonly team: Pick<L.Team, 'key'>;
  readonly assignee?: Named | null;
  readonly project?: Named | null;
  readonly cycle?: Pick<L.Cycle, 'number'> | null;
  readonly parent?: Pick<L.Issue, 'identifier'> | null;
  readonly labels: Listed<LabelNode & { readonly id: string }>;
};

export const ISSUE_STATE = `
  fragment IssueState on Issue {
    id identifier title url priority description estimate dueDate
    state { name }
    team { key }
    assignee { name }
    project { name }
    cycle { number }
    parent { identifier }
    labels(first: 50) { nodes { id name parent { name } } }
  }`;

/** A team with what is named within it: its states and cycles. */
export type TeamWithParts = TeamNode & {
  readonly states?: Listed<StateNode>;
  readonly cycles?: Listed<CycleNode>;
  readonly cyclesNear?: Listed<CycleNode>;
};

export const TEAM_PARTS = `
  fragment TeamParts on Team {
    id key name
    states(first: 50) @include(if: $askState) { nodes { id name type } }
    cycles(filter: $cycle, first: 5) @include(if: $askCycle) { nodes { ...CyclePart } }
    cyclesNear: cycles(filter: $cycleNear, first: 5) @include(if: $askCycle) { nodes { ...CyclePart } }
  }
  fragment CyclePart on Cycle { id number name isActive isNext isPrevious }`;

export const TEAM_PARTS_PARAMETERS =
  '$askState: Boolean!, $askCycle: Boolean!, $cycle: CycleFilter, $cycleNear: CycleFilter';
export type TeamPartsVariables = {
  askState: boolean;
  askCycle: boolean;
  cycle?: L.CycleFilter;
  cycleNear?: L.CycleFilter;
};
