import { connection, filterFamily, page, payload } from '../../schema/parts.js';

const filterFields = `
  createdAt: DateComparator
  creator: UserFilter
  cycle: CycleFilter
  id: IDComparator
  initiative: InitiativeFilter
  issue: IssueFilter
  project: ProjectFilter
  release: ReleaseFilter
  searchableContent: ContentComparator
  slugId: StringComparator
  team: NullableTeamFilter
  title: StringComparator
  updatedAt: DateComparator
`;
const fields = `
  color: String
  content: String
  cycleId: String
  icon: String
  initiativeId: String
  issueId: String
  projectId: String
  releaseId: String
  sortOrder: Float
  teamId: String
`;

export const documentSdl = `
  ${connection('Document')}
  ${filterFamily({ name: 'Document', fields: filterFields })}
  type Document implements Node {
    archivedAt: DateTime
    color: String
    content: String
    createdAt: DateTime!
    creator: User
    cycle: Cycle
    icon: String
    id: ID!
    initiative: Initiative
    issue: Issue
    project: Project
    release: Release
    slugId: String!
    sortOrder: Float!
    summary: String
    team: Team
    title: String!
    trashed: Boolean
    updatedAt: DateTime!
    updatedBy: User
    url: String!
  }
  input DocumentCreateInput { ${fields} id: String  title: String! }
  input DocumentUpdateInput { ${fields} title: String  trashed: Boolean }
  type DocumentArchivePayload implements ArchivePayload { entity: Document  lastSyncId: Float!  success: Boolean! }
  ${payload('DocumentPayload', 'document: Document!')}
  extend type Cycle { documents${page('filter: DocumentFilter')}: DocumentConnection! }
  extend type Query {
    document(id: String!): Document!
    documents${page('filter: DocumentFilter')}: DocumentConnection!
  }
  extend type Mutation {
    documentCreate(input: DocumentCreateInput!): DocumentPayload!
    documentDelete(id: String!): DocumentArchivePayload!
    documentUnarchive(id: String!): DocumentArchivePayload!
    documentUpdate(id: String!, input: DocumentUpdateInput!): DocumentPayload!
  }
`;
