import type { IssueRecord, StateRecord, TeamRecord } from '../model.js';
import type { Builder } from './builder.js';
import { hostileTexts, type OddText, unicodeTexts } from './odd-texts.js';
import { description, longDescription, title } from './words.js';

/** How many issues each team gets, besides those written by hand. */
const counts: readonly (readonly [string, number])[] = [
  ['ENG', 150],
  ['MOB', 70],
  ['DES', 64],
  ['OPS', 64],
  ['SEC', 18],
];

const estimates: Readonly<Record<string, readonly [number, ...number[]]>> = {
  fibonacci: [1, 2, 3, 5, 8],
  exponential: [1, 2, 4, 8, 16],
  linear: [1, 2, 3, 4, 5],
  tShirt: [1, 2, 3, 5, 8],
};

function listOf<T>(values: readonly T[]): readonly [T, ...T[]] {
  const [head, ...tail] = values;
  if (head === undefined) throw new RangeError('the seed needs at least one value');
  return [head, ...tail];
}

/** Open work is more common than finished work, so that "my open issues" is a real list for everybody. */
function pickState(states: readonly StateRecord[], { random }: Builder): StateRecord {
  const open = states.filter((state) => ['backlog', 'unstarted', 'started'].includes(state.type));
  const closed = states.filter((state) => ['completed', 'canceled'].includes(state.type));
  const triage = states.filter((state) => state.type === 'triage');
  if (triage.length > 0 && random.chance(0.06)) return random.pick(listOf(triage));
  return random.pick(listOf(random.chance(0.62) ? open : closed));
}

function pickLabels(team: TeamRecord, { store, random }: Builder): string[] {
  const usable = store.labels
    .all()
    .filter((label) => !label.isGroup && (label.teamId === null || label.teamId === team.id));
  const groups = new Set<string>();
  const chosen: string[] = [];
  for (let wanted = random.below(4); wanted > 0; wanted -= 1) {
    const label = random.pick(listOf(usable));
    if (chosen.includes(label.id)) continue;
    if (label.parentId !== null && groups.has(label.parentId)) continue;
    if (label.parentId !== null) groups.add(label.parentId);
    chosen.push(label.id);
  }
  return chosen;
}

function dates(state: StateRecord, age: number, builder: Builder) {
  const { random, moment } = builder;
  const started = moment(-age * (0.4 + random.next() * 0.4));
  const closed = moment(-age * random.next() * 0.4);
  const begun = state.type === 'started' || state.type === 'completed';
  return {
    startedAt: begun ? started : null,
    completedAt: state.type === 'completed' ? closed : null,
    canceledAt: state.type === 'canceled' ? closed : null,
  };
}

function plan(team: TeamRecord, state: StateRecord, builder: Builder) {
  const { store, random } = builder;
  const projects = store.projects.all().filter((project) => project.teamIds.includes(team.id));
  const project = projects.length > 0 && random.chance(0.55) ? random.pick(listOf(projects)) : null;
  const milestones = project === null ? [] : store.milestones.by('project', project.id);
  const cycles = store.cycles.by('team', team.id);
  const current = cycles.length > 0 && random.chance(state.type === 'backlog' ? 0.1 : 0.6);
  return {
    projectId: project?.id ?? null,
    projectMilestoneId:
      milestones.length > 0 && random.chance(0.6) ? random.pick(listOf(milestones)).id : null,
    cycleId: current ? random.pick(listOf(cycles)).id : null,
    dueDate: random.chance(0.3) ? builder.day(random.below(60) - 20) : null,
  };
}

function pickPeople(team: TeamRecord, { store, random }: Builder) {
  const people = team.memberIds.filter((id) => store.users.get(id)?.app === false);
  const creatorId = random.pick(listOf(people));
  const active = people.filter((id) => store.users.get(id)?.active === true);
  const assigneeId = random.chance(0.82) ? random.pick(listOf(active)) : null;
  return {
    creatorId,
    assigneeId,
    subscriberIds: [...new Set([creatorId, ...(assigneeId ? [assigneeId] : [])])],
  };
}

function draft(team: TeamRecord, builder: Builder): IssueRecord {
  const { store, random } = builder;
  const age = 1 + random.next() * 180;
  const state = pickState(store.states.by('team', team.id), builder);
  const scale = estimates[team.issueEstimationType];
  return {
    ...builder.entity(age, age * random.next()),
    ...dates(state, age, builder),
    ...plan(team, state, builder),
    ...pickPeople(team, builder),
    teamId: team.id,
    number: store.nextNumber(team.id),
    previousIdentifiers: [],
    title: title(random, team.key),
    description: random.chance(0.85) ? description(random) : null,
    priority: random.below(5),
    prioritySortOrder: 0,
    estimate: scale !== undefined && random.chance(0.7) ? random.pick(scale) : null,
    stateId: state.id,
    delegateId: null,
    parentId: null,
    labelIds: pickLabels(team, builder),
    triagedAt: null,
    snoozedUntilAt: null,
    addedToCycleAt: null,
    addedToProjectAt: null,
    trashed: false,
    sortOrder: -age,
    subIssueSortOrder: null,
  };
}

/** An issue that is open and one's own, so that people meet the text on their own list. */
function oddIssue(text: OddText, builder: Builder): void {
  const { store } = builder;
  for (const team of store.teams.by('key', text.team)) {
    const [state] = store.states.by('team', team.id).filter((one) => one.type === 'unstarted');
    const open = { startedAt: null, completedAt: null, canceledAt: null, cycleId: null };
    const stateId = state?.id ?? team.defaultStateId;
    const { team: _, assignee, ...words } = text;
    store.issues.insert({
      ...draft(team, builder),
      ...open,
      ...words,
      stateId,
      assigneeId: builder.userId(assignee),
    });
  }
}

/** All issues of all teams, first the generated ones, then those with odd texts. */
export function seedIssues(builder: Builder): void {
  const { store, random } = builder;
  for (const [key, count] of counts) {
    for (const team of store.teams.by('key', key)) {
      for (let made = 0; made < count; made += 1) {
        const issue = draft(team, builder);
        const long = key === 'ENG' && made % 40 === 7;
        store.issues.insert(long ? { ...issue, description: longDescription(random) } : issue);
      }
    }
  }
  for (const text of [...unicodeTexts, ...hostileTexts]) oddIssue(text, builder);
}
