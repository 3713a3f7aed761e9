import { page } from './parts.js';

/** The organization, its people and its teams. */
export const peopleSdl = `
  type Organization implements Node {
    archivedAt: DateTime
    createdAt: DateTime!
    createdIssueCount: Int!
    id: ID!
    labels${page('filter: IssueLabelFilter')}: IssueLabelConnection!
    logoUrl: String
    name: String!
    projectStatuses: [ProjectStatus!]!
    roadmapEnabled: Boolean!
    teams${page('filter: TeamFilter')}: TeamConnection!
    updatedAt: DateTime!
    urlKey: String!
    userCount: Int!
    users${page('includeDisabled: Boolean')}: UserConnection!
  }
  type User implements Node {
    active: Boolean!
    admin: Boolean!
    app: Boolean!
    archivedAt: DateTime
    assignedIssues${page('filter: IssueFilter')}: IssueConnection!
    avatarBackgroundColor: String!
    avatarUrl: String
    createdAt: DateTime!
    createdIssueCount: Int!
    createdIssues${page('filter: IssueFilter')}: IssueConnection!
    delegatedIssues${page('filter: IssueFilter')}: IssueConnection!
    description: String
    displayName: String!
    email: String!
    guest: Boolean!
    id: ID!
    initials: String!
    isAssignable: Boolean!
    isMe: Boolean!
    isMentionable: Boolean!
    lastSeen: DateTime
    name: String!
    organization: Organization!
    owner: Boolean!
    statusEmoji: String
    statusLabel: String
    statusUntilAt: DateTime
    teamMemberships${page()}: TeamMembershipConnection!
    teams${page('filter: TeamFilter')}: TeamConnection!
    timezone: String
    title: String
    updatedAt: DateTime!
    url: String!
  }
  type TeamMembership implements Node {
    archivedAt: DateTime
    createdAt: DateTime!
    id: ID!
    owner: Boolean!
    sortOrder: Float!
    team: Team!
    updatedAt: DateTime!
    user: User!
  }
  type Team implements Node {
    activeCycle: Cycle
    archivedAt: DateTime
    color: String
    createdAt: DateTime!
    cycleCooldownTime: Float!
    cycleDuration: Float!
    cycleStartDay: Float!
    cycles${page('filter: CycleFilter')}: CycleConnection!
    cyclesEnabled: Boolean!
    defaultIssueEstimate: Float!
    defaultIssueState: WorkflowState
    description: String
    displayName: String!
    icon: String
    id: ID!
    issueCount(includeArchived: Boolean): Int!
    issueEstimationAllowZero: Boolean!
    issueEstimationExtended: Boolean!
    issueEstimationType: String!
    issues${page('filter: IssueFilter', 'includeSubTeams: Boolean')}: IssueConnection!
    key: String!
    labels${page('filter: IssueLabelFilter')}: IssueLabelConnection!
    members${page('filter: UserFilter', 'includeDisabled: Boolean', 'sort: [UserSortInput!]')}: UserConnection!
    memberships${page()}: TeamMembershipConnection!
    name: String!
    organization: Organization!
    parent: Team
    private: Boolean! @deprecated
    projects${page(
      'filter: ProjectFilter',
      'includeSubTeams: Boolean',
      'sort: [ProjectSortInput!]',
    )}: ProjectConnection!
    requirePriorityToLeaveTriage: Boolean!
    states${page('filter: WorkflowStateFilter')}: WorkflowStateConnection!
    timezone: String!
    triageEnabled: Boolean!
    triageIssueState: WorkflowState
    upcomingCycleCount: Float!
    updatedAt: DateTime!
    visibility: TeamVisibility!
  }
`;
