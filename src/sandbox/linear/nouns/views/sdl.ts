import { connection, filterFamily, page, payload } from '../../schema/parts.js';

const filterFields = `
  createdAt: DateComparator
  creator: UserFilter
  id: IDComparator
  modelName: StringComparator
  name: StringComparator
  shared: BooleanComparator
  team: NullableTeamFilter
  updatedAt: DateComparator
`;
const fields = `
  color: String
  description: String
  filterData: IssueFilter
  icon: String
  initiativeFilterData: InitiativeFilter
  ownerId: String
  projectFilterData: ProjectFilter
  shared: Boolean
  teamId: String
`;

export const viewSdl = `
  ${connection('CustomView')}
  ${filterFamily({ name: 'CustomView', fields: filterFields })}
  type CustomView implements Node {
    archivedAt: DateTime
    color: String
    createdAt: DateTime!
    creator: User!
    description: String
    filterData: JSONObject!
    icon: String
    id: ID!
    initiativeFilterData: JSONObject
    initiatives${page('filter: InitiativeFilter')}: InitiativeConnection!
    issues${page('filter: IssueFilter', 'includeSubTeams: Boolean', 'sort: [IssueSortInput!]')}: IssueConnection!
    modelName: String!
    name: String!
    owner: User!
    projectFilterData: JSONObject
    projects${page('filter: ProjectFilter', 'includeSubTeams: Boolean', 'sort: [ProjectSortInput!]')}: ProjectConnection!
    shared: Boolean!
    slugId: String!
    team: Team
    updatedAt: DateTime!
  }
  input CustomViewCreateInput { ${fields} id: String  name: String! }
  input CustomViewUpdateInput { ${fields} name: String }
  ${payload('CustomViewPayload', 'customView: CustomView!')}
  extend type Query {
    customView(id: String!): CustomView!
    customViews${page('filter: CustomViewFilter')}: CustomViewConnection!
  }
  extend type Mutation {
    customViewCreate(input: CustomViewCreateInput!): CustomViewPayload!
    customViewDelete(id: String!): DeletePayload!
    customViewUpdate(id: String!, input: CustomViewUpdateInput!): CustomViewPayload!
  }
`;
