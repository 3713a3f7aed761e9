const shared = `
  assigneeId: String
  cycleId: String
  delegateId: String
  description: String
  dueDate: TimelessDate
  estimate: Int
  labelIds: [String!]
  parentId: String
  priority: Int
  prioritySortOrder: Float
  projectId: String
  projectMilestoneId: String
  sortOrder: Float
  stateId: String
  subIssueSortOrder: Float
  subscriberIds: [String!]
  title: String
`;

/** Inputs of the mutations. */
export const inputSdl = `
  input IssueCreateInput {
    ${shared}
    createAsUser: String
    createdAt: DateTime
    displayIconUrl: String
    id: String
    teamId: String!
  }
  input IssueBatchCreateInput { issues: [IssueCreateInput!]! }
  input IssueUpdateInput {
    ${shared}
    addedLabelIds: [String!]
    addedReleaseIds: [String!]
    removedLabelIds: [String!]
    removedReleaseIds: [String!]
    snoozedUntilAt: DateTime
    teamId: String
    trashed: Boolean
  }
  input CommentCreateInput {
    body: String
    createAsUser: String
    createdAt: DateTime
    displayIconUrl: String
    doNotSubscribeToIssue: Boolean
    id: String
    issueId: String
    parentId: String
    quotedText: String
    subscriberIds: [String!]
  }
  input CommentUpdateInput {
    body: String
    doNotSubscribeToIssue: Boolean
    quotedText: String
    subscriberIds: [String!]
  }
  input IssueRelationCreateInput {
    id: String
    issueId: String!
    relatedIssueId: String!
    type: IssueRelationType!
  }
  input IssueLabelCreateInput {
    color: String
    description: String
    groupType: LabelGroupType
    id: String
    isGroup: Boolean
    name: String!
    parentId: String
    teamId: String
  }
  input AttachmentCreateInput {
    commentBody: String
    createAsUser: String
    displayIconUrl: String
    groupBySource: Boolean
    iconUrl: String
    id: String
    issueId: String!
    metadata: JSONObject
    subtitle: String
    title: String!
    url: String!
  }
`;
