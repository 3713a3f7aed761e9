import type { LinearDocument as L } from '@linear/sdk';
import { issueFilter } from '../issues/finding/filter.js';
import { isMe, isNamed, isNone } from '../names/given.js';
import { isLabel, isStateType, labelKind, stateKind } from '../names/kinds.js';
import type { NamesFound } from '../names/slots.js';
import { nameSlots } from '../names/slots.js';
import * as sources from '../names/sources.js';

/** Which issues a view is to show; names as people write them, conditions joined by "and". */
export interface ViewIssues {
  readonly states?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly priorities?: readonly number[] | undefined;
  readonly assignee?: string | undefined;
  readonly creator?: string | undefined;
  readonly project?: string | undefined;
  readonly cycle?: string | undefined;
  readonly openOnly?: boolean | undefined;
}

/** A name that stands for more than these keeps standing for all of its name. */
const MOST_IDS = 30;

export const references = {
  team: sources.teams,
  state: { ...sources.workflowStates, size: MOST_IDS },
  label: { ...sources.issueLabels, size: MOST_IDS, words: ['none'] },
  person: { ...sources.anybodyOrNone, size: 10 },
  project: { ...sources.projects, words: ['none'] },
  cycle: { ...sources.cycles, words: ['none'] },
} as const;
const slots = nameSlots(references);

/**
 * The issues as Linear keeps a view: by the ids of what the names meant when it was made, for a view outlives names,
 * and somebody else may be called so later. Words such as `me` and `current` mean something new each time.
 */
export function viewFilter(issues: ViewIssues, data: NamesFound): L.IssueFilter {
  const { states, labels, priorities, assignee, creator, project, cycle, openOnly } = issues;
  const rest = issueFilter({
    priority: priorities && { any: priorities, none: [] },
    cycle: cycle === undefined ? undefined : { any: [cycle], none: [] },
    traits: openOnly ? { any: ['open'], none: [] } : undefined,
  });
  const parts: L.IssueFilter[] = [
    ...(states ? [{ state: { or: states.map((given) => stateFilter(given, data)) } }] : []),
    ...(labels ?? []).map((given) => labelFilter(given, data)),
    ...(assignee === undefined ? [] : [{ assignee: personFilter('assignee', assignee, data) }]),
    ...(creator === undefined ? [] : [{ creator: personFilter('creator', creator, data) }]),
    ...(project === undefined
      ? []
      : [{ project: isNone(project) ? { null: true } : byId([slots.one(data, 'project', project)]) }]),
    ...(rest.and ?? []),
  ];
  return { and: parts };
}

function personFilter(argument: string, given: string, data: NamesFound): L.NullableUserFilter {
  if (isNone(given)) return { null: true };
  return isMe(given) ? { isMe: { eq: true } } : byId([slots.one(data, 'person', given, argument)]);
}

/** Types are those of every team, also of one that is to come. */
function stateFilter(given: string, data: NamesFound): L.WorkflowStateFilter {
  const { exact } = slots.found(data, 'state');
  if (exact.length >= MOST_IDS) return stateKind.exact(given);
  const named = exact.filter((state) => isNamed(state, given));
  const ofType = isStateType(given) ? [{ type: { eq: given.trim().toLowerCase() } }] : [];
  return { or: [...(named.length > 0 ? [byId(named)] : []), ...ofType] };
}

/** A group stands for every label in it. */
function labelFilter(given: string, data: NamesFound): L.IssueFilter {
  if (isNone(given)) return { labels: { length: { eq: 0 } } };
  const { exact } = slots.found(data, 'label');
  if (exact.length >= MOST_IDS) return { labels: { some: labelKind.exact(given) } };
  const own = exact.filter((label) => isLabel(label, given));
  const groups = own.filter(({ isGroup }) => isGroup);
  const inGroup = groups.length > 0 ? [{ parent: byId(groups) }] : [];
  return { labels: { some: { or: [byId(own), ...inGroup] } } };
}

function byId(nodes: readonly { readonly id: string }[]): { id: { in: string[] } } {
  return { id: { in: nodes.map(({ id }) => id) } };
}
