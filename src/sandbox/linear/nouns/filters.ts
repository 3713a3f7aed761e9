import type { RequestContext } from '../context.js';
import { bool, content, day, instant, many, number, one, type Spec, text } from '../filter/spec.js';
import type { ProjectRecord, TeamRecord, UserRecord } from '../model.js';
import { customerSpec, needSpec, rankSpec, tierSpec } from './customers/filters.js';
import type { CustomerRankRecord, CustomerRecord, NeedRecord } from './customers/model.js';
import type * as model from './model.js';
import { noteSpec, pipelineSpec, releaseSpec, stageSpec } from './releases/filters.js';
import { times } from './times.js';

/** What the filters of the nouns in this folder understand. */
export interface NounSpecs {
  readonly projectLabel: Spec<model.PlanLabelRecord>;
  readonly initiativeLabel: Spec<model.PlanLabelRecord>;
  readonly projectUpdate: Spec<model.StatusUpdateRecord>;
  readonly initiativeUpdate: Spec<model.StatusUpdateRecord>;
  readonly initiative: Spec<model.InitiativeRecord>;
  readonly document: Spec<model.DocumentRecord>;
  readonly documentContent: Spec<model.DocumentRecord>;
  readonly view: Spec<model.ViewRecord>;
  readonly notification: Spec<model.NotificationRecord>;
  readonly template: Spec<model.TemplateRecord>;
  readonly pipeline: Spec<model.PipelineRecord>;
  readonly stage: Spec<model.StageRecord>;
  readonly release: Spec<model.ReleaseRecord>;
  readonly releaseNote: Spec<model.ReleaseNoteRecord>;
  readonly customer: Spec<CustomerRecord>;
  readonly customerStatus: Spec<CustomerRankRecord>;
  readonly customerTier: Spec<CustomerRankRecord>;
  readonly need: Spec<NeedRecord>;
}

const team = (get: (record: { teamId: string | null }) => string | null) =>
  one<{ teamId: string | null }, TeamRecord>(
    (record, { store }) => store.teams.get(get(record) ?? ''),
    (specs) => specs.team,
  );

function labelSpec(which: 'projectLabel' | 'initiativeLabel'): Spec<model.PlanLabelRecord> {
  const table = (context: RequestContext) =>
    which === 'projectLabel' ? context.store.projectLabels : context.store.initiativeLabels;
  return {
    ...times(),
    name: text((label) => label.name),
    isGroup: bool((label) => label.isGroup),
    parent: one(
      (label, context) => table(context).get(label.parentId ?? ''),
      (specs) => specs[which],
    ),
    // Labels of projects are of the whole workspace here.
    team: one<model.PlanLabelRecord, TeamRecord>(
      () => undefined,
      (specs) => specs.team,
    ),
  };
}

const author = one<model.StatusUpdateRecord, UserRecord>(
  (update, { store }) => store.users.get(update.userId),
  (specs) => specs.user,
);

const initiativeSpec: Spec<model.InitiativeRecord> = {
  ...times(),
  name: text((record) => record.name),
  slugId: text((record) => record.slugId),
  status: text((record) => record.status),
  health: text((record) => record.health),
  priority: number((record) => record.priority),
  targetDate: day((record) => record.targetDate),
  owner: one(
    (record, { store }) => store.users.get(record.ownerId ?? ''),
    (specs) => specs.user,
  ),
  creator: one(
    (record, { store }) => store.users.get(record.creatorId ?? ''),
    (specs) => specs.user,
  ),
  leadTeam: one(
    (record, { store }) => store.teams.get(record.leadTeamId ?? ''),
    (specs) => specs.team,
  ),
  labels: many(
    (record, { store }) => record.labelIds.flatMap((labelId) => store.initiativeLabels.get(labelId) ?? []),
    (specs) => specs.initiativeLabel,
  ),
};

const documentSpec: Spec<model.DocumentRecord> = {
  ...times(),
  title: text((record) => record.title),
  slugId: text((record) => record.slugId),
  searchableContent: content((record) => `${record.title}\n${record.content ?? ''}`),
  creator: one(
    (record, { store }) => store.users.get(record.creatorId ?? ''),
    (specs) => specs.user,
  ),
  project: one(
    (record, { store }) => store.projects.get(record.projectId ?? ''),
    (specs) => specs.project,
  ),
  initiative: one(
    (record, { store }) => store.initiatives.get(record.initiativeId ?? ''),
    (specs) => specs.initiative,
  ),
  issue: one(
    (record, { store }) => store.issues.get(record.issueId ?? ''),
    (specs) => specs.issue,
  ),
  cycle: one(
    (record, { store }) => store.cycles.get(record.cycleId ?? ''),
    (specs) => specs.cycle,
  ),
  release: one(
    (record, { store }) => store.releases.get(record.releaseId ?? ''),
    (specs) => specs.release,
  ),
  team: team((record) => record.teamId),
};

/** A document's record stands for its content as well. */
const documentContentSpec: Spec<model.DocumentRecord> = {
  ...times(),
  content: text((record) => record.content),
  document: one(
    (record) => record,
    (specs) => specs.document,
  ),
};

/** What the filter of projects knows besides its own fields. */
export const projectExtras: Spec<ProjectRecord> = {
  labels: many(
    (project, { store }) => project.labelIds.flatMap((labelId) => store.projectLabels.get(labelId) ?? []),
    (specs) => specs.projectLabel,
  ),
  initiatives: many(
    (project, { store }) =>
      store.initiativeProjects
        .by('project', project.id)
        .flatMap((link) => store.initiatives.get(link.initiativeId) ?? []),
    (specs) => specs.initiative,
  ),
  hasDependedOnByRelations: bool(
    (project, { store }) => store.projectRelations.by('project', project.id).length > 0,
  ),
  hasDependsOnRelations: bool(
    (project, { store }) => store.projectRelations.by('related', project.id).length > 0,
  ),
};

export const nounSpecs: NounSpecs = {
  projectLabel: labelSpec('projectLabel'),
  initiativeLabel: labelSpec('initiativeLabel'),
  projectUpdate: {
    ...times(),
    user: author,
    project: one(
      (update, { store }) => store.projects.get(update.parentId),
      (specs) => specs.project,
    ),
  },
  initiativeUpdate: {
    ...times(),
    user: author,
    initiative: one(
      (update, { store }) => store.initiatives.get(update.parentId),
      (specs) => specs.initiative,
    ),
  },
  initiative: initiativeSpec,
  document: documentSpec,
  documentContent: documentContentSpec,
  view: {
    ...times(),
    name: text((view) => view.name),
    modelName: text((view) => modelOf(view)),
    shared: bool((view) => view.shared),
    creator: one(
      (view, { store }) => store.users.get(view.creatorId),
      (specs) => specs.user,
    ),
    team: team((view) => view.teamId),
  },
  notification: {
    ...times(),
    type: text((record) => record.type),
    archivedAt: instant((record) => record.archivedAt),
  },
  template: {
    ...times(),
    name: text((template) => template.name),
    type: text((template) => template.type),
    team: team((template) => template.teamId),
  },
  pipeline: pipelineSpec,
  stage: stageSpec,
  release: releaseSpec,
  releaseNote: noteSpec,
  customer: customerSpec,
  customerStatus: rankSpec,
  customerTier: tierSpec,
  need: needSpec,
};

/** What a view shows, by the name that Linear has for it. */
export function modelOf(view: model.ViewRecord): 'Issue' | 'Project' | 'Initiative' {
  if (view.projectFilterData !== null) return 'Project';
  return view.initiativeFilterData === null ? 'Issue' : 'Initiative';
}
