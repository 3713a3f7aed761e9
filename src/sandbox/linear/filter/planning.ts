import type { RequestContext } from '../context.js';
import type { CycleRecord, MilestoneRecord, ProjectRecord, ProjectStatusRecord } from '../model.js';
import { bool, content, day, id, instant, many, number, one, type Spec, text } from './spec.js';

const people = (ids: readonly string[], { store }: RequestContext) =>
  ids.flatMap((userId) => store.users.get(userId) ?? []);

export const projectSpec: Spec<ProjectRecord> = {
  id: id((project) => project.id),
  name: text((project) => project.name),
  slugId: text((project) => project.slugId),
  searchableContent: content(
    (project) => `${project.name}\n${project.description}\n${project.content ?? ''}`,
  ),
  priority: number((project) => project.priority),
  health: text((project) => project.health),
  state: text((project, { store }) => store.projectStatuses.get(project.statusId)?.type ?? null),
  status: one(
    (project, { store }) => store.projectStatuses.get(project.statusId),
    (specs) => specs.status,
  ),
  createdAt: instant((project) => project.createdAt),
  updatedAt: instant((project) => project.updatedAt),
  startedAt: instant((project) => project.startedAt),
  completedAt: instant((project) => project.completedAt),
  canceledAt: instant((project) => project.canceledAt),
  startDate: day((project) => project.startDate),
  targetDate: day((project) => project.targetDate),
  lead: one(
    (project, { store }) => store.users.get(project.leadId ?? ''),
    (specs) => specs.user,
  ),
  creator: one(
    (project, { store }) => store.users.get(project.creatorId ?? ''),
    (specs) => specs.user,
  ),
  members: many(
    (project, context) => people(project.memberIds, context),
    (specs) => specs.user,
  ),
  accessibleTeams: many(
    (project, { store, sight }) =>
      project.teamIds.filter(sight.teamId).flatMap((teamId) => store.teams.get(teamId) ?? []),
    (specs) => specs.team,
  ),
  projectMilestones: many(
    (project, { store }) => store.milestones.by('project', project.id),
    (specs) => specs.milestone,
  ),
  issues: many(
    (project, { store, sight }) =>
      store.issues
        .by('project', project.id)
        .filter((issue) => issue.archivedAt === null && sight.issue(issue)),
    (specs) => specs.issue,
  ),
};

export const statusSpec: Spec<ProjectStatusRecord> = {
  id: id((status) => status.id),
  name: text((status) => status.name),
  type: text((status) => status.type),
  description: text(() => null),
  position: number((status) => status.position),
  createdAt: instant((status) => status.createdAt),
  updatedAt: instant((status) => status.updatedAt),
};

export const milestoneSpec: Spec<MilestoneRecord> = {
  id: id((milestone) => milestone.id),
  name: text((milestone) => milestone.name),
  createdAt: instant((milestone) => milestone.createdAt),
  updatedAt: instant((milestone) => milestone.updatedAt),
  targetDate: day((milestone) => milestone.targetDate),
  project: one(
    (milestone, { store }) => store.projects.get(milestone.projectId),
    (specs) => specs.project,
  ),
};

const now = (context: RequestContext) => context.now.toISOString();

export const cycleSpec: Spec<CycleRecord> = {
  id: id((cycle) => cycle.id),
  name: text((cycle) => cycle.name),
  number: number((cycle) => cycle.number),
  startsAt: instant((cycle) => cycle.startsAt),
  endsAt: instant((cycle) => cycle.endsAt),
  completedAt: instant((cycle) => cycle.completedAt),
  createdAt: instant((cycle) => cycle.createdAt),
  updatedAt: instant((cycle) => cycle.updatedAt),
  isActive: bool((cycle, context) => context.places(cycle.teamId).active?.id === cycle.id),
  isNext: bool((cycle, context) => context.places(cycle.teamId).next?.id === cycle.id),
  isPrevious: bool((cycle, context) => context.places(cycle.teamId).previous?.id === cycle.id),
  isFuture: bool((cycle, context) => cycle.startsAt > now(context)),
  isPast: bool((cycle, context) => cycle.endsAt <= now(context)),
  team: one(
    (cycle, { store }) => store.teams.get(cycle.teamId),
    (specs) => specs.team,
  ),
  issues: many(
    (cycle, { store }) => store.issues.by('cycle', cycle.id).filter((issue) => issue.archivedAt === null),
    (specs) => specs.issue,
  ),
};
