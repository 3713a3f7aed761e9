import { page } from './parts.js';

/** Projects, milestones, statuses and cycles. */
export const planningSdl = `
  type Project implements Node {
    archivedAt: DateTime
    canceledAt: DateTime
    color: String!
    completedAt: DateTime
    content: String
    createdAt: DateTime!
    creator: User
    description: String!
    health: ProjectUpdateHealthType
    healthUpdatedAt: DateTime
    icon: String
    id: ID!
    issues${page('filter: IssueFilter')}: IssueConnection!
    lead: User
    members${page('filter: UserFilter', 'includeDisabled: Boolean')}: UserConnection!
    name: String!
    priority: Int!
    priorityLabel: String!
    progress: Float!
    projectMilestones${page('filter: ProjectMilestoneFilter')}: ProjectMilestoneConnection!
    scope: Float!
    slugId: String!
    sortOrder: Float!
    startDate: TimelessDate
    startDateResolution: DateResolutionType
    startedAt: DateTime
    state: String! @deprecated
    status: ProjectStatus!
    targetDate: TimelessDate
    targetDateResolution: DateResolutionType
    teams${page('filter: TeamFilter')}: TeamConnection!
    trashed: Boolean
    updatedAt: DateTime!
    url: String!
  }
  type ProjectStatus implements Node {
    archivedAt: DateTime
    color: String!
    createdAt: DateTime!
    description: String
    id: ID!
    indefinite: Boolean!
    name: String!
    position: Float!
    type: ProjectStatusType!
    updatedAt: DateTime!
  }
  type ProjectMilestone implements Node {
    archivedAt: DateTime
    createdAt: DateTime!
    description: String
    id: ID!
    issues${page('filter: IssueFilter')}: IssueConnection!
    name: String!
    progress: Float!
    project: Project!
    sortOrder: Float!
    status: ProjectMilestoneStatus!
    targetDate: TimelessDate
    updatedAt: DateTime!
  }
  type Cycle implements Node {
    archivedAt: DateTime
    completedAt: DateTime
    createdAt: DateTime!
    description: String
    endsAt: DateTime!
    id: ID!
    isActive: Boolean!
    isFuture: Boolean!
    isNext: Boolean!
    isPast: Boolean!
    isPrevious: Boolean!
    issues${page('filter: IssueFilter')}: IssueConnection!
    name: String
    number: Float!
    progress: Float!
    startsAt: DateTime!
    team: Team!
    updatedAt: DateTime!
  }
`;
