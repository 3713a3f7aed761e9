import { page } from './parts.js';

const issueFields = `
  addedToCycleAt: DateTime
  addedToProjectAt: DateTime
  addedToTeamAt: DateTime
  archivedAt: DateTime
  assignee: User
  attachments${page('filter: AttachmentFilter')}: AttachmentConnection!
  autoArchivedAt: DateTime
  autoClosedAt: DateTime
  branchName: String!
  canceledAt: DateTime
  children${page('filter: IssueFilter')}: IssueConnection!
  comments${page('filter: CommentFilter')}: CommentConnection!
  completedAt: DateTime
  createdAt: DateTime!
  creator: User
  customerTicketCount: Int!
  cycle: Cycle
  delegate: User
  description: String
  dueDate: TimelessDate
  estimate: Float
  history${page()}: IssueHistoryConnection!
  id: ID!
  identifier: String!
  inverseRelations${page()}: IssueRelationConnection!
  labelIds: [String!]!
  labels${page('filter: IssueLabelFilter')}: IssueLabelConnection!
  number: Float!
  parent: Issue
  previousIdentifiers: [String!]!
  priority: Float!
  priorityLabel: String!
  prioritySortOrder: Float!
  project: Project
  projectMilestone: ProjectMilestone
  relations${page()}: IssueRelationConnection!
  snoozedUntilAt: DateTime
  sortOrder: Float!
  startedAt: DateTime
  startedTriageAt: DateTime
  state: WorkflowState!
  subIssueSortOrder: Float
  subscribers${page('filter: UserFilter', 'includeDisabled: Boolean')}: UserConnection!
  team: Team!
  title: String!
  trashed: Boolean
  triagedAt: DateTime
  updatedAt: DateTime!
  url: String!
`;

/** Issues and what hangs off them. */
export const issueSdl = `
  type Issue implements Node { ${issueFields} }
  type IssueSearchResult implements Node { ${issueFields} metadata: JSONObject! }
  type IssueSearchResultEdge { cursor: String!  node: IssueSearchResult! }
  type IssueSearchPayload {
    archivePayload: ArchiveResponse!
    edges: [IssueSearchResultEdge!]!
    nodes: [IssueSearchResult!]!
    pageInfo: PageInfo!
    totalCount: Float!
  }
  type WorkflowState implements Node {
    archivedAt: DateTime
    color: String!
    createdAt: DateTime!
    description: String
    id: ID!
    issues${page('filter: IssueFilter')}: IssueConnection!
    name: String!
    position: Float!
    team: Team!
    type: String!
    updatedAt: DateTime!
  }
  type IssueLabel implements Node {
    archivedAt: DateTime
    children${page('filter: IssueLabelFilter')}: IssueLabelConnection!
    color: String!
    createdAt: DateTime!
    creator: User
    description: String
    groupType: LabelGroupType
    id: ID!
    isGroup: Boolean!
    issues${page('filter: IssueFilter')}: IssueConnection!
    name: String!
    parent: IssueLabel
    retiredAt: DateTime
    team: Team
    updatedAt: DateTime!
  }
  type IssueRelation implements Node {
    archivedAt: DateTime
    createdAt: DateTime!
    id: ID!
    issue: Issue!
    relatedIssue: Issue!
    type: String!
    updatedAt: DateTime!
  }
  type Comment implements Node {
    archivedAt: DateTime
    body: String!
    children${page('filter: CommentFilter')}: CommentConnection!
    createdAt: DateTime!
    editedAt: DateTime
    id: ID!
    issue: Issue
    issueId: String
    parent: Comment
    parentId: String
    quotedText: String
    resolvedAt: DateTime
    resolvingUser: User
    updatedAt: DateTime!
    url: String!
    user: User
  }
  type Attachment implements Node {
    archivedAt: DateTime
    createdAt: DateTime!
    creator: User
    groupBySource: Boolean!
    id: ID!
    issue: Issue!
    metadata: JSONObject!
    sourceType: String
    subtitle: String
    title: String!
    updatedAt: DateTime!
    url: String!
  }
  type IssueHistory implements Node {
    actor: User
    actorId: String
    addedLabelIds: [String!]
    addedLabels: [IssueLabel!]
    archived: Boolean
    archivedAt: DateTime
    createdAt: DateTime!
    fromAssignee: User
    fromCycle: Cycle
    fromDueDate: TimelessDate
    fromEstimate: Float
    fromParent: Issue
    fromPriority: Float
    fromProject: Project
    fromState: WorkflowState
    fromTeam: Team
    fromTitle: String
    id: ID!
    issue: Issue!
    removedLabelIds: [String!]
    removedLabels: [IssueLabel!]
    toAssignee: User
    toCycle: Cycle
    toDueDate: TimelessDate
    toEstimate: Float
    toParent: Issue
    toPriority: Float
    toProject: Project
    toState: WorkflowState
    toTeam: Team
    toTitle: String
    trashed: Boolean
    updatedAt: DateTime!
    updatedDescription: Boolean
  }
`;
