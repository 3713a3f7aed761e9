import type { TeamRecord, UserRecord } from '../model.js';
import { bool, id, instant, many, type Spec, text } from './spec.js';

export const userSpec: Spec<UserRecord> = {
  id: id((user) => user.id),
  name: text((user) => user.name),
  displayName: text((user) => user.displayName),
  email: text((user) => user.email),
  active: bool((user) => user.active),
  admin: bool((user) => user.admin),
  app: bool((user) => user.app),
  isMe: bool((user, { viewer }) => user.id === viewer.id),
  createdAt: instant((user) => user.createdAt),
  updatedAt: instant((user) => user.updatedAt),
  assignedIssues: many(
    (user, { store, sight }) =>
      store.issues.by('assignee', user.id).filter((issue) => issue.archivedAt === null && sight.issue(issue)),
    (specs) => specs.issue,
  ),
};

export const teamSpec: Spec<TeamRecord> = {
  id: id((team) => team.id),
  key: text((team) => team.key),
  name: text((team) => team.name),
  description: text((team) => team.description),
  private: bool((team) => team.private),
  visibility: text((team) => (team.private ? 'private' : 'public')),
  createdAt: instant((team) => team.createdAt),
  updatedAt: instant((team) => team.updatedAt),
  members: many(
    (team, { store }) => team.memberIds.flatMap((userId) => store.users.get(userId) ?? []),
    (specs) => specs.user,
  ),
  issues: many(
    (team, { store }) => store.issues.by('team', team.id).filter((issue) => issue.archivedAt === null),
    (specs) => specs.issue,
  ),
};
