import { page, payload } from '../../schema/parts.js';

const fields = `
  actor: User
  archivedAt: DateTime
  category: NotificationCategory!
  createdAt: DateTime!
  id: ID!
  inboxUrl: String!
  readAt: DateTime
  snoozedUntilAt: DateTime
  subtitle: String!
  title: String!
  type: String!
  unsnoozedAt: DateTime
  updatedAt: DateTime!
  url: String!
  user: User!
`;
const categories = `
  appsAndIntegrations assignments billing commentsAndReplies customers documentChanges feed loops mentions
  postsAndUpdates reactions reminders reviews statusChanges subscriptions system triage
`;

/** Notifications, and the pull requests and diffs that can be reached from them. */
export const inboxSdl = `
  enum NotificationCategory { ${categories} }
  enum PullRequestStatus { approved closed draft inReview merged open }
  enum DiffFileState { added copied deleted modified renamed type_changed unknown unmerged }
  interface Notification implements Node { ${fields} }
  type NotificationEdge { cursor: String!  node: Notification! }
  type NotificationConnection { edges: [NotificationEdge!]!  nodes: [Notification!]!  pageInfo: PageInfo! }
  type IssueNotification implements Notification & Node { ${fields} comment: Comment  issue: Issue!  team: Team! }
  type ProjectNotification implements Notification & Node {
    ${fields} project: Project!  projectUpdate: ProjectUpdate
  }
  type PullRequestNotification implements Notification & Node { ${fields} pullRequest: PullRequest! }
  type PullRequest implements Node {
    archivedAt: DateTime
    checks: [PullRequestCheck!]!
    createdAt: DateTime!
    creator: User
    hasConflicts: Boolean!
    id: ID!
    mergeStatus: String!
    number: Float!
    slugId: String!
    sourceBranch: String!
    status: PullRequestStatus!
    targetBranch: String!
    title: String!
    updatedAt: DateTime!
    url: String!
  }
  type PullRequestCheck { isRequired: Boolean  name: String!  status: String!  url: String }
  type Diff implements Node {
    additions: Float!
    archivedAt: DateTime
    createdAt: DateTime!
    creator: User
    deletions: Float!
    fileCount: Float!
    files: [DiffFile!]
    id: ID!
    pullRequest: PullRequest
    slugId: String!
    truncated: Boolean!
    updatedAt: DateTime!
  }
  type DiffFile { additions: Int!  deletions: Int!  oldPath: String  omitted: Boolean  path: String!  state: DiffFileState! }
  input NotificationFilter {
    and: [NotificationFilter!]
    archivedAt: DateComparator
    createdAt: DateComparator
    id: IDComparator
    or: [NotificationFilter!]
    type: StringComparator
    updatedAt: DateComparator
  }
  input NotificationUpdateInput { readAt: DateTime  snoozedUntilAt: DateTime }
  ${payload('NotificationPayload', 'notification: Notification!')}
  type NotificationArchivePayload implements ArchivePayload {
    entity: Notification  lastSyncId: Float!  success: Boolean!
  }
  extend type Query {
    diff(id: String!): Diff!
    inboxNotifications(after: String, first: Int, unreadOnly: Boolean): NotificationConnection!
    notification(id: String!): Notification!
    notifications${page('filter: NotificationFilter')}: NotificationConnection!
    notificationsUnreadCount: Int!
  }
  extend type Mutation {
    notificationArchive(id: String!): NotificationArchivePayload!
    notificationUnarchive(id: String!): NotificationArchivePayload!
    notificationUpdate(id: String!, input: NotificationUpdateInput!): NotificationPayload!
  }
`;
