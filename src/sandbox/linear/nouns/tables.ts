import { createTable, type Table } from '../store/table.js';
import type { CustomerRankRecord, CustomerRecord, NeedRecord } from './customers/model.js';
import { createMarkTables, type MarkTables } from './marks/model.js';
import type * as model from './model.js';

/** The tables of the nouns in this folder. */
export interface NounTables extends MarkTables {
  readonly projectUpdates: Table<model.StatusUpdateRecord, 'parent'>;
  readonly projectLabels: Table<model.PlanLabelRecord>;
  readonly projectRelations: Table<model.ProjectRelationRecord, 'project' | 'related'>;
  readonly links: Table<model.ExternalLinkRecord, 'project' | 'initiative'>;
  readonly initiatives: Table<model.InitiativeRecord>;
  readonly initiativeLabels: Table<model.PlanLabelRecord>;
  readonly initiativeUpdates: Table<model.StatusUpdateRecord, 'parent'>;
  readonly initiativeProjects: Table<model.InitiativeProjectRecord, 'initiative' | 'project'>;
  readonly initiativeRelations: Table<model.InitiativeRelationRecord, 'parent' | 'child'>;
  readonly documents: Table<model.DocumentRecord, 'project' | 'initiative'>;
  readonly views: Table<model.ViewRecord>;
  readonly notifications: Table<model.NotificationRecord, 'user'>;
  readonly pullRequests: Table<model.PullRequestRecord>;
  readonly diffs: Table<model.DiffRecord>;
  readonly templates: Table<model.TemplateRecord>;
  readonly skills: Table<model.SkillRecord>;
  readonly triage: Table<model.TriageRecord>;
  readonly pipelines: Table<model.PipelineRecord>;
  readonly stages: Table<model.StageRecord, 'pipeline'>;
  readonly releases: Table<model.ReleaseRecord, 'pipeline'>;
  readonly releaseNotes: Table<model.ReleaseNoteRecord, 'pipeline'>;
  readonly customers: Table<CustomerRecord>;
  readonly customerStatuses: Table<CustomerRankRecord>;
  readonly customerTiers: Table<CustomerRankRecord>;
  readonly needs: Table<NeedRecord, 'customer' | 'project' | 'issue'>;
}

/** All of them, empty. */
export function createNounTables(): NounTables {
  return {
    ...createMarkTables(),
    projectUpdates: createTable({ parent: (update) => update.parentId }),
    projectLabels: createTable<model.PlanLabelRecord>({}),
    projectRelations: createTable({
      project: (one) => one.projectId,
      related: (one) => one.relatedProjectId,
    }),
    links: createTable({ project: (link) => link.projectId, initiative: (link) => link.initiativeId }),
    initiatives: createTable<model.InitiativeRecord>({}),
    initiativeLabels: createTable<model.PlanLabelRecord>({}),
    initiativeUpdates: createTable({ parent: (update) => update.parentId }),
    initiativeProjects: createTable({
      initiative: (one) => one.initiativeId,
      project: (one) => one.projectId,
    }),
    initiativeRelations: createTable({
      parent: (one) => one.initiativeId,
      child: (one) => one.relatedInitiativeId,
    }),
    documents: createTable({ project: (one) => one.projectId, initiative: (one) => one.initiativeId }),
    views: createTable<model.ViewRecord>({}),
    notifications: createTable({ user: (one) => one.userId }),
    pullRequests: createTable<model.PullRequestRecord>({}),
    diffs: createTable<model.DiffRecord>({}),
    templates: createTable<model.TemplateRecord>({}),
    skills: createTable<model.SkillRecord>({}),
    triage: createTable<model.TriageRecord>({}),
    pipelines: createTable<model.PipelineRecord>({}),
    stages: createTable({ pipeline: (stage) => stage.pipelineId }),
    releases: createTable({ pipeline: (release) => release.pipelineId }),
    releaseNotes: createTable({ pipeline: (note) => note.pipelineId }),
    customers: createTable<CustomerRecord>({}),
    customerStatuses: createTable<CustomerRankRecord>({}),
    customerTiers: createTable<CustomerRankRecord>({}),
    needs: createTable({
      customer: (need) => need.customerId,
      project: (need) => need.projectId,
      issue: (need) => need.issueId,
    }),
  };
}
