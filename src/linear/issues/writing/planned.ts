import { present } from '../../rows.js';
import type { FieldsFound } from './lookup.js';
import type { IssueChanges, IssueInput } from './single.js';
import type { IssueState, PutLabel, TeamWithParts } from './state.js';

/** An issue as a write would leave it, as far as it asks for it: what else Linear would change is not known here. */
export function plannedState(
  before: IssueState,
  draft: { changes: IssueChanges; input: IssueInput; team: TeamWithParts },
  found: FieldsFound,
): IssueState {
  const { changes, input, team } = draft;
  const people = [found.viewer, ...(found.users?.nodes ?? [])];
  const { priority, estimate, dueDate, parentId } = input;
  return {
    ...before,
    // A cycle is its team's.
    ...(changes.team !== undefined && {
      team: { key: team.key },
      ...(team.key !== before.team.key && { cycle: null }),
    }),
    ...(priority != null && { priority }),
    ...(estimate !== undefined && { estimate }),
    ...(dueDate !== undefined && { dueDate: dueDate ?? null }),
    ...(parentId !== undefined && { parent: parentId === null ? null : { identifier: parentId } }),
    ...(input.stateId != null && { state: present(byId(team.states?.nodes, input.stateId)) }),
    ...(input.assigneeId !== undefined && { assignee: byId(people, input.assigneeId) }),
    ...(input.delegateId !== undefined && { delegate: byId(people, input.delegateId) }),
    ...(input.projectId !== undefined && { project: byId(found.projects?.nodes, input.projectId) }),
    ...(input.projectMilestoneId !== undefined && {
      projectMilestone: byId(found.milestones?.nodes, input.projectMilestoneId),
    }),
    ...(input.cycleId !== undefined && { cycle: byId(team.cycles?.nodes, input.cycleId) }),
    labels: { nodes: labelsAfter(before.labels.nodes, input, found) },
  };
}

function labelsAfter(before: readonly PutLabel[], input: IssueInput, found: FieldsFound): PutLabel[] {
  const { labelIds, addedLabelIds, removedLabelIds } = input;
  const all = [...before, ...(found.labels?.nodes ?? [])];
  const kept = before.map(({ id }) => id).filter((id) => removedLabelIds?.includes(id) !== true);
  const ids = new Set(labelIds ?? [...kept, ...(addedLabelIds ?? [])]);
  return [...ids].flatMap((id) => byId(all, id) ?? []);
}

function byId<Node extends { readonly id: string }>(
  nodes: readonly Node[] | undefined,
  id: string | null | undefined,
): Node | null {
  return nodes?.find((node) => node.id === id) ?? null;
}
