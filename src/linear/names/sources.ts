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
import type { ScopedLabel } from './resolving.js';
import type { NameSource } from './slots.js';
import {
  type CustomerNode,
  customerKind,
  customerRankKind,
  documentKind,
  type IssueNode,
  initiativeKind,
  issueKind,
  milestoneKind,
  noteKind,
  pipelineKind,
  projectKind,
  type ReleaseNode,
  releaseKind,
  releaseStageKind,
  type StatusNode,
  statusKind,
  type ThingNode,
  viewKind,
} from './things.js';

/** Where each kind of thing is looked up by name; a variant selects more than its id and name. */

export const teams: NameSource<TeamNode> = {
  kind: teamKind,
  root: 'teams',
  filter: 'TeamFilter',
  select: 'id key name',
};

/** A reference that has been read already: an identifier in capitals, or a UUID. */
export const issues: NameSource<IssueNode> = {
  kind: issueKind,
  root: 'issues',
  filter: 'IssueFilter',
  select: 'id identifier',
  more: 'includeArchived: true',
  size: 1,
};

/** For filters: people who have left are still somebody's lead or author. */
export const anybody: NameSource<UserNode> = {
  kind: userKind,
  root: 'users',
  filter: 'UserFilter',
  select: 'id name displayName email',
  more: 'includeDisabled: true',
  words: ['me'],
};
/** The same where nobody may be somebody's answer, too. */
export const anybodyOrNone: NameSource<UserNode> = { ...anybody, words: ['me', 'none'] };

/** For writes: only people who are active. */
export const people: NameSource<UserNode> = {
  kind: userKind,
  root: 'users',
  filter: 'UserFilter',
  select: 'id name displayName email',
  words: ['me'],
};

export const projects: NameSource<ProjectNode> = {
  kind: projectKind,
  root: 'projects',
  filter: 'ProjectFilter',
  select: 'id name slugId',
};

export const cycles: NameSource<CycleNode> = {
  kind: cycleKind,
  root: 'cycles',
  filter: 'CycleFilter',
  select: 'id number name isActive isNext isPrevious',
  isShared: true,
};

/** A state's name stands for the states of that name in every team. */
export const workflowStates: NameSource<StateNode> = {
  kind: stateKind,
  root: 'workflowStates',
  filter: 'WorkflowStateFilter',
  select: 'id name type',
  size: 30,
  isShared: true,
};
export const issueLabels: NameSource<ScopedLabel> = {
  kind: labelKind,
  root: 'issueLabels',
  filter: 'IssueLabelFilter',
  select: 'id name isGroup parent { name }',
  size: 30,
  isShared: true,
};

const labelSelect = 'id name isGroup parent { name }';
export const projectLabels: NameSource<ScopedLabel> = {
  kind: labelKind,
  root: 'projectLabels',
  filter: 'ProjectLabelFilter',
  select: labelSelect,
  size: 20,
  isShared: true,
};
export const initiativeLabels: NameSource<ScopedLabel> = {
  kind: labelKind,
  root: 'initiativeLabels',
  filter: 'InitiativeLabelFilter',
  select: labelSelect,
  size: 20,
  isShared: true,
};

export const projectStatuses: NameSource<StatusNode> = {
  kind: statusKind,
  root: 'projectStatuses',
  select: 'id name type',
};

export const initiatives: NameSource<ThingNode> = {
  kind: initiativeKind,
  root: 'initiatives',
  filter: 'InitiativeFilter',
  select: 'id name slugId',
};
export const milestones: NameSource<ThingNode> = {
  kind: milestoneKind,
  root: 'projectMilestones',
  filter: 'ProjectMilestoneFilter',
  select: 'id name',
};
export const documents: NameSource<ThingNode> = {
  kind: documentKind,
  root: 'documents',
  filter: 'DocumentFilter',
  select: 'id name: title slugId',
};
export const views: NameSource<ThingNode> = {
  kind: viewKind,
  root: 'customViews',
  filter: 'CustomViewFilter',
  select: 'id name',
};
export const pipelines: NameSource<ThingNode> = {
  kind: pipelineKind,
  root: 'releasePipelines',
  filter: 'ReleasePipelineFilter',
  select: 'id name',
};
export const releases: NameSource<ReleaseNode> = {
  kind: releaseKind,
  root: 'releases',
  filter: 'ReleaseFilter',
  select: 'id name version pipeline { name }',
};
/** A stage's name stands for the stages of that name in every pipeline. */
export const releaseStages: NameSource<ThingNode> = {
  kind: releaseStageKind,
  root: 'releaseStages',
  filter: 'ReleaseStageFilter',
  select: 'id name',
  isShared: true,
};
export const releaseNotes: NameSource<ThingNode> = {
  kind: noteKind,
  root: 'releaseNotes',
  filter: 'ReleaseNoteFilter',
  select: 'id name: title slugId',
};
export const customers: NameSource<CustomerNode> = {
  kind: customerKind,
  root: 'customers',
  filter: 'CustomerFilter',
  select: 'id name domains owner { name }',
};
export const customerStatuses: NameSource<ThingNode> = {
  kind: customerRankKind,
  root: 'customerStatuses',
  select: 'id name: displayName',
};
export const customerTiers: NameSource<ThingNode> = {
  kind: customerRankKind,
  root: 'customerTiers',
  select: 'id name: displayName',
};
