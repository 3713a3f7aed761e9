import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../../errors.js';
import { cleanName } from '../../names/comparing.js';
import { asWritten, isLabel, labelKind } from '../../names/kinds.js';
import { type LabelsFound, pair } from '../../names/lookups.js';
import { allNamed, labelOfTeam, type WrittenLabel } from '../../names/resolving.js';
import type { PutLabel, TeamWithParts } from './state.js';

/** Labels as a call names them: the whole set, or those that come. */
export interface LabelNames {
  readonly labels?: readonly string[] | undefined;
  readonly addLabels?: readonly string[] | undefined;
}

/** What becomes of the labels of an issue: ids of those that go, and which are on it before. */
interface LabelPlace {
  readonly team: TeamWithParts;
  readonly found: LabelsFound;
  readonly present?: readonly PutLabel[];
  readonly removed?: readonly string[] | undefined;
}

/** Labels as Linear takes them; two of a group that lets an issue carry one of it are refused. */
export function labelInput(
  { labels, addLabels }: LabelNames,
  { team, found, present = [], removed }: LabelPlace,
): Pick<L.IssueUpdateInput, 'labelIds' | 'addedLabelIds' | 'removedLabelIds'> {
  const set = labels && labelsNamed(labels, team, found);
  const added = addLabels && labelsNamed(addLabels, team, found);
  const both = added?.find(({ id }) => removed?.includes(id));
  if (both !== undefined) {
    fail({
      code: 'invalid_arguments',
      problems: [`label ${cleanName(both.name)} is both added and removed`],
    });
  }
  const kept = present.filter(({ id }) => removed?.includes(id) !== true);
  if (set ?? added) refuseExclusive(set ?? [...kept, ...(added ?? [])]);
  return {
    ...(set && { labelIds: set.map(({ id }) => id) }),
    ...(added && { addedLabelIds: added.map(({ id }) => id) }),
    ...(removed && { removedLabelIds: [...removed] }),
  };
}

function labelsNamed(labels: readonly string[], team: TeamWithParts, found: LabelsFound): WrittenLabel[] {
  const lookup = pair<WrittenLabel>(found.labels, found.labelsNear);
  return labels.map((given) => labelOfTeam({ argument: 'label', given }, lookup, team.id));
}

/** A group without a type is one of which an issue carries one, as all groups once were. */
function refuseExclusive(labels: readonly PutLabel[]): void {
  const taken = new Map<string, PutLabel>();
  for (const label of labels) {
    const { parent } = label;
    if (parent == null || parent.groupType === 'multiSelect') continue;
    const other = taken.get(parent.id);
    if (other !== undefined && other.id !== label.id) {
      const [both, group] = [[other, label].map(({ name }) => cleanName(name)), cleanName(parent.name)];
      const problem = `labels ${both.join(' and ')} exclude each other: an issue has only one of the group ${group}`;
      fail({ code: 'invalid_arguments', problems: [problem] });
    }
    taken.set(parent.id, label);
  }
}

/** The ids of labels that are on an issue, or on several; one that is on none of them is an error, not nothing. */
export function labelIdsOn(present: readonly PutLabel[], labels: readonly string[], where: string): string[] {
  return labels.flatMap((given) => {
    const asked = { argument: `label on ${where}`, given };
    const fitting = allNamed(labelKind, asked, { exact: present, near: present });
    const named = fitting.filter((label) => isLabel(label, given));
    return asWritten(named.length > 0 ? named : fitting, given).map((label) => label.id);
  });
}
