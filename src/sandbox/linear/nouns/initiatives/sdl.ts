import { connection, filterFamily, page, payload } from '../../schema/parts.js';
import { labelInput, planLabelSdl, statusUpdateSdl } from '../projects/sdl.js';

const filterFields = `
  createdAt: DateComparator
  creator: NullableUserFilter
  health: StringComparator
  id: EntityIdentifierIDComparator
  labels: InitiativeLabelCollectionFilter
  leadTeam: NullableTeamFilter
  name: StringComparator
  owner: NullableUserFilter
  priority: NullableNumberComparator
  slugId: StringComparator
  status: StringComparator
  targetDate: NullableDateComparator
  updatedAt: DateComparator
`;
const entity = 'archivedAt: DateTime  createdAt: DateTime!  id: ID!  updatedAt: DateTime!';

const fields = `
  color: String
  content: String
  description: String
  icon: String
  labelIds: [String!]
  leadTeamId: String
  ownerId: String
  priority: Int
  sortOrder: Float
  status: InitiativeStatus
  targetDate: TimelessDate
  targetDateResolution: DateResolutionType
`;

/** Initiatives, their updates and labels, and what ties them to projects and to each other. */
export const initiativeSdl = `
  enum InitiativeStatus { Active Canceled Completed Planned Proposed }
  enum InitiativeUpdateHealthType { atRisk offTrack onTrack }
  ${['Initiative', 'InitiativeToProject', 'InitiativeRelation'].map(connection).join('\n')}
  ${filterFamily({ name: 'Initiative', fields: filterFields, nullable: true, collection: true })}
  ${planLabelSdl('InitiativeLabel')}
  ${statusUpdateSdl('InitiativeUpdate', 'Initiative', 'InitiativeUpdateHealthType')}
  input InitiativeCreatedAtSort { nulls: PaginationNulls  order: PaginationSortOrder }
  input InitiativeNameSort { nulls: PaginationNulls  order: PaginationSortOrder }
  input InitiativeTargetDateSort { nulls: PaginationNulls  order: PaginationSortOrder }
  input InitiativeUpdatedAtSort { nulls: PaginationNulls  order: PaginationSortOrder }
  input InitiativeSortInput {
    createdAt: InitiativeCreatedAtSort
    name: InitiativeNameSort
    targetDate: InitiativeTargetDateSort
    updatedAt: InitiativeUpdatedAtSort
  }
  type Initiative implements Node {
    ${entity}
    color: String
    content: String
    creator: User
    description: String
    documents${page('filter: DocumentFilter')}: DocumentConnection!
    health: InitiativeUpdateHealthType
    icon: String
    initiativeUpdates${page()}: InitiativeUpdateConnection!
    labelIds: [String!]!
    labels${page('filter: InitiativeLabelFilter')}: InitiativeLabelConnection!
    lastUpdate: InitiativeUpdate
    leadTeam: Team
    name: String!
    owner: User
    parentInitiatives${page('filter: InitiativeFilter', 'sort: [InitiativeSortInput!]')}: InitiativeConnection!
    priority: Int!
    projects${page('filter: ProjectFilter', 'includeSubInitiatives: Boolean', 'sort: [ProjectSortInput!]')}: ProjectConnection!
    slugId: String!
    sortOrder: Float!
    status: InitiativeStatus!
    subInitiatives${page('filter: InitiativeFilter', 'sort: [InitiativeSortInput!]')}: InitiativeConnection!
    targetDate: TimelessDate
    targetDateResolution: DateResolutionType
    trashed: Boolean
    url: String!
  }
  type InitiativeToProject implements Node { ${entity} initiative: Initiative!  project: Project!  sortOrder: String! }
  type InitiativeRelation implements Node {
    ${entity}
    initiative: Initiative!
    relatedInitiative: Initiative!
    sortOrder: Float!
  }
  extend type EntityExternalLink { initiative: Initiative }
  input InitiativeCreateInput { ${fields} id: String  name: String! }
  input InitiativeUpdateInput { ${fields} name: String  trashed: Boolean }
  input InitiativeToProjectCreateInput {
    id: String  initiativeId: String!  projectId: String!  sortOrder: Float
  }
  input InitiativeRelationCreateInput {
    id: String  initiativeId: String!  relatedInitiativeId: String!  sortOrder: Float
  }
  input InitiativeLabelCreateInput { ${labelInput} id: String  name: String! }
  input InitiativeLabelUpdateInput { ${labelInput} name: String }
  type InitiativeArchivePayload implements ArchivePayload {
    entity: Initiative  lastSyncId: Float!  success: Boolean!
  }
  ${payload('InitiativePayload', 'initiative: Initiative!')}
  ${payload('InitiativeToProjectPayload', 'initiativeToProject: InitiativeToProject!')}
  ${payload('InitiativeRelationPayload', 'initiativeRelation: InitiativeRelation!')}
  ${payload('InitiativeLabelPayload', 'initiativeLabel: InitiativeLabel!')}
  extend type Query {
    initiative(id: String!): Initiative!
    initiativeLabel(id: String!): InitiativeLabel!
    initiativeLabels${page('filter: InitiativeLabelFilter')}: InitiativeLabelConnection!
    initiativeRelations${page()}: InitiativeRelationConnection!
    initiativeToProjects${page()}: InitiativeToProjectConnection!
    initiativeUpdate(id: String!): InitiativeUpdate!
    initiativeUpdates${page('filter: InitiativeUpdateFilter')}: InitiativeUpdateConnection!
    initiatives${page('filter: InitiativeFilter', 'sort: [InitiativeSortInput!]')}: InitiativeConnection!
  }
  extend type Mutation {
    initiativeArchive(id: String!): InitiativeArchivePayload!
    initiativeCreate(input: InitiativeCreateInput!): InitiativePayload!
    initiativeDelete(id: String!): DeletePayload!
    initiativeLabelCreate(input: InitiativeLabelCreateInput!): InitiativeLabelPayload!
    initiativeLabelRestore(id: String!): InitiativeLabelPayload!
    initiativeLabelRetire(id: String!): InitiativeLabelPayload!
    initiativeLabelUpdate(id: String!, input: InitiativeLabelUpdateInput!): InitiativeLabelPayload!
    initiativeRelationCreate(input: InitiativeRelationCreateInput!): InitiativeRelationPayload!
    initiativeRelationDelete(id: String!): DeletePayload!
    initiativeToProjectCreate(input: InitiativeToProjectCreateInput!): InitiativeToProjectPayload!
    initiativeToProjectDelete(id: String!): DeletePayload!
    initiativeUnarchive(id: String!): InitiativeArchivePayload!
    initiativeUpdate(id: String!, input: InitiativeUpdateInput!): InitiativePayload!
    initiativeUpdateArchive(id: String!): InitiativeUpdateArchivePayload!
    initiativeUpdateCreate(input: InitiativeUpdateCreateInput!): InitiativeUpdatePayload!
    initiativeUpdateUnarchive(id: String!): InitiativeUpdateArchivePayload!
    initiativeUpdateUpdate(id: String!, input: InitiativeUpdateUpdateInput!): InitiativeUpdatePayload!
  }
`;
