import { connection, filterFamily, page, payload } from '../../schema/parts.js';

const times = 'createdAt: DateComparator  id: IDComparator  updatedAt: DateComparator';
const entity = 'archivedAt: DateTime  createdAt: DateTime!  id: ID!  updatedAt: DateTime!';

const projectFilters = `
  hasDependedOnByRelations: RelationExistsComparator
  hasDependsOnRelations: RelationExistsComparator
  initiatives: InitiativeCollectionFilter
  labels: ProjectLabelCollectionFilter
`;

/** What the fields of a label of projects or initiatives are called in both inputs that write one. */
export const labelInput = `
  color: String
  description: String
  groupType: LabelGroupType
  isGroup: Boolean
  parentId: String
  retiredAt: DateTime
`;

const updateFields = (health: string) => `
  ${entity}
  body: String!
  commentCount: Int!
  diffMarkdown: String
  editedAt: DateTime
  health: ${health}!
  isDiffHidden: Boolean!
  isStale: Boolean!
  slugId: String!
  url: String!
  user: User!
`;

/** An update of a project or initiative: its type, inputs, filter and payloads. */
export function statusUpdateSdl(name: string, parent: string, health: string): string {
  const lower = parent.toLowerCase();
  return `
    ${connection(name)}
    type ${name} implements Node { ${updateFields(health)} ${lower}: ${parent}! }
    input ${name}CreateInput {
      body: String  health: ${health}  id: String  isDiffHidden: Boolean  ${lower}Id: String!
    }
    input ${name}UpdateInput { body: String  health: ${health} }
    ${filterFamily({ name, fields: `${times} ${lower}: ${parent}Filter  user: UserFilter` })}
    ${payload(`${name}Payload`, `${lower}Update: ${name}!`)}
    type ${name}ArchivePayload implements ArchivePayload {
      entity: ${name}  lastSyncId: Float!  success: Boolean!
    }`;
}

/** A label of projects or initiatives. */
export function planLabelSdl(name: string, ownFields = '', ownFilters = ''): string {
  return `
    ${connection(name)}
    type ${name} implements Node {
      ${entity}
      color: String!
      creator: User
      description: String
      groupType: LabelGroupType
      isGroup: Boolean!
      name: String!
      parent: ${name}
      retiredAt: DateTime
      ${ownFields}
    }
    input ${name}Filter {
      and: [${name}Filter!]  or: [${name}Filter!]
      ${times} isGroup: BooleanComparator  name: StringComparator  parent: ${name}Filter  ${ownFilters}
    }
    input ${name}CollectionFilter {
      and: [${name}CollectionFilter!]  or: [${name}CollectionFilter!]
      some: ${name}CollectionFilter  every: ${name}Filter  length: NumberComparator  null: Boolean
      ${times} isGroup: BooleanComparator  name: StringComparator  parent: ${name}Filter
    }`;
}

const fields = `
  color: String
  content: String
  description: String
  icon: String
  labelIds: [String!]
  leadId: String
  memberIds: [String!]
  priority: Int
  startDate: TimelessDate
  startDateResolution: DateResolutionType
  statusId: String
  targetDate: TimelessDate
  targetDateResolution: DateResolutionType
`;

export const projectSdl = `
  ${['ProjectRelation', 'EntityExternalLink'].map(connection).join('\n')}
  extend input ProjectFilter { ${projectFilters} }
  extend input NullableProjectFilter { ${projectFilters} }
  ${planLabelSdl('ProjectLabel', 'team: Team', 'team: NullableTeamFilter')}
  ${statusUpdateSdl('ProjectUpdate', 'Project', 'ProjectUpdateHealthType')}
  extend type Project {
    documents${page('filter: DocumentFilter')}: DocumentConnection!
    externalLinks${page()}: EntityExternalLinkConnection!
    initiativeToProjects${page()}: InitiativeToProjectConnection!
    initiatives${page()}: InitiativeConnection!
    inverseRelations${page()}: ProjectRelationConnection!
    labelIds: [String!]!
    labels${page('filter: ProjectLabelFilter')}: ProjectLabelConnection!
    lastUpdate: ProjectUpdate
    needs${page('filter: CustomerNeedFilter')}: CustomerNeedConnection!
    projectUpdates${page()}: ProjectUpdateConnection!
    relations${page()}: ProjectRelationConnection!
  }
  type ProjectRelation implements Node {
    ${entity}
    anchorType: String!
    project: Project!
    relatedAnchorType: String!
    relatedProject: Project!
    type: String!
  }
  type EntityExternalLink implements Node {
    ${entity}
    creator: User
    label: String!
    project: Project
    sortOrder: Float!
    url: String!
  }
  input ProjectCreateInput { ${fields} id: String  name: String!  teamIds: [String!]!  templateId: String }
  input ProjectUpdateInput { ${fields} name: String  teamIds: [String!]  trashed: Boolean }
  input ProjectMilestoneCreateInput {
    description: String  id: String  name: String!  projectId: String!  sortOrder: Float  targetDate: TimelessDate
  }
  input ProjectMilestoneUpdateInput {
    description: String  name: String  projectId: String  sortOrder: Float  targetDate: TimelessDate
  }
  input ProjectRelationCreateInput {
    anchorType: String!
    id: String
    projectId: String!
    relatedAnchorType: String!
    relatedProjectId: String!
    type: String!
  }
  input ProjectLabelCreateInput { ${labelInput} id: String  name: String!  teamId: String }
  input ProjectLabelUpdateInput { ${labelInput} name: String }
  input EntityExternalLinkCreateInput {
    id: String  initiativeId: String  label: String!  projectId: String  sortOrder: Float  url: String!
  }
  type ProjectArchivePayload implements ArchivePayload { entity: Project  lastSyncId: Float!  success: Boolean! }
  ${payload('ProjectPayload', 'project: Project')}
  ${payload('ProjectMilestonePayload', 'projectMilestone: ProjectMilestone!')}
  ${payload('ProjectRelationPayload', 'projectRelation: ProjectRelation!')}
  ${payload('ProjectLabelPayload', 'projectLabel: ProjectLabel!')}
  ${payload('EntityExternalLinkPayload', 'entityExternalLink: EntityExternalLink!')}
  ${payload('CyclePayload', 'cycle: Cycle')}
  input CycleUpdateInput {
    completedAt: DateTime  description: String  endsAt: DateTime  name: String  startsAt: DateTime
  }
  extend type Cycle {
    completedIssueCountHistory: [Float!]!
    completedScopeHistory: [Float!]!
    inProgressScopeHistory: [Float!]!
    issueCountHistory: [Float!]!
    scopeHistory: [Float!]!
  }
  extend type Query {
    projectLabel(id: String!): ProjectLabel!
    projectLabels${page('filter: ProjectLabelFilter')}: ProjectLabelConnection!
    projectRelations${page()}: ProjectRelationConnection!
    projectUpdate(id: String!): ProjectUpdate!
    projectUpdates${page('filter: ProjectUpdateFilter')}: ProjectUpdateConnection!
  }
  extend type Mutation {
    cycleUpdate(id: String!, input: CycleUpdateInput!): CyclePayload!
    entityExternalLinkCreate(input: EntityExternalLinkCreateInput!): EntityExternalLinkPayload!
    projectCreate(input: ProjectCreateInput!): ProjectPayload!
    projectDelete(id: String!): ProjectArchivePayload!
    projectLabelCreate(input: ProjectLabelCreateInput!): ProjectLabelPayload!
    projectLabelRestore(id: String!): ProjectLabelPayload!
    projectLabelRetire(id: String!): ProjectLabelPayload!
    projectLabelUpdate(id: String!, input: ProjectLabelUpdateInput!): ProjectLabelPayload!
    projectMilestoneCreate(input: ProjectMilestoneCreateInput!): ProjectMilestonePayload!
    projectMilestoneDelete(id: String!): DeletePayload!
    projectMilestoneUpdate(id: String!, input: ProjectMilestoneUpdateInput!): ProjectMilestonePayload!
    projectRelationCreate(input: ProjectRelationCreateInput!): ProjectRelationPayload!
    projectRelationDelete(id: String!): DeletePayload!
    projectUnarchive(id: String!): ProjectArchivePayload!
    projectUpdate(id: String!, input: ProjectUpdateInput!): ProjectPayload!
    projectUpdateArchive(id: String!): ProjectUpdateArchivePayload!
    projectUpdateCreate(input: ProjectUpdateCreateInput!): ProjectUpdatePayload!
    projectUpdateUnarchive(id: String!): ProjectUpdateArchivePayload!
    projectUpdateUpdate(id: String!, input: ProjectUpdateUpdateInput!): ProjectUpdatePayload!
  }
`;
