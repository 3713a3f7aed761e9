import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../context.js';
import type { CycleRecord, MilestoneRecord, ProjectRecord } from '../../model.js';
import { chooseId, invalid, LIMITS, newEntity } from '../../mutations/checks.js';
import { cycleBy, milestoneBy, projectBy, teamBy, userBy } from '../../resolvers/lookup.js';
import { type Input, patchOf, type Rules, rule, touched } from '../kit.js';
import { projectFromTemplate } from '../marks/template.js';
import * as nouns from '../nouns.js';

/** Linear's limit of a project's summary, in characters. */
const SUMMARY = 255;

const projectRules: Rules<ProjectRecord> = {
  name: rule.text('name', 80),
  description: (value) => rule.note('description', SUMMARY)(value) ?? '',
  content: rule.note('content', LIMITS.body),
  color: (value) => (typeof value === 'string' ? value : '#bec2c8'),
  icon: rule.note('icon', 100),
  statusId: rule.must((id, { store }) => store.projectStatuses.get(id) ?? fail('statusId')),
  leadId: rule.one(userBy),
  memberIds: rule.many(userBy),
  teamIds: (value, context) => {
    const ids = rule.many(teamBy)(value, context);
    return ids.length > 0 ? ids : fail('teamIds should not be empty');
  },
  labelIds: (value, context) => labelIds(rule.many(nouns.projectLabels.by)(value, context), context),
  priority: rule.whole('priority', 4),
  startDate: rule.day,
  targetDate: rule.day,
  trashed: rule.flag,
};

function fail(what: string): never {
  throw invalid(`${what}.`);
}

/** Labels that may be put on together: no groups, none that is retired, one per group. */
function labelIds(ids: readonly string[], { store }: RequestContext): readonly string[] {
  const labels = ids.flatMap((id) => store.projectLabels.get(id) ?? []);
  for (const label of labels) {
    if (label.isGroup) fail(`Label "${label.name}" is a group`);
    if (label.retiredAt !== null) fail(`Label "${label.name}" is retired`);
  }
  const groups = labels.flatMap((label) => label.parentId ?? []);
  if (new Set(groups).size < groups.length) fail('Labels of one group are exclusive');
  return ids;
}

export function createProject(input: Input, context: RequestContext): ProjectRecord {
  const { id, templateId, startDateResolution: _, targetDateResolution: __, ...given } = input;
  const { store, viewer, now } = context;
  const patch = patchOf(given, projectRules, context);
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'Project',
    taken: store.projects.has,
  });
  const [backlog] = store.projectStatuses.all();
  return store.projects.insert({
    ...newEntity(chosen, now),
    slugId: randomUUID().replaceAll('-', '').slice(0, 12),
    description: '',
    content: null,
    color: '#bec2c8',
    icon: null,
    statusId: backlog?.id ?? '',
    leadId: null,
    creatorId: viewer.id,
    memberIds: [],
    teamIds: [],
    priority: 0,
    startDate: null,
    targetDate: null,
    startedAt: null,
    completedAt: null,
    canceledAt: null,
    health: null,
    labelIds: [],
    trashed: false,
    sortOrder: 0,
    name: '',
    ...projectFromTemplate(templateId, context),
    ...patch,
  });
}

export function updateProject(reference: string, input: Input, context: RequestContext): ProjectRecord {
  const project = projectBy(reference, context);
  const { startDateResolution: _, targetDateResolution: __, ...given } = input;
  const patch = patchOf(given, projectRules, context);
  const at = context.now.toISOString();
  const type = context.store.projectStatuses.get(patch.statusId ?? '')?.type;
  return context.store.projects.update(project.id, {
    ...patch,
    ...(type === 'started' && { startedAt: project.startedAt ?? at, completedAt: null, canceledAt: null }),
    ...(type === 'completed' && { completedAt: at }),
    ...(type === 'canceled' && { canceledAt: at }),
    ...(patch.trashed !== undefined && { archivedAt: patch.trashed ? at : null }),
    updatedAt: at,
  });
}

const milestoneRules: Rules<MilestoneRecord> = {
  name: rule.text('name', LIMITS.name),
  description: rule.note('description', LIMITS.body),
  targetDate: rule.day,
  projectId: rule.must(projectBy),
  sortOrder: (value) => (typeof value === 'number' ? value : 0),
};

export function createMilestone(input: Input, context: RequestContext): MilestoneRecord {
  const { id, ...given } = input;
  const { store, now } = context;
  const patch = patchOf(given, milestoneRules, context);
  const rivals = store.milestones.by('project', patch.projectId ?? '');
  if (rivals.some((one) => one.name.toLowerCase() === patch.name?.toLowerCase()))
    fail('A milestone with this name exists already');
  const chosen = chooseId(typeof id === 'string' ? id : null, {
    entity: 'ProjectMilestone',
    taken: store.milestones.has,
  });
  return store.milestones.insert({
    ...newEntity(chosen, now),
    description: null,
    targetDate: null,
    sortOrder: rivals.length,
    projectId: '',
    name: '',
    ...patch,
  });
}

export function updateMilestone(id: string, input: Input, context: RequestContext): MilestoneRecord {
  const milestone = milestoneBy(id, context);
  const patch = patchOf(input, milestoneRules, context);
  return context.store.milestones.update(milestone.id, { ...patch, ...touched(context) });
}

/** The issues of the milestone stay in their project. */
export function deleteMilestone(id: string, context: RequestContext): string {
  const { store } = context;
  const milestone = milestoneBy(id, context);
  for (const issue of store.issues.by('milestone', milestone.id))
    store.issues.update(issue.id, { projectMilestoneId: null });
  store.milestones.remove(milestone.id);
  return milestone.id;
}

export function relateProjects(input: Input, context: RequestContext) {
  const { store, now } = context;
  const projectId = projectBy(String(input['projectId']), context).id;
  const relatedProjectId = projectBy(String(input['relatedProjectId']), context).id;
  if (projectId === relatedProjectId) fail('A project cannot be related to itself');
  const known = store.projectRelations.by('project', projectId);
  if (known.some((one) => one.relatedProjectId === relatedProjectId))
    fail('The projects are related already');
  if (!['start', 'end', 'milestone'].includes(String(input['anchorType']))) fail('anchorType is not known');
  return store.projectRelations.insert({
    ...newEntity(randomUUID(), now),
    projectId,
    relatedProjectId,
    type: String(input['type']),
    anchorType: String(input['anchorType']),
    relatedAnchorType: String(input['relatedAnchorType']),
  });
}

export function createLink(input: Input, context: RequestContext) {
  const { store, viewer, now } = context;
  const url = String(input['url']);
  if (!URL.canParse(url)) fail('url must be a URL');
  const id = chooseId(typeof input['id'] === 'string' ? input['id'] : null, {
    entity: 'EntityExternalLink',
    taken: store.links.has,
  });
  return store.links.insert({
    ...newEntity(id, now),
    projectId: rule.one(projectBy)(input['projectId'], context),
    initiativeId: rule.one(nouns.initiatives.by)(input['initiativeId'], context),
    label: rule.text('label', LIMITS.name)(input['label']),
    url,
    creatorId: viewer.id,
    sortOrder: 0,
  });
}

const cycleRules: Rules<CycleRecord> = {
  name: rule.note('name', LIMITS.name),
  description: rule.note('description', LIMITS.body),
  startsAt: (value, context) => rule.instant(value, context) ?? fail('startsAt is required'),
  endsAt: (value, context) => rule.instant(value, context) ?? fail('endsAt is required'),
  completedAt: rule.instant,
};

export function updateCycle(id: string, input: Input, context: RequestContext): CycleRecord {
  const cycle = cycleBy(id, context);
  const next = { ...cycle, ...patchOf(input, cycleRules, context) };
  if (next.startsAt >= next.endsAt) fail('endsAt must be after startsAt');
  const others = context.store.cycles.by('team', cycle.teamId).filter((one) => one.id !== cycle.id);
  if (others.some((one) => next.startsAt < one.endsAt && one.startsAt < next.endsAt))
    fail('Cycles of a team cannot overlap');
  return context.store.cycles.update(cycle.id, { ...next, ...touched(context) });
}
