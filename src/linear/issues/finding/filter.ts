import type { LinearDocument as L } from '@linear/sdk';
import { isNone } from '../../names/given.js';
import { cycleKind, labelKind, stateKind, teamKind } from '../../names/kinds.js';
import { eachWord, somebody } from '../../names/meanings.js';
import { issueKind, milestoneKind, projectKind, releaseKind } from '../../names/things.js';
import {
  notCycle,
  notLabel,
  notMilestone,
  notPerson,
  notProject,
  notRelease,
  notState,
  notTeam,
} from './excluding.js';
import type { IssueDates, IssueQuery, Sides, Trait } from './query.js';

/** The rows' filter; the same rules as the lookups that verify its names. */
export function issueFilter(query: IssueQuery): L.IssueFilter {
  const { team, state, project, milestone, cycle } = query;
  const parts: L.IssueFilter[] = [
    ...(team ? sides(team, teamKind.exact, notTeam).map((filter) => ({ team: filter })) : []),
    ...(state ? sides(state, stateKind.exact, notState).map((filter) => ({ state: filter })) : []),
    ...relation(project, projectKind.exact, notProject).map((filter) => ({ project: filter })),
    ...relation(milestone, milestoneKind.exact, notMilestone).map((filter) => ({ projectMilestone: filter })),
    ...relation(cycle, cycleKind.exact, notCycle).map((filter) => ({ cycle: filter })),
    ...peopleFilters(query),
    ...labelFilters(query.labels),
    ...releaseFilters(query.release),
    ...traitFilters(query.traits),
    ...dateFilters(query.dates ?? {}),
    ...valueFilters(query),
  ];
  return parts.length === 0 ? {} : { and: parts };
}

/** One of the names, and none of the others. */
function sides<Filter>(
  { any, none }: Sides,
  exact: (given: string) => Filter,
  not: (given: string) => Filter,
): (Filter | { or: Filter[] })[] {
  const [only, ...more] = any.map(exact);
  const one = only === undefined ? [] : [more.length === 0 ? only : { or: [only, ...more] }];
  return [...one, ...none.map(not)];
}

type Nullable<Filter> = Filter | { null: boolean } | { or: Nullable<Filter>[] };

/** The same for what an issue may not have: `none` is a name for that, and what is absent is not excluded. */
function relation<Filter>(
  given: Sides | undefined,
  exact: (given: string) => Filter,
  not: (given: string) => Filter,
): Nullable<Filter>[] {
  if (given === undefined) return [];
  return sides<Nullable<Filter>>(
    given,
    (name) => (isNone(name) ? { null: true } : exact(name)),
    (name) => (isNone(name) ? { null: false } : { or: [{ null: true }, not(name)] }),
  );
}

function peopleFilters({ assignee, creator, delegate, subscriber }: IssueQuery): L.IssueFilter[] {
  return [
    ...relation(assignee, somebody, notPerson).map((filter) => ({ assignee: filter })),
    ...relation(creator, somebody, notPerson).map((filter) => ({ creator: filter })),
    ...relation(delegate, somebody, notPerson).map((filter) => ({ delegate: filter })),
    ...(subscriber?.any.map((name) => ({ subscribers: { some: somebody(name) } })) ?? []),
    ...(subscriber?.none.map((name) => ({ subscribers: { every: notPerson(name) } })) ?? []),
  ];
}

function labelFilters(labels: IssueQuery['labels']): L.IssueFilter[] {
  if (labels === undefined) return [];
  return [
    ...labels.all.map((choices) => ({
      or: choices.map((label) =>
        isNone(label) ? { labels: { length: { eq: 0 } } } : { labels: { some: labelKind.exact(label) } },
      ),
    })),
    ...labels.none.map((label) =>
      isNone(label) ? { labels: { length: { gt: 0 } } } : { labels: { every: notLabel(label) } },
    ),
  ];
}

function releaseFilters(release: IssueQuery['release']): L.IssueFilter[] {
  if (release === undefined) return [];
  const isIn = (given: string): L.IssueFilter =>
    isNone(given) ? { releases: { length: { eq: 0 } } } : { releases: { some: releaseKind.exact(given) } };
  return [
    ...(release.any.length > 0 ? [{ or: release.any.map(isIn) }] : []),
    ...release.none.map((given) =>
      isNone(given) ? { releases: { length: { gt: 0 } } } : { releases: { every: notRelease(given) } },
    ),
  ];
}

const CLOSED = ['completed', 'canceled', 'duplicate'];

function traitFilters(traits: IssueQuery['traits']): L.IssueFilter[] {
  if (traits === undefined) return [];
  return [
    ...traits.any.map((trait) => traitFilter(trait, true)),
    ...traits.none.map((trait) => traitFilter(trait, false)),
  ];
}

function traitFilter(trait: Trait, eq: boolean): L.IssueFilter {
  switch (trait) {
    case 'open':
      return { state: { type: eq ? { nin: CLOSED } : { in: CLOSED } } };
    case 'closed':
      return traitFilter('open', !eq);
    case 'blocked':
      return { hasBlockedByRelations: { eq } };
    case 'blocking':
      return { hasBlockingRelations: { eq } };
    case 'duplicate':
      return { hasDuplicateRelations: { eq } };
    case 'sub-issue':
      return { parent: { null: !eq } };
    case 'parent':
      return { children: { length: eq ? { gt: 0 } : { eq: 0 } } };
  }
}

function dateFilters(dates: IssueDates): L.IssueFilter[] {
  const { created, updated, started, completed, canceled, triaged, due } = dates;
  const all: L.IssueFilter[] = [
    { ...(created && { createdAt: created }) },
    { ...(updated && { updatedAt: updated }) },
    { ...(started && { startedAt: started }) },
    { ...(completed && { completedAt: completed }) },
    { ...(canceled && { canceledAt: canceled }) },
    { ...(triaged && { triagedAt: triaged }) },
    { ...(due && { dueDate: due }) },
  ];
  return all.filter((filter) => Object.keys(filter).length > 0);
}

function valueFilters({ priority, parent, estimate, text }: IssueQuery): L.IssueFilter[] {
  return [
    ...(priority && priority.any.length > 0 ? [{ priority: { in: [...priority.any] } }] : []),
    ...(priority && priority.none.length > 0 ? [{ priority: { nin: [...priority.none] } }] : []),
    ...(parent === undefined ? [] : [{ parent: parent === null ? { null: true } : issueKind.exact(parent) }]),
    ...(estimate === undefined ? [] : [{ estimate }]),
    ...eachWord(text, (word): L.IssueFilter => {
      const contains = { containsIgnoreCase: word };
      return { or: [{ title: contains }, { description: contains }] };
    }),
  ];
}
