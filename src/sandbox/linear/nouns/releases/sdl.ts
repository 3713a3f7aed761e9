import { connection, page, payload } from '../../schema/parts.js';

const times = 'createdAt: DateComparator  id: IDComparator  updatedAt: DateComparator';
const entity = 'archivedAt: DateTime  createdAt: DateTime!  id: ID!  updatedAt: DateTime!';
const enumeration = (type: string) =>
  `eq: ${type}  in: [${type}!]  neq: ${type}  nin: [${type}!]  null: Boolean`;
const fields = `
  commitSha: String
  completedAt: DateTime
  description: String
  stageId: String
  startDate: TimelessDate
  startedAt: DateTime
  targetDate: TimelessDate
  version: String
`;
const noteFields = `
  content: String
  rangeFromReleaseId: String
  rangeToReleaseId: String
  releaseIds: [String!]
  title: String
`;

function filter(name: string, own: string): string {
  return `input ${name} { and: [${name}!]  or: [${name}!]  ${times} ${own} }`;
}

const releaseFilter = `
  completedAt: NullableDateComparator  hasReleaseNotes: BooleanComparator  name: StringComparator
  pipeline: ReleasePipelineFilter  stage: ReleaseStageFilter  version: StringComparator
`;

export const releaseSdl = `
  extend type Issue {
    needs${page('filter: CustomerNeedFilter')}: CustomerNeedConnection!
    releases${page('filter: ReleaseFilter')}: ReleaseConnection!
  }
  ${['Release', 'ReleasePipeline', 'ReleaseStage', 'ReleaseNote'].map(connection).join('\n')}
  enum ReleasePipelineType { continuous scheduled }
  enum ReleaseStageType { canceled completed planned started }
  input ReleasePipelineTypeComparator { ${enumeration('ReleasePipelineType')} }
  input ReleaseStageTypeComparator { ${enumeration('ReleaseStageType')} }
  ${filter('ReleaseFilter', releaseFilter)}
  ${filter(
    'ReleaseCollectionFilter',
    `${releaseFilter} some: ReleaseFilter  every: ReleaseFilter  length: NumberComparator`,
  )}
  ${filter(
    'ReleasePipelineFilter',
    `isProduction: BooleanComparator  name: StringComparator  teams: TeamCollectionFilter
     type: ReleasePipelineTypeComparator`,
  )}
  ${filter('ReleaseStageFilter', 'name: StringComparator  type: ReleaseStageTypeComparator')}
  ${filter(
    'ReleaseNoteFilter',
    'pipeline: ReleasePipelineFilter  release: ReleaseFilter  slugId: StringComparator  title: StringComparator',
  )}
  type Release implements Node {
    ${entity}
    commitSha: String
    completedAt: DateTime
    creator: User
    description: String
    documents${page('filter: DocumentFilter')}: DocumentConnection!
    issueCount(includeArchived: Boolean): Int!
    issues${page('filter: IssueFilter')}: IssueConnection!
    name: String!
    pipeline: ReleasePipeline!
    releaseNotes: [ReleaseNote!]!
    slugId: String!
    stage: ReleaseStage!
    startDate: TimelessDate
    startedAt: DateTime
    targetDate: TimelessDate
    trashed: Boolean
    url: String!
    version: String
  }
  type ReleasePipeline implements Node {
    ${entity}
    approximateReleaseCount: Int!
    isProduction: Boolean!
    name: String!
    releases${page()}: ReleaseConnection!
    slugId: String!
    stages${page()}: ReleaseStageConnection!
    teams${page()}: TeamConnection!
    type: ReleasePipelineType!
    url: String!
  }
  type ReleaseStage implements Node {
    ${entity}
    color: String!
    frozen: Boolean!
    name: String!
    pipeline: ReleasePipeline!
    position: Float!
    type: ReleaseStageType!
  }
  type ReleaseNote implements Node {
    ${entity}
    documentContent: DocumentContent
    firstRelease: Release
    lastRelease: Release
    pipeline: ReleasePipeline!
    releaseCount: Int!
    releases: [Release!]!
    slugId: String!
    title: String
    url: String!
  }
  type DocumentContent implements Node { ${entity} content: String }
  input ReleaseCreateInput { ${fields} createdAt: DateTime  id: String  name: String!  pipelineId: String! }
  input ReleaseUpdateInput { ${fields} name: String  trashed: Boolean }
  input ReleaseNoteCreateInput { ${noteFields} id: String  pipelineId: String! }
  input ReleaseNoteUpdateInput { ${noteFields} }
  ${payload('ReleasePayload', 'release: Release!')}
  ${payload('ReleaseNotePayload', 'releaseNote: ReleaseNote!')}
  extend type Query {
    release(id: String!): Release!
    releaseNote(id: String!): ReleaseNote!
    releaseNotes${page('filter: ReleaseNoteFilter')}: ReleaseNoteConnection!
    releasePipeline(id: String!): ReleasePipeline!
    releasePipelines${page('filter: ReleasePipelineFilter')}: ReleasePipelineConnection!
    releases${page('filter: ReleaseFilter')}: ReleaseConnection!
    releaseStages${page('filter: ReleaseStageFilter')}: ReleaseStageConnection!
  }
  extend type Mutation {
    releaseCreate(input: ReleaseCreateInput!): ReleasePayload!
    releaseNoteCreate(input: ReleaseNoteCreateInput!): ReleaseNotePayload!
    releaseNoteUpdate(id: String!, input: ReleaseNoteUpdateInput!): ReleaseNotePayload!
    releaseUpdate(id: String!, input: ReleaseUpdateInput!): ReleasePayload!
  }
`;
