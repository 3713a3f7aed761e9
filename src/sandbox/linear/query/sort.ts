import type { RequestContext } from '../context.js';
import type { IssueRecord, ProjectRecord, StateType, UserRecord } from '../model.js';
import {
  byValue,
  type Compare,
  inTurn,
  newestFirst,
  type SortOptions,
  type SortValue,
  sortableText,
} from './order.js';
import type { PageArgs } from './paginate.js';

/** A sort argument: each element names one key (or several, taken in the order they are written). */
export type SortArgument = readonly Readonly<Record<string, SortOptions & Flags>>[] | null | undefined;

interface Flags {
  readonly noPriorityFirst?: boolean | null;
  readonly usePrioritySortOrderTiebreaker?: boolean | null;
  readonly currentCycleFirst?: boolean | null;
  readonly closedIssuesOrderedByRecency?: boolean | null;
}

type Key<T> = (record: T, context: RequestContext, flags: Flags) => SortValue;

const stateOrder: readonly StateType[] = [
  'triage',
  'backlog',
  'unstarted',
  'started',
  'completed',
  'canceled',
  'duplicate',
];

const nameOf = (record: { readonly name: string } | undefined) =>
  record === undefined ? null : sortableText(record.name);

const issueKeys: Readonly<Record<string, Key<IssueRecord>>> = {
  assignee: (issue, { store }) => nameOf(store.users.get(issue.assigneeId ?? '')),
  delegate: (issue, { store }) => nameOf(store.users.get(issue.delegateId ?? '')),
  completedAt: (issue) => issue.completedAt,
  createdAt: (issue) => issue.createdAt,
  updatedAt: (issue) => issue.updatedAt,
  dueDate: (issue) => issue.dueDate,
  estimate: (issue) => issue.estimate,
  manual: (issue) => issue.sortOrder,
  title: (issue) => sortableText(issue.title),
  label: (issue, { store }) => nameOf(store.labels.get(issue.labelIds[0] ?? '')),
  milestone: (issue, { store }) => store.milestones.get(issue.projectMilestoneId ?? '')?.sortOrder ?? null,
  project: (issue, { store }) => nameOf(store.projects.get(issue.projectId ?? '')),
  team: (issue, { store }) => nameOf(store.teams.get(issue.teamId)),
  cycle: cycleKey,
  priority: priorityKey,
  workflowState: (issue, { store }) => {
    const state = store.states.get(issue.stateId);
    return state === undefined ? null : stateOrder.indexOf(state.type) * 1000 + state.position;
  },
};

/** "No priority" (0) is the lowest unless `noPriorityFirst` makes it the highest. */
function priorityKey({ priority }: { priority: number }, _context: RequestContext, flags: Flags): SortValue {
  return priority === 0 && flags.noPriorityFirst !== true ? 5 : priority;
}

function cycleKey(issue: IssueRecord, context: RequestContext, flags: Flags): SortValue {
  const cycle = context.store.cycles.get(issue.cycleId ?? '');
  if (cycle === undefined) return null;
  const current = flags.currentCycleFirst === true && context.places(cycle.teamId).active?.id === cycle.id;
  return current ? -1 : cycle.number;
}

const projectKeys: Readonly<Record<string, Key<ProjectRecord>>> = {
  createdAt: (project) => project.createdAt,
  updatedAt: (project) => project.updatedAt,
  name: (project) => sortableText(project.name),
  priority: priorityKey,
  startDate: (project) => project.startDate,
  targetDate: (project) => project.targetDate,
};

const userKeys: Readonly<Record<string, Key<UserRecord>>> = {
  name: (user) => sortableText(user.name),
  displayName: (user) => sortableText(user.displayName),
};

interface Dated {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Two names are looked up and made comparable. */
const STEPS_A_KEY = 4;

function sorter<T extends Dated>(keys: Readonly<Record<string, Key<T>>>) {
  return (sort: SortArgument, orderBy: PageArgs['orderBy'], context: RequestContext): Compare<T> => {
    const asked = (sort ?? []).flatMap((element) => Object.entries(element));
    const comparisons = asked.flatMap(([name, options]) => {
      const key = keys[name];
      if (key === undefined || options === null) return [];
      return [byValue<T>((record) => key(record, context, options), options)];
    });
    const compare = inTurn([...comparisons, newestFirst<T>(orderBy)]);
    if (comparisons.length === 0) return compare;
    return (a, b) => {
      context.spend(comparisons.length * STEPS_A_KEY);
      return compare(a, b);
    };
  };
}

export const issueOrder = sorter(issueKeys);
export const projectOrder = sorter(projectKeys);
export const userOrder = sorter(userKeys);
