import type {
  AttachmentRecord,
  CommentRecord,
  CycleRecord,
  HistoryRecord,
  IssueRecord,
  LabelRecord,
  MilestoneRecord,
  OrganizationRecord,
  ProjectRecord,
  ProjectStatusRecord,
  RelationRecord,
  StateRecord,
  TeamRecord,
  UserRecord,
} from '../model.js';
import { createNounTables, type NounTables } from '../nouns/tables.js';
import { createTable, type Table } from './table.js';

/** Everything in the workspace, with the indexes that the resolvers walk. */
export interface Store extends NounTables {
  readonly organization: OrganizationRecord;
  readonly users: Table<UserRecord, 'email'>;
  readonly teams: Table<TeamRecord, 'key'>;
  readonly states: Table<StateRecord, 'team'>;
  readonly labels: Table<LabelRecord, 'team' | 'parent'>;
  readonly projectStatuses: Table<ProjectStatusRecord>;
  readonly projects: Table<ProjectRecord, 'slug'>;
  readonly milestones: Table<MilestoneRecord, 'project'>;
  readonly cycles: Table<CycleRecord, 'team'>;
  readonly issues: Table<
    IssueRecord,
    'identifier' | 'team' | 'assignee' | 'creator' | 'state' | 'project' | 'cycle' | 'parent' | 'milestone'
  >;
  readonly comments: Table<CommentRecord, 'issue' | 'parent'>;
  readonly relations: Table<RelationRecord, 'issue' | 'related'>;
  readonly attachments: Table<AttachmentRecord, 'issue' | 'url'>;
  readonly history: Table<HistoryRecord, 'issue'>;
  /** Upper-case former identifiers of moved issues → issue id. */
  readonly formerIdentifiers: Map<string, string>;
  /** The next number of a team's issues; numbers are never reused. */
  nextNumber(teamId: string): number;
  /** A counter that grows with every write, as Linear's sync id does. */
  nextSyncId(): number;
}

/** An empty workspace. */
export function createStore(organization: OrganizationRecord): Store {
  const highest = new Map<string, number>();
  let syncId = 1_000_000;
  const teams = createTable<TeamRecord, 'key'>({ key: (team) => team.key.toUpperCase() });
  const issues: Store['issues'] = createTable({
    identifier: (issue) => `${teams.get(issue.teamId)?.key.toUpperCase() ?? '?'}-${issue.number}`,
    team: (issue) => issue.teamId,
    assignee: (issue) => issue.assigneeId,
    creator: (issue) => issue.creatorId,
    state: (issue) => issue.stateId,
    project: (issue) => issue.projectId,
    cycle: (issue) => issue.cycleId,
    parent: (issue) => issue.parentId,
    milestone: (issue) => issue.projectMilestoneId,
  });
  return {
    organization,
    users: createTable({ email: (user) => user.email.toLowerCase() }),
    teams,
    states: createTable({ team: (state) => state.teamId }),
    labels: createTable({ team: (label) => label.teamId ?? '', parent: (label) => label.parentId }),
    projectStatuses: createTable<ProjectStatusRecord>({}),
    projects: createTable({ slug: (project) => project.slugId }),
    milestones: createTable({ project: (milestone) => milestone.projectId }),
    cycles: createTable({ team: (cycle) => cycle.teamId }),
    issues,
    comments: createTable({ issue: (comment) => comment.issueId, parent: (comment) => comment.parentId }),
    relations: createTable({ issue: (relation) => relation.issueId, related: (r) => r.relatedIssueId }),
    attachments: createTable({ issue: (file) => file.issueId, url: (file) => file.url }),
    history: createTable({ issue: (entry) => entry.issueId }),
    ...createNounTables(),
    formerIdentifiers: new Map(),
    nextNumber(teamId) {
      const number = (highest.get(teamId) ?? 0) + 1;
      highest.set(teamId, number);
      return number;
    },
    nextSyncId() {
      syncId += 1;
      return syncId;
    },
  };
}
