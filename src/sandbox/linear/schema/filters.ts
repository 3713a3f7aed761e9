import { filterFamily } from './parts.js';

const times = 'createdAt: DateComparator  id: IDComparator  updatedAt: DateComparator';

const issueFields = `
  addedToCycleAt: NullableDateComparator
  archivedAt: NullableDateComparator
  assignee: NullableUserFilter
  attachments: AttachmentCollectionFilter
  canceledAt: NullableDateComparator
  children: IssueCollectionFilter
  comments: CommentCollectionFilter
  completedAt: NullableDateComparator
  createdAt: DateComparator
  creator: NullableUserFilter
  cycle: NullableCycleFilter
  delegate: NullableUserFilter
  description: NullableStringComparator
  dueDate: NullableTimelessDateComparator
  estimate: EstimateComparator
  hasBlockedByRelations: RelationExistsComparator
  hasBlockingRelations: RelationExistsComparator
  hasDuplicateRelations: RelationExistsComparator
  hasRelatedRelations: RelationExistsComparator
  id: IssueIDComparator
  labels: IssueLabelCollectionFilter
  number: NumberComparator
  parent: NullableIssueFilter
  priority: NullableNumberComparator
  project: NullableProjectFilter
  projectMilestone: NullableProjectMilestoneFilter
  releases: ReleaseCollectionFilter
  searchableContent: ContentComparator
  snoozedUntilAt: NullableDateComparator
  startedAt: NullableDateComparator
  state: WorkflowStateFilter
  subscribers: UserCollectionFilter
  team: TeamFilter
  title: StringComparator
  triagedAt: NullableDateComparator
  updatedAt: DateComparator
`;

const userFields = `
  ${times}
  active: BooleanComparator
  admin: BooleanComparator
  app: BooleanComparator
  assignedIssues: IssueCollectionFilter
  displayName: StringComparator
  email: StringComparator
  isMe: BooleanComparator
  name: StringComparator
`;

const teamFields = `
  ${times}
  description: NullableStringComparator
  issues: IssueCollectionFilter
  key: StringComparator
  members: UserCollectionFilter
  name: StringComparator
  private: BooleanComparator
  visibility: TeamVisibilityComparator
`;

const stateFields = `
  ${times}
  description: StringComparator
  issues: IssueCollectionFilter
  name: StringComparator
  position: NumberComparator
  team: TeamFilter
  type: StringComparator
`;

const labelFields = `
  ${times}
  creator: NullableUserFilter
  isGroup: BooleanComparator
  name: StringComparator
  parent: IssueLabelFilter
  team: NullableTeamFilter
`;

const projectFields = `
  accessibleTeams: TeamCollectionFilter
  canceledAt: NullableDateComparator
  completedAt: NullableDateComparator
  createdAt: DateComparator
  creator: UserFilter
  health: StringComparator
  id: EntityIdentifierIDComparator
  issues: IssueCollectionFilter
  lead: NullableUserFilter
  members: UserCollectionFilter
  name: StringComparator
  priority: NullableNumberComparator
  projectMilestones: ProjectMilestoneCollectionFilter
  searchableContent: ContentComparator
  slugId: StringComparator
  startDate: NullableDateComparator
  startedAt: NullableDateComparator
  state: StringComparator
  status: ProjectStatusFilter
  targetDate: NullableDateComparator
  updatedAt: DateComparator
`;

const cycleFields = `
  ${times}
  completedAt: DateComparator
  endsAt: DateComparator
  isActive: BooleanComparator
  isFuture: BooleanComparator
  isNext: BooleanComparator
  isPast: BooleanComparator
  isPrevious: BooleanComparator
  issues: IssueCollectionFilter
  name: StringComparator
  number: NumberComparator
  startsAt: DateComparator
  team: TeamFilter
`;

const commentFields = `
  ${times}
  body: StringComparator
  issue: NullableIssueFilter
  parent: NullableCommentFilter
  project: NullableProjectFilter
  user: UserFilter
`;

const milestoneFields = `
  ${times}
  name: NullableStringComparator
  project: NullableProjectFilter
  targetDate: NullableDateComparator
`;

const attachmentFields = `
  ${times}
  creator: NullableUserFilter
  sourceType: SourceTypeComparator
  subtitle: NullableStringComparator
  title: StringComparator
  url: StringComparator
`;

const statusFields = `
  ${times}
  description: StringComparator
  name: StringComparator
  position: NumberComparator
  type: StringComparator
`;

export const filterSdl = [
  filterFamily({ name: 'Issue', fields: issueFields, nullable: true, collection: true }),
  filterFamily({ name: 'User', fields: userFields, nullable: true, collection: true }),
  filterFamily({
    name: 'Team',
    fields: teamFields,
    nullable: true,
    collection: true,
    collectionFields: times,
  }),
  filterFamily({ name: 'WorkflowState', fields: stateFields }),
  filterFamily({ name: 'IssueLabel', fields: labelFields, collection: true, collectionNull: true }),
  filterFamily({ name: 'Project', fields: projectFields, nullable: true }),
  filterFamily({ name: 'Cycle', fields: cycleFields, nullable: true }),
  filterFamily({ name: 'Comment', fields: commentFields, nullable: true, collection: true }),
  filterFamily({ name: 'ProjectMilestone', fields: milestoneFields, nullable: true, collection: true }),
  filterFamily({ name: 'Attachment', fields: attachmentFields, collection: true }),
  filterFamily({ name: 'ProjectStatus', fields: statusFields }),
].join('\n');
