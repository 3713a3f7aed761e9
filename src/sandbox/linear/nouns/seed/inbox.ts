import type { UserRecord } from '../../model.js';
import type { Builder } from '../../seed/builder.js';
import { identifierOf } from '../../store/find.js';
import type { NotificationRecord, PullRequestRecord } from '../model.js';

const nothing = {
  readAt: null,
  snoozedUntilAt: null,
  issueId: null,
  commentId: null,
  projectId: null,
  projectUpdateId: null,
  pullRequestId: null,
} as const;

type Fresh = Omit<
  NotificationRecord,
  'id' | 'createdAt' | 'updatedAt' | 'archivedAt' | keyof typeof nothing
> &
  Partial<NotificationRecord>;

function notify(builder: Builder, age: number, one: Fresh): void {
  builder.store.notifications.insert({ ...nothing, ...builder.entity(age), ...one });
}

function aboutIssues(user: UserRecord, builder: Builder): void {
  const { store } = builder;
  const mine = store.issues.by('assignee', user.id).filter((issue) => issue.archivedAt === null);
  for (const [index, issue] of mine.slice(0, 6).entries()) {
    const [comment] = store.comments.by('issue', issue.id).filter((one) => one.userId !== user.id);
    const words =
      comment === undefined
        ? { type: 'issueAssignedToYou', category: 'assignments', subtitle: 'Assigned to you' }
        : { type: 'issueNewComment', category: 'commentsAndReplies', subtitle: comment.body.slice(0, 80) };
    notify(builder, index + 0.5, {
      __typename: 'IssueNotification',
      ...words,
      userId: user.id,
      actorId: comment?.userId ?? issue.creatorId,
      title: `${identifierOf(store, issue)} ${issue.title}`,
      url: `https://linear.app/lumen/issue/${identifierOf(store, issue)}`,
      issueId: issue.id,
      commentId: comment?.id ?? null,
      readAt: index > 2 ? builder.moment(-0.2) : null,
    });
  }
}

function aboutProjects(user: UserRecord, builder: Builder): void {
  const { store } = builder;
  for (const update of store.projectUpdates.all()) {
    const project = store.projects.get(update.parentId);
    if (project === undefined || update.userId === user.id || !project.memberIds.includes(user.id)) continue;
    notify(builder, 3, {
      __typename: 'ProjectNotification',
      type: 'projectUpdateCreated',
      category: 'postsAndUpdates',
      userId: user.id,
      actorId: update.userId,
      title: project.name,
      subtitle: update.body.slice(0, 80),
      url: `https://linear.app/lumen/project/${project.slugId}`,
      projectId: project.id,
      projectUpdateId: update.id,
    });
  }
}

const pulls: readonly (Pick<PullRequestRecord, 'title' | 'status' | 'hasConflicts' | 'sourceBranch'> & {
  readonly author: string;
})[] = [
  {
    title: 'Dock in the dark',
    status: 'inReview',
    hasConflicts: false,
    sourceBranch: 'adam/dock-dark',
    author: 'adam',
  },
  {
    title: 'Faster map merge',
    status: 'open',
    hasConflicts: true,
    sourceBranch: 'kenji/map-merge',
    author: 'kenji',
  },
  {
    title: 'Type scale for the console',
    status: 'approved',
    hasConflicts: false,
    sourceBranch: 'sofia/type',
    author: 'sofia',
  },
];

/** Pull requests that wait for Ada and Kenji, and the diff of the first one. */
function seedReviews(builder: Builder): void {
  const { store, random } = builder;
  for (const [index, { author, ...plan }] of pulls.entries()) {
    const slugId = random.uuid().replaceAll('-', '').slice(0, 12);
    const pull = store.pullRequests.insert({
      ...builder.entity(5),
      ...plan,
      number: 310 + index,
      slugId,
      targetBranch: 'main',
      url: `https://github.com/lumen-robotics/apollo/pull/${310 + index}`,
      creatorId: builder.userId(author),
      checks: [
        { name: 'unit', status: 'success' },
        { name: 'hardware-in-the-loop', status: index === 1 ? 'failure' : 'success' },
      ],
    });
    store.diffs.insert({
      ...builder.entity(5),
      slugId,
      creatorId: pull.creatorId,
      pullRequestId: pull.id,
      files: [
        { path: 'firmware/dock.c', additions: 40 + index, deletions: 7, state: 'modified' },
        { path: 'firmware/dock_test.c', additions: 90, deletions: 0, state: 'added' },
      ],
    });
    for (const reviewer of ['ada', 'kenji'].filter((key) => key !== author)) {
      notify(builder, 1 + index, {
        __typename: 'PullRequestNotification',
        type: 'pullRequestReviewRequested',
        category: 'reviews',
        userId: builder.userId(reviewer),
        actorId: pull.creatorId,
        title: pull.title,
        subtitle: 'Your review is requested',
        url: pull.url,
        pullRequestId: pull.id,
      });
    }
  }
}

/** An inbox for everybody who can sign in. */
export function seedInbox(builder: Builder): void {
  for (const user of builder.store.users.all().filter((one) => one.active && !one.app)) {
    aboutIssues(user, builder);
    aboutProjects(user, builder);
  }
  seedReviews(builder);
}
