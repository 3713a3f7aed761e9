import { payload } from '../../schema/parts.js';

/** What people put on issues and comments without changing them, and how labels and states of a team are kept. */
export const markSdl = `
  enum SLADayCountType { all onlyBusinessDays }
  type Reaction implements Node {
    archivedAt: DateTime
    comment: Comment
    createdAt: DateTime!
    emoji: String!
    id: ID!
    issue: Issue
    updatedAt: DateTime!
    user: User
  }
  type Favorite implements Node {
    archivedAt: DateTime
    createdAt: DateTime!
    folderName: String
    id: ID!
    issue: Issue
    owner: User!
    sortOrder: Float!
    title: String!
    type: String!
    updatedAt: DateTime!
    url: String
  }
  type IssueSharedAccess { isShared: Boolean!  sharedWithCount: Int!  sharedWithUsers: [User!]! }
  type UploadFileHeader { key: String!  value: String! }
  type UploadFile {
    assetUrl: String!
    contentType: String!
    filename: String!
    headers: [UploadFileHeader!]!
    size: Int!
    uploadUrl: String!
  }
  type UploadPayload { lastSyncId: Float!  success: Boolean!  uploadFile: UploadFile }
  type WorkflowStateArchivePayload implements ArchivePayload {
    entity: WorkflowState
    lastSyncId: Float!
    success: Boolean!
  }
  ${payload('FavoritePayload', 'favorite: Favorite!')}
  ${payload('ReactionPayload', 'reaction: Reaction!')}
  ${payload('WorkflowStatePayload', 'workflowState: WorkflowState!')}
  input FavoriteCreateInput { folderName: String  id: String  issueId: String  sortOrder: Float }
  input ReactionCreateInput { commentId: String  emoji: String!  id: String  issueId: String }
  input IssueLabelUpdateInput {
    color: String
    description: String
    groupType: LabelGroupType
    isGroup: Boolean
    name: String
    parentId: String
    retiredAt: DateTime
  }
  input WorkflowStateCreateInput {
    color: String!
    description: String
    id: String
    name: String!
    position: Float
    teamId: String!
    type: String!
  }
  input WorkflowStateUpdateInput { color: String  description: String  name: String  position: Float }
  extend input IssueCreateInput { slaBreachesAt: DateTime  slaType: SLADayCountType  templateId: String }
  extend input IssueUpdateInput { slaBreachesAt: DateTime  slaType: SLADayCountType }
  extend type Issue {
    favorite: Favorite
    lastAppliedTemplate: Template
    reactions: [Reaction!]!
    sharedAccess: IssueSharedAccess!
    slaBreachesAt: DateTime
    slaType: String
  }
  extend type Comment { reactions: [Reaction!]! }
  extend type Mutation {
    favoriteCreate(input: FavoriteCreateInput!): FavoritePayload!
    favoriteDelete(id: String!): DeletePayload!
    fileUpload(contentType: String!, filename: String!, makePublic: Boolean, metaData: JSON, size: Int!): UploadPayload!
    issueLabelRestore(id: String!): IssueLabelPayload!
    issueLabelRetire(id: String!): IssueLabelPayload!
    issueLabelUpdate(id: String!, input: IssueLabelUpdateInput!, replaceTeamLabels: Boolean): IssueLabelPayload!
    issueReminder(id: String!, reminderAt: DateTime!): IssuePayload!
    issueShare(id: String!, userId: String!): IssuePayload!
    issueSubscribe(id: String!, userEmail: String, userId: String): IssuePayload!
    issueUnshare(id: String!, userId: String!): IssuePayload!
    issueUnsubscribe(id: String!, userEmail: String, userId: String): IssuePayload!
    reactionCreate(input: ReactionCreateInput!): ReactionPayload!
    reactionDelete(id: String!): DeletePayload!
    workflowStateArchive(id: String!): WorkflowStateArchivePayload!
    workflowStateCreate(input: WorkflowStateCreateInput!): WorkflowStatePayload!
    workflowStateUpdate(id: String!, input: WorkflowStateUpdateInput!): WorkflowStatePayload!
  }
`;
