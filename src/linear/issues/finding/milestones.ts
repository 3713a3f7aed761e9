import type { LinearDocument as L } from '@linear/sdk';
import type { Lookup } from '../../names/lookups.js';
import { milestoneKind } from '../../names/things.js';
import type { Listed } from '../../rows.js';

export type MilestoneNode = Pick<L.ProjectMilestone, 'id' | 'name'> & {
  readonly project: Pick<L.Project, 'id'>;
};

export const milestoneLookup: Lookup = {
  parameters:
    '$askMilestone: Boolean!, $milestoneSize: Int!, $milestone: ProjectMilestoneFilter, $milestoneNear: ProjectMilestoneFilter',
  fields: '...MilestoneLookup',
  fragment: `
  fragment MilestoneLookup on Query {
    milestones: projectMilestones(filter: $milestone, first: $milestoneSize) @include(if: $askMilestone) { nodes { ...MilestoneName } }
    milestonesNear: projectMilestones(filter: $milestoneNear, first: $milestoneSize) @include(if: $askMilestone) { nodes { ...MilestoneName } }
  }
  fragment MilestoneName on ProjectMilestone { id name project { id } }`,
};
export type MilestoneVariables = {
  askMilestone: boolean;
  milestoneSize: number;
  milestone?: L.ProjectMilestoneFilter;
  milestoneNear?: L.ProjectMilestoneFilter;
};
export type MilestonesFound = {
  milestones?: Listed<MilestoneNode>;
  milestonesNear?: Listed<MilestoneNode>;
};

/** Milestones are named within a project; the same name in several projects means all of them in a filter. */
export function milestoneVariables(names: readonly string[] = []): MilestoneVariables {
  if (names.length === 0) return { askMilestone: false, milestoneSize: 1 };
  return {
    askMilestone: true,
    milestoneSize: 20,
    milestone: { or: names.map(milestoneKind.exact) },
    milestoneNear: { or: names.map(milestoneKind.near) },
  };
}
