import { randomUUID } from 'node:crypto';
import type { CommentRecord, IssueRecord, TeamRecord, UserRecord } from './model.js';
import type { Grants } from './oauth/grants.js';
import { type SeededUser, seededPeople } from './seed/people.js';
import { findIssue, identifierOf, stateTypeOf } from './store/find.js';
import type { Store } from './store/store.js';

/** The workspace as tests look at it: around the API, not through it. */
export interface Workspace {
  /** Everybody who can sign in; the first is the administrator Ada. */
  readonly users: readonly SeededUser[];
  user(email: string): UserRecord;
  team(key: string): TeamRecord;
  /** Every issue, archived and private ones too. */
  issues(): readonly IssueRecord[];
  /** An issue by UUID, identifier or former identifier. */
  issue(reference: string): IssueRecord | undefined;
  identifier(issue: IssueRecord): string;
  stateName(issue: IssueRecord): string;
  /** Open issues (backlog, unstarted, started; not archived) that are assigned to a user. */
  openIssuesOf(email: string): readonly IssueRecord[];
  commentsOn(reference: string): readonly CommentRecord[];
  /** Fills the inbox of a user with so many notifications that are newer than all others, like the first of theirs. */
  notify(email: string, count: number): void;
  /** Suspends a user, or lets the user back in; a suspended user's tokens stop working. */
  setActive(email: string, active: boolean): void;
  /** Ends every OAuth grant of a user, as removing the application in Linear's settings does. */
  disconnect(email: string): void;
}

/** A handle over the store for tests. */
export function createWorkspace(store: Store, grants: Grants): Workspace {
  function user(email: string): UserRecord {
    const [record] = store.users.by('email', email.toLowerCase());
    if (record === undefined) throw new RangeError(`no such user in the embedded workspace: ${email}`);
    return record;
  }

  return {
    users: seededPeople,
    user,
    team(key) {
      const [record] = store.teams.by('key', key.toUpperCase());
      if (record === undefined) throw new RangeError(`no such team in the embedded workspace: ${key}`);
      return record;
    },
    issues: () => store.issues.all(),
    issue: (reference) => findIssue(store, reference),
    identifier: (issue) => identifierOf(store, issue),
    stateName: (issue) => store.states.get(issue.stateId)?.name ?? '',
    openIssuesOf: (email) =>
      store.issues.by('assignee', user(email).id).filter((issue) => {
        const open = ['backlog', 'unstarted', 'started'].includes(stateTypeOf(store, issue));
        return open && issue.archivedAt === null;
      }),
    commentsOn: (reference) => store.comments.by('issue', findIssue(store, reference)?.id ?? ''),
    notify(email, count) {
      const [like] = store.notifications.by('user', user(email).id);
      if (like === undefined) throw new RangeError(`nothing is in the inbox of ${email}`);
      const createdAt = new Date().toISOString();
      for (let n = 0; n < count; n += 1)
        store.notifications.insert({ ...like, id: randomUUID(), createdAt, updatedAt: createdAt });
    },
    setActive(email, active) {
      store.users.update(user(email).id, { active });
    },
    disconnect(email) {
      grants.revokeUser(user(email).id);
    },
  };
}
