import type { RequestContext } from '../context.js';
import type { CustomerRankRecord, CustomerRecord, NeedRecord } from './customers/model.js';
import { noun } from './kit.js';
import type * as model from './model.js';

/** Who sees what: a guest sees the teams joined and what belongs to them, and no initiatives and no customers. */
const notGuest = (_record: unknown, { viewer }: RequestContext) => !viewer.guest;
const everybody = () => true;

const ofProject = (id: string, { store, sight }: RequestContext) => {
  const project = store.projects.get(id);
  return project !== undefined && sight.project(project);
};
const ofPipeline = (id: string, { store, sight }: RequestContext) =>
  store.pipelines.get(id)?.teamIds.some(sight.teamId) === true;

export const projectUpdates = noun<model.StatusUpdateRecord>({
  entity: 'ProjectUpdate',
  table: (store) => store.projectUpdates,
  visible: (update, context) => ofProject(update.parentId, context),
  spec: (specs) => specs.projectUpdate,
});
export const projectLabels = noun<model.PlanLabelRecord>({
  entity: 'ProjectLabel',
  table: (store) => store.projectLabels,
  visible: everybody,
  spec: (specs) => specs.projectLabel,
});
export const projectRelations = noun<model.ProjectRelationRecord>({
  entity: 'ProjectRelation',
  table: (store) => store.projectRelations,
  visible: (one, context) => ofProject(one.projectId, context) && ofProject(one.relatedProjectId, context),
});
export const links = noun<model.ExternalLinkRecord>({
  entity: 'EntityExternalLink',
  table: (store) => store.links,
  visible: everybody,
});
export const initiatives = noun<model.InitiativeRecord>({
  entity: 'Initiative',
  table: (store) => store.initiatives,
  visible: notGuest,
  spec: (specs) => specs.initiative,
});
export const initiativeLabels = noun<model.PlanLabelRecord>({
  entity: 'InitiativeLabel',
  table: (store) => store.initiativeLabels,
  visible: notGuest,
  spec: (specs) => specs.initiativeLabel,
});
export const initiativeUpdates = noun<model.StatusUpdateRecord>({
  entity: 'InitiativeUpdate',
  table: (store) => store.initiativeUpdates,
  visible: notGuest,
  spec: (specs) => specs.initiativeUpdate,
});
export const initiativeProjects = noun<model.InitiativeProjectRecord>({
  entity: 'InitiativeToProject',
  table: (store) => store.initiativeProjects,
  visible: (one, context) => notGuest(one, context) && ofProject(one.projectId, context),
});
export const initiativeRelations = noun<model.InitiativeRelationRecord>({
  entity: 'InitiativeRelation',
  table: (store) => store.initiativeRelations,
  visible: notGuest,
});
export const documents = noun<model.DocumentRecord>({
  entity: 'Document',
  table: (store) => store.documents,
  visible: (record, { sight }) => sight.document(record),
  spec: (specs) => specs.document,
});
export const views = noun<model.ViewRecord>({
  entity: 'CustomView',
  table: (store) => store.views,
  visible: (view, { viewer, sight }) =>
    view.ownerId === viewer.id || (view.shared && (view.teamId === null || sight.teamId(view.teamId))),
  spec: (specs) => specs.view,
});
export const notifications = noun<model.NotificationRecord>({
  entity: 'Notification',
  table: (store) => store.notifications,
  visible: (one, { viewer }) => one.userId === viewer.id,
  spec: (specs) => specs.notification,
});
export const diffs = noun<model.DiffRecord>({
  entity: 'Diff',
  table: (store) => store.diffs,
  visible: notGuest,
});
export const templates = noun<model.TemplateRecord>({
  entity: 'Template',
  table: (store) => store.templates,
  visible: (one, { sight }) => one.teamId === null || sight.teamId(one.teamId),
  spec: (specs) => specs.template,
});
export const skills = noun<model.SkillRecord>({
  entity: 'AgentSkill',
  table: (store) => store.skills,
  visible: (one, { viewer, sight }) =>
    one.ownerId === viewer.id || (one.shared && (one.teamId === null || sight.teamId(one.teamId))),
});
export const triage = noun<model.TriageRecord>({
  entity: 'TriageResponsibility',
  table: (store) => store.triage,
  visible: (one, { sight }) => sight.teamId(one.teamId),
});
export const pipelines = noun<model.PipelineRecord>({
  entity: 'ReleasePipeline',
  table: (store) => store.pipelines,
  visible: (one, context) => ofPipeline(one.id, context),
  spec: (specs) => specs.pipeline,
});
export const stages = noun<model.StageRecord>({
  entity: 'ReleaseStage',
  table: (store) => store.stages,
  visible: (one, context) => ofPipeline(one.pipelineId, context),
  spec: (specs) => specs.stage,
});
export const releases = noun<model.ReleaseRecord>({
  entity: 'Release',
  table: (store) => store.releases,
  visible: (one, context) => ofPipeline(one.pipelineId, context),
  spec: (specs) => specs.release,
});
export const releaseNotes = noun<model.ReleaseNoteRecord>({
  entity: 'ReleaseNote',
  table: (store) => store.releaseNotes,
  visible: (one, context) => ofPipeline(one.pipelineId, context),
  spec: (specs) => specs.releaseNote,
});
export const customers = noun<CustomerRecord>({
  entity: 'Customer',
  table: (store) => store.customers,
  visible: notGuest,
  spec: (specs) => specs.customer,
});
export const customerStatuses = noun<CustomerRankRecord>({
  entity: 'CustomerStatus',
  table: (store) => store.customerStatuses,
  visible: notGuest,
});
export const customerTiers = noun<CustomerRankRecord>({
  entity: 'CustomerTier',
  table: (store) => store.customerTiers,
  visible: notGuest,
});
export const needs = noun<NeedRecord>({
  entity: 'CustomerNeed',
  table: (store) => store.needs,
  visible: (need, context) => {
    const { store, sight } = context;
    const issue = store.issues.get(need.issueId ?? '');
    if (issue !== undefined && !sight.issue(issue)) return false;
    return notGuest(need, context) && (need.projectId === null || ofProject(need.projectId, context));
  },
  spec: (specs) => specs.need,
});
