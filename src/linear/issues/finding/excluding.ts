import type { LinearDocument as L } from '@linear/sdk';
import { notCalled } from '../../names/comparing.js';
import { isCycleNumber, isMe, pasted, person, slugIn, uuidIn } from '../../names/given.js';
import { isStateType, labelPaths } from '../../names/kinds.js';

/**
 * Linear's filters know no "not", so each kind of name has its negation spelled out here, field by field. Whatever the
 * lookup takes for the name has to be in it: a name that is found and not excluded would be shown without a word. That
 * what is absent has no such name either is added where a relation may be.
 */
export function notTeam(given: string): L.TeamFilter {
  const key = pasted(given)?.head ?? given;
  return { key: isNot(key), and: namedOtherwise(given) };
}

export function notState(given: string): L.WorkflowStateFilter {
  const word = given.trim().toLowerCase();
  return { and: otherwise(given), ...(isStateType(word) && { type: { neq: word } }) };
}

/**
 * Neither called so nor, where the name may be a path, this label of this group. That no label without a group is
 * meant by its end alone is what the lookup makes sure of.
 */
export function notLabel(given: string): L.IssueLabelFilter {
  const elsewhere = labelPaths(given).map(({ group, label }) => ({
    or: [{ and: namedOtherwise(label) }, { parent: { and: namedOtherwise(group) } }],
  }));
  return { and: [...otherwise(given), ...elsewhere] };
}

/** `label` of `group/label`. */
export function labelPart(given: string): string {
  return given.split(/->|\//).at(-1)?.trim() ?? given;
}

export function notPerson(given: string): L.UserFilter {
  if (isMe(given)) return { isMe: { eq: false } };
  const { text, email } = person(given);
  if (email !== undefined) return { email: isNot(email) };
  return { email: isNot(text), and: notCalled(text).map((name) => ({ name, displayName: name })) };
}

export function notProject(given: string): L.ProjectFilter {
  const slug = slugIn(given);
  return { and: otherwise(given), ...(slug !== undefined && { slugId: isNot(slug) }) };
}

/** `current`, `next`, `previous` or a number; names of cycles may be absent, which no comparator of theirs takes. */
export function notCycle(given: string): L.CycleFilter {
  switch (given.trim().toLowerCase()) {
    case 'current':
      return { isActive: { eq: false } };
    case 'next':
      return { isNext: { eq: false } };
    case 'previous':
      return { isPrevious: { eq: false } };
    default:
      return { number: { neq: Number(given) } };
  }
}

/** Whether a cycle can be excluded by what it was called. */
export function canExcludeCycle(given: string): boolean {
  return isCycleNumber(given) || ['current', 'next', 'previous', 'none'].includes(given.trim().toLowerCase());
}

export function notMilestone(given: string): L.ProjectMilestoneFilter {
  return { or: [{ name: { null: true } }, { and: otherwise(given) }] };
}

export function notRelease(given: string): L.ReleaseFilter {
  return { and: otherwise(given) };
}

/** Neither called so nor the one with that UUID, when one was given. */
function otherwise(given: string): ({ name: { neqIgnoreCase: string } } | { id: { neq: string } })[] {
  const id = uuidIn(given);
  return [...namedOtherwise(given), ...(id === undefined ? [] : [{ id: { neq: id } }])];
}

function namedOtherwise(given: string): { name: { neqIgnoreCase: string } }[] {
  return notCalled(given).map((name) => ({ name }));
}

function isNot(given: string): { neqIgnoreCase: string } {
  return { neqIgnoreCase: given.trim() };
}
