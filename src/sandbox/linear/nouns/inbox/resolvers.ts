import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../context.js';
import { toInstant } from '../../query/dates.js';
import type { PageArgs } from '../../query/paginate.js';
import { type Fields, install } from '../../resolvers/install.js';
import { type Input, write } from '../kit.js';
import type { DiffRecord, NotificationRecord, PullRequestRecord } from '../model.js';
import * as nouns from '../nouns.js';

interface Ref {
  readonly id: string;
}

const shared: Fields<NotificationRecord> = {
  actor: (record, _, { store }) => store.users.get(record.actorId ?? '') ?? null,
  user: (record, _, { store }) => store.users.get(record.userId),
  inboxUrl: (record, _, { store }) => `https://linear.app/${store.organization.urlKey}/inbox/${record.id}`,
  unsnoozedAt: () => null,
};

const ofIssue: Fields<NotificationRecord> = {
  ...shared,
  issue: (record, _, { store }) => store.issues.get(record.issueId ?? ''),
  comment: (record, _, { store }) => store.comments.get(record.commentId ?? '') ?? null,
  team: (record, _, { store }) => store.teams.get(store.issues.get(record.issueId ?? '')?.teamId ?? ''),
};

const ofProject: Fields<NotificationRecord> = {
  ...shared,
  project: (record, _, { store }) => store.projects.get(record.projectId ?? ''),
  projectUpdate: (record, _, { store }) => store.projectUpdates.get(record.projectUpdateId ?? '') ?? null,
};

const ofPullRequest: Fields<NotificationRecord> = {
  ...shared,
  pullRequest: (record, _, { store }) => store.pullRequests.get(record.pullRequestId ?? ''),
};

const pullRequest: Fields<PullRequestRecord> = {
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  mergeStatus: (record) => (record.hasConflicts ? 'dirty' : 'clean'),
};

const diff: Fields<DiffRecord> = {
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  pullRequest: (record, _, { store }) => store.pullRequests.get(record.pullRequestId ?? '') ?? null,
  additions: (record) => record.files.reduce((sum, file) => sum + file.additions, 0),
  deletions: (record) => record.files.reduce((sum, file) => sum + file.deletions, 0),
  fileCount: (record) => record.files.length,
  truncated: () => false,
};

/** What is in the inbox: neither archived nor asleep. */
function inbox(context: RequestContext): readonly NotificationRecord[] {
  const now = context.now.toISOString();
  return nouns.notifications
    .seen(context)
    .filter((one) => one.archivedAt === null && (one.snoozedUntilAt ?? '') <= now);
}

const query: Fields<undefined> = {
  diff: (_root, { id }: Ref, context) => nouns.diffs.by(id, context),
  notification: (_root, { id }: Ref, context) => nouns.notifications.by(id, context),
  notifications: (_root, args: PageArgs, context) =>
    nouns.notifications.list(nouns.notifications.seen(context), args, context),
  inboxNotifications: (_root, args: PageArgs & { unreadOnly?: boolean | null }, context) =>
    nouns.notifications.list(
      inbox(context).filter((one) => args.unreadOnly !== true || one.readAt === null),
      args,
      context,
    ),
  notificationsUnreadCount: (_root, _args, context) =>
    inbox(context).filter((one) => one.readAt === null).length,
};

function update(id: string, input: Input, context: RequestContext): NotificationRecord {
  const record = nouns.notifications.by(id, context);
  const moment = (value: unknown) => (typeof value === 'string' ? toInstant(value, context.now) : null);
  return context.store.notifications.update(record.id, {
    ...('readAt' in input && { readAt: moment(input['readAt']) }),
    ...('snoozedUntilAt' in input && { snoozedUntilAt: moment(input['snoozedUntilAt']) }),
  });
}

function archive(id: string, archived: boolean, context: RequestContext): NotificationRecord {
  const record = nouns.notifications.by(id, context);
  const archivedAt = archived ? context.now.toISOString() : null;
  return context.store.notifications.update(record.id, { archivedAt });
}

export const inboxMutations: Fields<undefined> = {
  notificationUpdate: write('notification', ({ id, input }: Ref & { input: Input }, context) =>
    update(id, input, context),
  ),
  notificationArchive: write('entity', ({ id }: Ref, context) => archive(id, true, context)),
  notificationUnarchive: write('entity', ({ id }: Ref, context) => archive(id, false, context)),
};

export function installInbox(schema: GraphQLSchema): void {
  install(schema, 'IssueNotification', ofIssue);
  install(schema, 'ProjectNotification', ofProject);
  install(schema, 'PullRequestNotification', ofPullRequest);
  install(schema, 'PullRequest', pullRequest);
  install(schema, 'Diff', diff);
  install(schema, 'Query', query);
}
