import { page, payload } from './parts.js';

export const querySdl = `
  type Query {
    attachment(id: String!): Attachment!
    attachments${page('filter: AttachmentFilter')}: AttachmentConnection!
    attachmentsForURL${page('url: String!')}: AttachmentConnection!
    comment(hash: String, id: String): Comment!
    comments${page('filter: CommentFilter')}: CommentConnection!
    cycle(id: String!): Cycle!
    cycles${page('filter: CycleFilter')}: CycleConnection!
    issue(id: String!): Issue!
    issueLabel(id: String!): IssueLabel!
    issueLabels${page('filter: IssueLabelFilter')}: IssueLabelConnection!
    issueRelation(id: String!): IssueRelation!
    issueRelations${page()}: IssueRelationConnection!
    issues${page('filter: IssueFilter', 'sort: [IssueSortInput!]')}: IssueConnection!
    organization: Organization!
    project(id: String!): Project!
    projectMilestone(id: String!): ProjectMilestone!
    projectMilestones${page('filter: ProjectMilestoneFilter')}: ProjectMilestoneConnection!
    projectStatuses${page()}: ProjectStatusConnection!
    projects${page('filter: ProjectFilter', 'sort: [ProjectSortInput!]')}: ProjectConnection!
    rateLimitStatus: RateLimitPayload!
    searchIssues${page(
      'filter: IssueFilter',
      'includeComments: Boolean',
      'teamId: String',
      'term: String!',
    )}: IssueSearchPayload!
    team(id: String!): Team!
    teams${page('filter: TeamFilter')}: TeamConnection!
    user(id: String!): User!
    users${page('filter: UserFilter', 'includeDisabled: Boolean', 'sort: [UserSortInput!]')}: UserConnection!
    viewer: User!
    workflowState(id: String!): WorkflowState!
    workflowStates${page('filter: WorkflowStateFilter')}: WorkflowStateConnection!
  }
`;

export const mutationSdl = `
  type Mutation {
    attachmentCreate(input: AttachmentCreateInput!): AttachmentPayload!
    attachmentDelete(id: String!): DeletePayload!
    commentCreate(input: CommentCreateInput!): CommentPayload!
    commentDelete(id: String!): DeletePayload!
    commentResolve(id: String!, resolvingCommentId: String): CommentPayload!
    commentUnresolve(id: String!): CommentPayload!
    commentUpdate(id: String!, input: CommentUpdateInput!, skipEditedAt: Boolean): CommentPayload!
    issueAddLabel(id: String!, labelId: String!): IssuePayload!
    issueArchive(id: String!, trash: Boolean): IssueArchivePayload!
    issueBatchCreate(input: IssueBatchCreateInput!): IssueBatchPayload!
    issueBatchUpdate(ids: [UUID!]!, input: IssueUpdateInput!): IssueBatchPayload!
    issueCreate(input: IssueCreateInput!): IssuePayload!
    issueDelete(id: String!, permanentlyDelete: Boolean): IssueArchivePayload!
    issueLabelCreate(input: IssueLabelCreateInput!, replaceTeamLabels: Boolean): IssueLabelPayload!
    issueRelationCreate(input: IssueRelationCreateInput!, overrideCreatedAt: DateTime): IssueRelationPayload!
    issueRelationDelete(id: String!): DeletePayload!
    issueRemoveLabel(id: String!, labelId: String!): IssuePayload!
    issueUnarchive(id: String!): IssueArchivePayload!
    issueUpdate(id: String!, input: IssueUpdateInput!): IssuePayload!
  }
  interface ArchivePayload { lastSyncId: Float!  success: Boolean! }
  type DeletePayload implements ArchivePayload { entityId: String!  lastSyncId: Float!  success: Boolean! }
  type IssueArchivePayload implements ArchivePayload { entity: Issue  lastSyncId: Float!  success: Boolean! }
  ${payload('AttachmentPayload', 'attachment: Attachment!')}
  ${payload('CommentPayload', 'comment: Comment!')}
  ${payload('IssueBatchPayload', 'issues: [Issue!]!')}
  ${payload('IssueLabelPayload', 'issueLabel: IssueLabel!')}
  ${payload('IssuePayload', 'issue: Issue')}
  ${payload('IssueRelationPayload', 'issueRelation: IssueRelation!')}
`;
