const simple = [
  'Assignee',
  'CompletedAt',
  'CreatedAt',
  'Delegate',
  'DueDate',
  'Estimate',
  'Label',
  'Manual',
  'Milestone',
  'Project',
  'ProjectCreatedAt',
  'ProjectName',
  'ProjectUpdatedAt',
  'StartDate',
  'TargetDate',
  'Team',
  'Title',
  'UpdatedAt',
  'UserDisplayName',
  'UserName',
];

const order = 'nulls: PaginationNulls  order: PaginationSortOrder';

/** Sort inputs of issues, projects and users; each element of the list orders by one key. */
export const sortSdl = `
  ${simple.map((name) => `input ${name}Sort { ${order} }`).join('\n')}
  input CycleSort { ${order}  currentCycleFirst: Boolean }
  input PrioritySort { ${order}  noPriorityFirst: Boolean  usePrioritySortOrderTiebreaker: Boolean }
  input ProjectPrioritySort { ${order}  noPriorityFirst: Boolean }
  input WorkflowStateSort { ${order}  closedIssuesOrderedByRecency: Boolean }
  input IssueSortInput {
    assignee: AssigneeSort
    completedAt: CompletedAtSort
    createdAt: CreatedAtSort
    cycle: CycleSort
    delegate: DelegateSort
    dueDate: DueDateSort
    estimate: EstimateSort
    label: LabelSort
    manual: ManualSort
    milestone: MilestoneSort
    priority: PrioritySort
    project: ProjectSort
    team: TeamSort
    title: TitleSort
    updatedAt: UpdatedAtSort
    workflowState: WorkflowStateSort
  }
  input ProjectSortInput {
    createdAt: ProjectCreatedAtSort
    name: ProjectNameSort
    priority: ProjectPrioritySort
    startDate: StartDateSort
    targetDate: TargetDateSort
    updatedAt: ProjectUpdatedAtSort
  }
  input UserSortInput { displayName: UserDisplayNameSort  name: UserNameSort }
`;
