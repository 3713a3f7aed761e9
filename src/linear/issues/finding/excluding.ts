import type { LinearDocument as L } from '@linear/sdk';
import { isCycleNumber, isMe, isStateType, pasted, person, slugIn } from '../../names/kinds.js';

/**
 * Linear's filters know no "not", so each kind of name has its negation spelled out here, field by field. A relation
 * that is not there has no such name either, hence `orAbsent`.
 */
export function notTeam(given: string): L.TeamFilter {
  const key = pasted(given)?.head ?? given;
  return { key: isNot(key), name: isNot(given) };
}

export function notState(given: string): L.WorkflowStateFilter {
  const word = given.trim().toLowerCase();
  return { name: isNot(given), ...(isStateType(word) && { type: { neq: word } }) };
}

/** The label's own name: that it means one label, and not a group, is what its lookup makes sure of. */
export function notLabel(given: string): L.IssueLabelFilter {
  return { name: isNot(labelPart(given)) };
}

/** `label` of `group/label`. */
export function labelPart(given: string): string {
  return given.split(/->|\//).at(-1)?.trim() ?? given;
}

export function notPerson(given: string): L.UserFilter {
  if (isMe(given)) return { isMe: { eq: false } };
  const { text, email } = person(given);
  if (email !== undefined) return { email: isNot(email) };
  return { name: isNot(text), displayName: isNot(text), email: isNot(text) };
}

export function notProject(given: string): L.ProjectFilter {
  const slug = slugIn(given);
  return { name: isNot(given), ...(slug !== undefined && { slugId: isNot(slug) }) };
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
  return { or: [{ name: { null: true } }, { name: isNot(given) }] };
}

export function notRelease(given: string): { name: { neqIgnoreCase: string } } {
  return { name: isNot(given) };
}

function isNot(given: string): { neqIgnoreCase: string } {
  return { neqIgnoreCase: given.trim() };
}
