import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../context.js';
import type {
  CycleRecord,
  IssueRecord,
  MilestoneRecord,
  ProjectRecord,
  ProjectStatusRecord,
} from '../model.js';
import type { PageArgs } from '../query/paginate.js';
import { stateTypeOf } from '../store/find.js';
import { type Fields, install } from './install.js';
import { priorityLabel } from './issue.js';
import { listIssues, listMilestones, listTeams, listUsers, type UserArgs } from './lists.js';

/** The share of issues that are done; issues that will not be done do not count. */
function progress(issues: readonly IssueRecord[], { store }: RequestContext): number {
  const types = issues.filter((issue) => issue.archivedAt === null).map((issue) => stateTypeOf(store, issue));
  const relevant = types.filter((type) => type !== 'canceled' && type !== 'duplicate');
  if (relevant.length === 0) return 0;
  return relevant.filter((type) => type === 'completed').length / relevant.length;
}

const project: Fields<ProjectRecord> = {
  url: (record, _, { store }) => `https://linear.app/${store.organization.urlKey}/project/${record.slugId}`,
  status: (record, _, { store }) => store.projectStatuses.get(record.statusId),
  state: (record, _, { store }) => store.projectStatuses.get(record.statusId)?.type,
  lead: (record, _, { store }) => store.users.get(record.leadId ?? '') ?? null,
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  priorityLabel: (record) => priorityLabel(record.priority),
  healthUpdatedAt: (record) => (record.health === null ? null : record.updatedAt),
  trashed: () => null,
  startDateResolution: () => null,
  targetDateResolution: () => null,
  scope: (record, _, { store }) => store.issues.by('project', record.id).length,
  progress: (record, _, context) => progress(context.store.issues.by('project', record.id), context),
  issues: (record, args: PageArgs, context) =>
    listIssues(context.store.issues.by('project', record.id), args, context),
  members: (record, args: UserArgs, context) =>
    listUsers(
      record.memberIds.flatMap((id) => context.store.users.get(id) ?? []),
      args,
      context,
    ),
  teams: (record, args: PageArgs, context) =>
    listTeams(
      record.teamIds.filter(context.sight.teamId).flatMap((id) => context.store.teams.get(id) ?? []),
      args,
      context,
    ),
  projectMilestones: (record, args: PageArgs, context) =>
    listMilestones(context.store.milestones.by('project', record.id), args, context),
};

const status: Fields<ProjectStatusRecord> = {
  description: () => null,
  indefinite: (record) => record.type === 'backlog',
};

function milestoneStatus(milestone: MilestoneRecord, context: RequestContext): string {
  const issues = context.store.issues.by('milestone', milestone.id);
  const done = progress(issues, context);
  if (issues.length > 0 && done === 1) return 'done';
  const today = context.now.toISOString().slice(0, 10);
  if (milestone.targetDate !== null && milestone.targetDate < today) return 'overdue';
  return done > 0 ? 'next' : 'unstarted';
}

const milestone: Fields<MilestoneRecord> = {
  project: (record, _, { store }) => store.projects.get(record.projectId),
  progress: (record, _, context) => progress(context.store.issues.by('milestone', record.id), context),
  status: (record, _, context) => milestoneStatus(record, context),
  issues: (record, args: PageArgs, context) =>
    listIssues(context.store.issues.by('milestone', record.id), args, context),
};

const cycle: Fields<CycleRecord> = {
  team: (record, _, { store }) => store.teams.get(record.teamId),
  isActive: (record, _, { places }) => places(record.teamId).active?.id === record.id,
  isNext: (record, _, { places }) => places(record.teamId).next?.id === record.id,
  isPrevious: (record, _, { places }) => places(record.teamId).previous?.id === record.id,
  isFuture: (record, _, { now }) => record.startsAt > now.toISOString(),
  isPast: (record, _, { now }) => record.endsAt <= now.toISOString(),
  progress: (record, _, context) => progress(context.store.issues.by('cycle', record.id), context),
  issues: (record, args: PageArgs, context) =>
    listIssues(context.store.issues.by('cycle', record.id), args, context),
};

/** Projects, statuses, milestones and cycles. */
export function installPlanning(schema: GraphQLSchema): void {
  install(schema, 'Project', project);
  install(schema, 'ProjectStatus', status);
  install(schema, 'ProjectMilestone', milestone);
  install(schema, 'Cycle', cycle);
}
