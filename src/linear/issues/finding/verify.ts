import { fail } from '../../../errors.js';
import { cleanName, same } from '../../names/comparing.js';
import { isMe, isNone, person } from '../../names/given.js';
import { isLabel, isStateType, type Kind, labelKind, type UserNode, userKind } from '../../names/kinds.js';
import { type LabelsFound, type Names, type PeopleFound, pair } from '../../names/lookups.js';
import { allNamed, type Given, oneNamed, type ScopedLabel } from '../../names/resolving.js';
import { milestoneKind } from '../../names/things.js';
import type { verifyNames } from '../../names/verifying.js';
import { labelPart } from './excluding.js';
import type { MilestonesFound } from './milestones.js';
import type { IssueQuery, Sides } from './query.js';

/** The names in a query that Linear has to be asked about: all but `me`, `none` and the types of states. */
export interface QueryNames {
  /** Meant as they stand. */
  readonly wanted: Names;
  readonly milestones: readonly string[];
  readonly others: { readonly release: readonly string[]; readonly parent: readonly string[] };
  /** To be excluded, which needs exact names. */
  readonly excludedLabels: readonly string[];
  readonly excludedPeople: readonly Given[];
}

export function namesIn(query: IssueQuery): QueryNames {
  const people = [
    { argument: 'assignee', sides: query.assignee },
    { argument: 'creator', sides: query.creator },
    { argument: 'delegate', sides: query.delegate },
    { argument: 'subscriber', sides: query.subscriber },
  ];
  const peopleOf = (side: keyof Sides): Given[] =>
    people.flatMap(({ argument, sides }) =>
      (sides?.[side] ?? [])
        .filter((given) => !isMe(given) && (argument === 'subscriber' || !isNone(given)))
        .map((given) => ({ argument, given })),
    );
  return {
    wanted: {
      team: both(query.team),
      // Types of states are known everywhere, so they are not names to verify.
      states: both(query.state).filter((state) => !isStateType(state)),
      labels: named(query.labels?.all.flat()),
      people: peopleOf('any'),
      project: named(both(query.project)),
      cycle: named(both(query.cycle)),
    },
    milestones: named(both(query.milestone)),
    others: { release: named(both(query.release)), parent: query.parent == null ? [] : [query.parent] },
    excludedLabels: named(query.labels?.none),
    excludedPeople: peopleOf('none'),
  };
}

function both(sides: Sides | undefined): readonly string[] {
  return [...(sides?.any ?? []), ...(sides?.none ?? [])];
}

function named(given: readonly string[] = []): string[] {
  return given.filter((name) => !isNone(name));
}

/** Whether any name is left to verify. */
export function hasNames(names: QueryNames): boolean {
  const { wanted, others, ...rest } = names;
  const lists = [...Object.values(wanted), ...Object.values(others), ...Object.values(rest)];
  return lists.some((list) => (list ?? []).length > 0);
}

type Found = Parameters<typeof verifyNames>[1] & MilestonesFound;

/** Makes sure of what `verifyNames` does not know: milestones, and that what is excluded is exactly what was meant. */
export function verifyQuery(names: QueryNames, found: Found): void {
  for (const given of names.milestones) {
    allNamed(milestoneKind, { argument: 'milestone', given }, pair(found.milestones, found.milestonesNear));
  }
  for (const given of names.excludedLabels) verifyExcludedLabel(given, found);
  for (const asked of names.excludedPeople) {
    oneNamed(exactPerson, asked, pair<UserNode>(found.users, found.usersNear));
  }
}

/** A first name would exclude whoever else is called so: here only whole names are names. */
const exactPerson: Kind<UserNode, unknown> = {
  ...userKind,
  fits: (user, given) => {
    const { text, email } = person(given);
    if (email !== undefined) return same(user.email, email);
    return [user.name, user.displayName, user.email].some((name) => same(name, text));
  },
};

/** Labels are excluded by their own name, so it must be one label's, and not that of a group. */
function verifyExcludedLabel(given: string, found: LabelsFound & PeopleFound): void {
  const lookup = pair<ScopedLabel>(found.labels, found.labelsNear);
  const asked = { argument: 'label to exclude', given };
  const labels = lookup.exact.filter((label) => !label.isGroup && isLabel(label, given));
  if (labels.length === 0) {
    const near = [...lookup.exact, ...lookup.near].filter((label) => !label.isGroup);
    allNamed(labelKind, asked, { exact: [], near });
  }
  const path = (label: ScopedLabel): string => cleanName(labelKind.written(label));
  const alike = lookup.exact.filter((label) => !label.isGroup && same(label.name, labelPart(given)));
  const others = alike.filter((label) => !isLabel(label, given)).map(path);
  if (others.length > 0) {
    const problem = `label "!${cleanName(given)}" would also exclude ${others.join(', ')}, which has the same name`;
    fail({ code: 'invalid_arguments', problems: [problem] });
  }
}
