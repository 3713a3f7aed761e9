import type { LinearDocument as L } from '@linear/sdk';
import type { CycleNode, LabelNode, StateNode, TeamNode } from '../../names/kinds.js';
import type { ReleaseNode } from '../../names/things.js';
import type { Listed, Named, Part, Timestamp } from '../../rows.js';

/** A label of an issue, with what its group says of it. */
export type PutLabel = LabelNode & {
  readonly parent?: (Named & { readonly id: string; readonly groupType?: string | null }) | null;
};

/** Everything about an issue that a write can change, before or after it. */
export type IssueState = Pick<L.Issue, 'id' | 'identifier' | 'title' | 'url' | 'priority' | 'labelIds'> & {
  readonly description?: string | null;
  readonly estimate?: number | null;
  readonly dueDate?: string | null;
  readonly updatedAt: Timestamp;
  readonly archivedAt?: Timestamp | null;
  readonly trashed?: boolean | null;
  readonly slaBreachesAt?: Timestamp | null;
  readonly state: Named;
  readonly team: Pick<L.Team, 'key'>;
  readonly assignee?: Named | null;
  readonly delegate?: Named | null;
  readonly project?: (Named & { readonly id: string }) | null;
  readonly projectMilestone?: Named | null;
  readonly cycle?: Pick<L.Cycle, 'number'> | null;
  readonly parent?: Pick<L.Issue, 'identifier'> | null;
  readonly labels: Listed<PutLabel>;
  /** Only where one issue is written. */
  readonly releases?: Listed<ReleaseNode>;
  /** Only of a new one. */
  readonly subscribers?: Part<Named>;
};

/** With so many of its labels at most: they are what an issue costs most. `labelIds` tells whether there are more. */
const issueState = (labels: number, more = ''): string => `
  fragment IssueState on Issue {
    id identifier title url priority description estimate dueDate updatedAt archivedAt trashed slaBreachesAt labelIds
    state { name }
    team { key }
    assignee { name }
    delegate { name }
    project { id name }
    projectMilestone { name }
    cycle { number }
    parent { identifier }
    labels(first: ${labels}) { nodes { id name parent { id name groupType } } }${more}
  }`;
export const ISSUE_STATE = issueState(
  30,
  '\n    releases(first: 50) { nodes { id name version pipeline { name } } }',
);
export const ISSUE_STATE_OF_MANY = issueState(10);

/** A team with what is named within it: its states and cycles. */
export type TeamWithParts = TeamNode & {
  readonly cyclesEnabled: boolean;
  readonly states?: Listed<StateNode>;
  readonly cycles?: Listed<CycleNode>;
  readonly cyclesNear?: Listed<CycleNode>;
};

export const TEAM_PARTS = `
  fragment TeamParts on Team {
    id key name cyclesEnabled
    states(first: $stateSize) @include(if: $askState) { nodes { id name type } }
    cycles(filter: $cycle, first: $cycleSize) @include(if: $askCycle) { nodes { ...CyclePart } }
    cyclesNear: cycles(filter: $cycleNear, first: $cycleSize) @include(if: $askCycle) { nodes { ...CyclePart } }
  }
  fragment CyclePart on Cycle { id number name isActive isNext isPrevious }`;

export const TEAM_PARTS_PARAMETERS =
  '$askState: Boolean!, $stateSize: Int!, $askCycle: Boolean!, $cycleSize: Int!, $cycle: CycleFilter, $cycleNear: CycleFilter';
export type TeamPartsVariables = {
  askState: boolean;
  stateSize: number;
  askCycle: boolean;
  cycleSize: number;
  cycle?: L.CycleFilter;
  cycleNear?: L.CycleFilter;
};
