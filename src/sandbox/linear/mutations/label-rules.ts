import type { RequestContext } from '../context.js';
import type { LabelRecord } from '../model.js';
import { labelBy } from '../resolvers/lookup.js';
import { invalid } from './checks.js';

function refuseExclusive(labels: readonly LabelRecord[], { store }: RequestContext): void {
  const taken = new Map<string, LabelRecord>();
  for (const label of labels) {
    const group = store.labels.get(label.parentId ?? '');
    // Groups without a type are single-select.
    if (group === undefined || group.groupType === 'multiSelect') continue;
    const other = taken.get(group.id);
    if (other !== undefined) {
      throw invalid(
        `Labels "${other.name}" and "${label.name}" are exclusive: one per group "${group.name}".`,
      );
    }
    taken.set(group.id, label);
  }
}

/** The labels an issue of the team may carry together: of the team or the workspace, no groups, one per group. */
export function checkLabels(
  ids: readonly string[],
  teamId: string,
  context: RequestContext,
): readonly string[] {
  const unique = [...new Set(ids)];
  const labels = unique.map((id) => labelBy(id, context));
  for (const label of labels) {
    if (label.isGroup) throw invalid(`Label "${label.name}" is a group and cannot be applied to an issue.`);
    if (label.teamId !== null && label.teamId !== teamId) {
      throw invalid(`Label "${label.name}" belongs to another team than the issue.`);
    }
  }
  refuseExclusive(labels, context);
  return unique;
}

/** A retired label stays where it is and is put on nothing new. */
export function refuseRetired(ids: readonly string[], context: RequestContext): void {
  for (const label of ids.map((id) => labelBy(id, context))) {
    if (label.retiredAt) throw invalid(`Label "${label.name}" is retired.`);
  }
}
