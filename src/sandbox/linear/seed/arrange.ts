import type { IssueRecord, RelationType } from '../model.js';
import { stateTypeOf } from '../store/find.js';
import type { Builder } from './builder.js';

/** Everybody who can sign in has at least this many open issues assigned. */
const LEAST_OPEN = 10;

function isOpen(issue: IssueRecord, { store }: Builder): boolean {
  return issue.archivedAt === null && ['backlog', 'unstarted', 'started'].includes(stateTypeOf(store, issue));
}

/** Gives unassigned open issues of their teams to people who have too few. */
function shareOut(builder: Builder): void {
  const { store } = builder;
  for (const user of store.users.all().filter((one) => one.active && !one.app)) {
    const own = store.issues.by('assignee', user.id).filter((issue) => isOpen(issue, builder));
    const free = store.issues.all().filter((issue) => {
      const member = store.teams.get(issue.teamId)?.memberIds.includes(user.id) === true;
      return member && issue.assigneeId === null && isOpen(issue, builder);
    });
    for (const issue of free.slice(0, Math.max(0, LEAST_OPEN - own.length))) {
      store.issues.update(issue.id, { assigneeId: user.id });
    }
  }
}

/** Every seventh issue becomes a sub-issue of an earlier one of its team. */
function nest(builder: Builder): void {
  const { store } = builder;
  for (const team of store.teams.all()) {
    const issues = [...store.issues.by('team', team.id)].sort((a, b) => a.number - b.number);
    for (let index = 6; index < issues.length; index += 7) {
      const [child, parent] = [issues[index], issues[index - 4]];
      if (child !== undefined && parent !== undefined) {
        store.issues.update(child.id, { parentId: parent.id, subIssueSortOrder: index });
      }
    }
  }
}

const kinds: readonly RelationType[] = ['blocks', 'related', 'blocks', 'duplicate', 'similar'];

function relate(builder: Builder): void {
  const { store } = builder;
  const issues = store.issues.all().filter((issue) => store.teams.get(issue.teamId)?.private === false);
  for (let index = 0; index + 3 < issues.length; index += 5) {
    const [issue, related] = [issues[index], issues[index + 3]];
    const type = kinds[(index / 5) % kinds.length] ?? 'related';
    if (issue === undefined || related === undefined) continue;
    store.relations.insert({ ...builder.entity(30), issueId: issue.id, relatedIssueId: related.id, type });
  }
}

/** Some finished issues are archived, three are in the trash, and one issue has moved between teams. */
function shelve(builder: Builder): void {
  const { store } = builder;
  const finished = store.issues.all().filter((issue) => stateTypeOf(store, issue) === 'completed');
  for (const [index, issue] of finished.slice(0, 18).entries()) {
    store.issues.update(issue.id, { archivedAt: builder.moment(-2), trashed: index % 6 === 0 });
  }
  const [mover] = store.teams.by('key', 'MOB').flatMap((team) => store.issues.by('team', team.id));
  if (mover === undefined) return;
  store.issues.update(mover.id, { previousIdentifiers: ['ENG-9001'] });
  store.formerIdentifiers.set('ENG-9001', mover.id);
}

function delegate(builder: Builder): void {
  const { store } = builder;
  const [bot] = store.users.all().filter((user) => user.app);
  const [team] = store.teams.by('key', 'ENG');
  if (bot === undefined || team === undefined) return;
  const open = store.issues.by('team', team.id).filter((issue) => isOpen(issue, builder));
  for (const issue of open.slice(0, 5)) store.issues.update(issue.id, { delegateId: bot.id });
}

function trace(builder: Builder): void {
  const { store } = builder;
  for (const issue of store.issues.all()) {
    if (issue.startedAt === null) continue;
    const states = store.states.by('team', issue.teamId);
    const from = states.find((state) => state.type === 'unstarted');
    const at = { createdAt: issue.startedAt, updatedAt: issue.startedAt };
    const change = { fromStateId: from?.id ?? null, toStateId: issue.stateId };
    store.history.insert({
      ...builder.entity(1),
      ...at,
      issueId: issue.id,
      actorId: issue.assigneeId,
      change,
    });
  }
}

/** Turns a heap of issues into a workspace: owners, parents, relations, archive, delegates, history. */
export function arrangeIssues(builder: Builder): void {
  shareOut(builder);
  nest(builder);
  relate(builder);
  shelve(builder);
  delegate(builder);
  trace(builder);
}
