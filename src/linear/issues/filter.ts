import type { LinearDocument as L } from '@linear/sdk';
import {
  cycleKind,
  isMe,
  isNone,
  isStateType,
  labelKind,
  projectKind,
  stateKind,
  teamKind,
  userKind,
} from '../names/kinds.js';
import type { Names } from '../names/lookups.js';

/** What a list of issues is narrowed by; names as people write them, conditions joined by "and". */
export interface IssueQuery {
  readonly team?: string | undefined;
  /** Names or types; any of them. */
  readonly states?: readonly string[] | undefined;
  /** Names or `group/label`; all of them. */
  readonly labels?: readonly string[] | undefined;
  /** 0 none, 1 urgent … 4 low; any of them. */
  readonly priorities?: readonly number[] | undefined;
  /** A name, `me` or `none`. */
  readonly assignee?: string | undefined;
  readonly creator?: string | undefined;
  readonly project?: string | undefined;
  readonly cycle?: string | undefined;
  readonly text?: string | undefined;
  /** ISO dates, or durations back from now such as `-P7D`. */
  readonly updatedSince?: string | undefined;
  readonly createdSince?: string | undefined;
  readonly openOnly?: boolean | undefined;
  readonly includeArchived?: boolean | undefined;
}

/** The rows' filter; the same rules as the lookups that verify its names. */
export function issueFilter(query: IssueQuery): L.IssueFilter {
  const parts: L.IssueFilter[] = [];
  const add = (part: L.IssueFilter): number => parts.push(part);
  if (query.team !== undefined) add({ team: teamKind.exact(query.team) });
  if (query.states !== undefined) add({ state: { or: query.states.map(stateKind.exact) } });
  if (query.openOnly) add({ state: { type: { nin: ['completed', 'canceled', 'duplicate'] } } });
  for (const label of query.labels ?? []) add({ labels: { some: labelKind.exact(label) } });
  if (query.priorities !== undefined) add({ priority: { in: [...query.priorities] } });
  if (query.assignee !== undefined) add({ assignee: personFilter(query.assignee) });
  if (query.creator !== undefined) add({ creator: personFilter(query.creator) });
  if (query.project !== undefined) add({ project: orNone(query.project, projectKind.exact) });
  if (query.cycle !== undefined) add({ cycle: orNone(query.cycle, cycleKind.exact) });
  if (query.text !== undefined) {
    const contains = { containsIgnoreCase: query.text };
    add({ or: [{ title: contains }, { description: contains }] });
  }
  if (query.updatedSince !== undefined) add({ updatedAt: { gte: query.updatedSince } });
  if (query.createdSince !== undefined) add({ createdAt: { gte: query.createdSince } });
  return parts.length === 0 ? {} : { and: parts };
}

function personFilter(given: string): L.NullableUserFilter {
  return isMe(given) ? { isMe: { eq: true } } : orNone(given, userKind.exact);
}

function orNone<Filter>(given: string, exact: (given: string) => Filter): Filter | { null: true } {
  return isNone(given) ? { null: true } : exact(given);
}

/** The names in the query that Linear has to be asked about: all but `me` and `none`. */
export function namesIn(query: IssueQuery): Names {
  const people = [
    { argument: 'assignee', given: query.assignee },
    { argument: 'creator', given: query.creator },
  ].flatMap(({ argument, given }) => {
    const name = named(given);
    return name === undefined || isMe(name) ? [] : [{ argument, given: name }];
  });
  return {
    team: query.team,
    // Types of states are known everywhere, so they are not names to verify.
    states: query.states?.filter((state) => !isStateType(state)),
    labels: query.labels,
    people,
    project: named(query.project),
    cycle: named(query.cycle),
  };
}

function named(given: string | undefined): string | undefined {
  return given === undefined || isNone(given) ? undefined : given;
}

/** Whether any name is left to verify. */
export function hasNames(names: Names): boolean {
  const lists = [names.states, names.labels, names.people];
  const singles = [names.team, names.project, names.cycle];
  return singles.some((name) => name !== undefined) || lists.some((list) => (list ?? []).length > 0);
}
