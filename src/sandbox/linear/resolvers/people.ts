import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../context.js';
import type { Entity, OrganizationRecord, TeamRecord, UserRecord } from '../model.js';
import type { PageArgs } from '../query/paginate.js';
import { type Fields, install } from './install.js';
import {
  list,
  listCycles,
  listIssues,
  listLabels,
  listProjects,
  listStates,
  listTeams,
  listUsers,
  type SortArgs,
  type UserArgs,
} from './lists.js';

interface Membership extends Entity {
  readonly user: UserRecord;
  readonly team: TeamRecord;
  readonly owner: boolean;
  readonly sortOrder: number;
}

/** Memberships are not stored: a pair of ids names one. */
function membership(user: UserRecord, team: TeamRecord): Membership {
  const id = `${team.id.slice(0, 18)}${user.id.slice(18)}`;
  const { createdAt, updatedAt } = team;
  return { id, createdAt, updatedAt, archivedAt: null, user, team, owner: user.admin, sortOrder: 0 };
}

function pageMemberships(memberships: readonly Membership[], args: PageArgs, context: RequestContext) {
  return list(memberships, args, { context, anchor: (id) => memberships.find((one) => one.id === id) });
}

const teamsOf = (user: UserRecord, { store, sight }: RequestContext) =>
  store.teams.all().filter((team) => team.memberIds.includes(user.id) && sight.team(team));
const membersOf = (team: TeamRecord, { store }: RequestContext) =>
  team.memberIds.flatMap((id) => store.users.get(id) ?? []);

const user: Fields<UserRecord> = {
  url: (record, _, { store }) =>
    `https://linear.app/${store.organization.urlKey}/profiles/${encodeURIComponent(record.displayName)}`,
  avatarUrl: () => null,
  avatarBackgroundColor: () => '#5e6ad2',
  initials: (record) =>
    record.name
      .split(/\s+/)
      .map((word) => [...word][0] ?? '')
      .join('')
      .slice(0, 2)
      .toUpperCase(),
  isMe: (record, _, { viewer }) => record.id === viewer.id,
  isAssignable: (record) => record.active && !record.app,
  isMentionable: (record) => record.active,
  owner: (record) => record.admin,
  lastSeen: (record) => record.updatedAt,
  organization: (_user, _, { store }) => store.organization,
  createdIssueCount: (record, _, { store }) => store.issues.by('creator', record.id).length,
  teams: (record, args: PageArgs, context) => listTeams(teamsOf(record, context), args, context),
  teamMemberships: (record, args: PageArgs, context) =>
    pageMemberships(
      teamsOf(record, context).map((team) => membership(record, team)),
      args,
      context,
    ),
  assignedIssues: (record, args: PageArgs, context) =>
    listIssues(context.store.issues.by('assignee', record.id), args, context),
  createdIssues: (record, args: PageArgs, context) =>
    listIssues(context.store.issues.by('creator', record.id), args, context),
  delegatedIssues: (record, args: PageArgs, context) =>
    listIssues(
      context.store.issues.all().filter((issue) => issue.delegateId === record.id),
      args,
      context,
    ),
};

interface CountArgs {
  readonly includeArchived?: boolean | null;
}

const team: Fields<TeamRecord> = {
  displayName: (record) => record.name,
  visibility: (record) => (record.private ? 'private' : 'public'),
  organization: (_team, _, { store }) => store.organization,
  activeCycle: (record, _, { places }) => places(record.id).active ?? null,
  cycleCooldownTime: () => 0,
  cycleStartDay: () => 1,
  upcomingCycleCount: () => 2,
  defaultIssueEstimate: () => 0,
  issueEstimationAllowZero: () => false,
  issueEstimationExtended: () => false,
  requirePriorityToLeaveTriage: () => false,
  defaultIssueState: (record, _, { store }) => store.states.get(record.defaultStateId) ?? null,
  triageIssueState: (record, _, { store }) => store.states.get(record.triageStateId ?? '') ?? null,
  issueCount: (record, args: CountArgs, { store }) =>
    store.issues
      .by('team', record.id)
      .filter((issue) => args.includeArchived === true || issue.archivedAt === null).length,
  states: (record, args: PageArgs, context) =>
    listStates(context.store.states.by('team', record.id), args, context),
  labels: (record, args: PageArgs, context) =>
    listLabels(context.store.labels.by('team', record.id), args, context),
  members: (record, args: UserArgs, context) => listUsers(membersOf(record, context), args, context),
  memberships: (record, args: PageArgs, context) =>
    pageMemberships(
      membersOf(record, context).map((member) => membership(member, record)),
      args,
      context,
    ),
  cycles: (record, args: PageArgs, context) =>
    listCycles(context.store.cycles.by('team', record.id), args, context),
  issues: (record, args: PageArgs, context) =>
    listIssues(context.store.issues.by('team', record.id), args, context),
  projects: (record, args: SortArgs, context) =>
    listProjects(
      context.store.projects.all().filter((project) => project.teamIds.includes(record.id)),
      args,
      context,
    ),
};

const organization: Fields<OrganizationRecord> = {
  logoUrl: () => null,
  roadmapEnabled: () => true,
  userCount: (_record, _, { store }) => store.users.all().filter((one) => one.active && !one.app).length,
  createdIssueCount: (_record, _, { store }) => store.issues.size,
  projectStatuses: (_record, _, { store }) => store.projectStatuses.all(),
  teams: (_record, args: PageArgs, context) =>
    listTeams(context.store.teams.all().filter(context.sight.team), args, context),
  users: (_record, args: UserArgs, context) => listUsers(context.store.users.all(), args, context),
  labels: (_record, args: PageArgs, context) =>
    listLabels(
      context.store.labels.all().filter((one) => one.teamId === null),
      args,
      context,
    ),
};

/** The organization, users, teams and memberships. */
export function installPeople(schema: GraphQLSchema): void {
  install(schema, 'User', user);
  install(schema, 'Team', team);
  install(schema, 'Organization', organization);
}
