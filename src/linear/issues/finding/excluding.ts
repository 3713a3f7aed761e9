import type { LinearDocument as L } from '@linear/sdk';
import { notCalled } from '../../names/comparing.js';
import { isCycleNumber, isMe, pasted, person, slugIn, uuidIn } from '../../names/given.js';
import { isStateType } from '../../names/kinds.js';

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
  return unlessUuid(given, { and: namedOtherwise(given), ...(isStateType(word) && { type: { neq: word } }) });
}

/** The label's own name: that it means one label, and not a group, is what its lookup makes sure of. */
export function notLabel(given: string): L.IssueLabelFilter {
  return unlessUuid(given, { and: namedOtherwise(labelPart(given)) });
}

/** `label` of `group/label`. */
export function labelPart(given: string): string {
  return given.split(/->|\//).at(-1)?.trim() ?? given;
}

export function notPerson(given: string): L.UserFilter {
  if (isMe(given)) return { isMe: { eq: false } };
  const { text, email } = person(given);
  if (email !== undefined) return { email: isNot(email) };
  const otherwise = notCalled(text).map((name) => ({ name, displayName: name }));
  return { email: isNot(text), and: otherwise };
}

export function notProject(given: string): L.ProjectFilter {
  const slug = slugIn(given);
  return unlessUuid(given, {
    and: namedOtherwise(given),
    ...(slug !== undefined && { slugId: isNot(slug) }),
  });
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
  return unlessUuid(given, { or: [{ name: { null: true } }, { and: namedOtherwise(given) }] });
}

export function notRelease(given: string): L.ReleaseFilter {
  return unlessUuid(given, { and: namedOtherwise(given) });
}

/** Who gives a UUID means this one and nothing that has a name like it. */
function unlessUuid<Filter>(given: string, otherwise: Filter): Filter | { id: { neq: string } } {
  const id = uuidIn(given);
  return id === undefined ? otherwise : { id: { neq: id } };
}

function namedOtherwise(given: string): { name: { neqIgnoreCase: string } }[] {
  return notCalled(given).map((name) => ({ name }));
}

function isNot(given: string): { neqIgnoreCase: string } {
  return { neqIgnoreCase: given.trim() };
}
