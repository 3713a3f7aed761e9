import { connection } from './parts.js';

/** Scalars, paging, and the small types that everything else uses. */
export const baseSdl = `
  scalar DateTime
  scalar DateTimeOrDuration
  scalar TimelessDate
  scalar TimelessDateOrDuration
  scalar JSON
  scalar JSONObject
  scalar UUID

  interface Node { id: ID! }
  type PageInfo { endCursor: String  hasNextPage: Boolean!  hasPreviousPage: Boolean!  startCursor: String }
  enum PaginationOrderBy { createdAt updatedAt }
  enum PaginationSortOrder { Ascending Descending }
  enum PaginationNulls { first last }
  enum DateResolutionType { halfYear month quarter year }
  enum IssueRelationType { blocks duplicate related similar }
  enum LabelGroupType { multiSelect singleSelect }
  enum ProjectMilestoneStatus { done next overdue unstarted }
  enum ProjectStatusType { backlog canceled completed paused planned started }
  enum ProjectUpdateHealthType { atRisk offTrack onTrack }
  enum TeamVisibility { private public restricted }

  type RateLimitPayload { identifier: String  kind: String!  limits: [RateLimitResultPayload!]! }
  type RateLimitResultPayload {
    allowedAmount: Float!
    period: Float!
    remainingAmount: Float!
    requestedAmount: Float!
    reset: Float!
    type: String!
  }
  type ArchiveResponse {
    archive: String!
    databaseVersion: Float!
    includesDependencies: [String!]!
    totalCount: Float!
  }
  ${[
    'Attachment',
    'Comment',
    'Cycle',
    'Issue',
    'IssueHistory',
    'IssueLabel',
    'IssueRelation',
    'Project',
    'ProjectMilestone',
    'ProjectStatus',
    'Team',
    'TeamMembership',
    'User',
    'WorkflowState',
  ]
    .map(connection)
    .join('\n')}
`;
