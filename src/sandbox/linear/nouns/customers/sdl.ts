import { connection, filterFamily, page, payload } from '../../schema/parts.js';

const times = 'createdAt: DateComparator  id: IDComparator  updatedAt: DateComparator';
const entity = 'archivedAt: DateTime  createdAt: DateTime!  id: ID!  updatedAt: DateTime!';
const rank = `${entity} color: String!  description: String  displayName: String!  name: String!  position: Float!`;
const fields = `
  domains: [String!]
  externalIds: [String!]
  ownerId: String
  revenue: Int
  size: Int
  statusId: String
  tierId: String
`;
const needFields = `
  body: String
  customerId: String
  id: String
  issueId: String
  priority: Float
  projectId: String
`;

export const customerSdl = `
  ${['Customer', 'CustomerNeed', 'CustomerStatus', 'CustomerTier'].map(connection).join('\n')}
  ${filterFamily({
    name: 'Customer',
    fields: `${times} name: StringComparator  owner: NullableUserFilter  revenue: NumberComparator
      size: NumberComparator  status: CustomerStatusFilter  tier: CustomerTierFilter`,
    nullable: true,
  })}
  ${filterFamily({ name: 'CustomerStatus', fields: `${times} name: StringComparator` })}
  ${filterFamily({ name: 'CustomerTier', fields: `${times} displayName: StringComparator` })}
  ${filterFamily({
    name: 'CustomerNeed',
    fields: `${times} customer: NullableCustomerFilter  issue: NullableIssueFilter  priority: NumberComparator
      project: NullableProjectFilter`,
  })}
  type Customer implements Node {
    ${entity}
    approximateNeedCount: Float!
    domains: [String!]!
    externalIds: [String!]!
    name: String!
    needs: [CustomerNeed!]!
    owner: User
    revenue: Int
    size: Float
    slugId: String!
    status: CustomerStatus!
    tier: CustomerTier
    url: String!
  }
  type CustomerStatus implements Node { ${rank} }
  type CustomerTier implements Node { ${rank} }
  type CustomerNeed implements Node {
    ${entity}
    body: String
    content: String
    creator: User
    customer: Customer
    issue: Issue
    priority: Float!
    project: Project
    url: String
  }
  input CustomerCreateInput { ${fields} id: String  name: String! }
  input CustomerUpdateInput { ${fields} name: String }
  input CustomerNeedCreateInput { ${needFields} }
  input CustomerNeedUpdateInput { ${needFields} }
  ${payload('CustomerPayload', 'customer: Customer!')}
  ${payload('CustomerNeedPayload', 'need: CustomerNeed!')}
  ${payload('CustomerNeedUpdatePayload', 'need: CustomerNeed!  updatedRelatedNeeds: [CustomerNeed!]!')}
  extend type Query {
    customer(id: String!): Customer!
    customerNeeds${page('filter: CustomerNeedFilter')}: CustomerNeedConnection!
    customerStatuses${page()}: CustomerStatusConnection!
    customerTiers${page()}: CustomerTierConnection!
    customers${page('filter: CustomerFilter')}: CustomerConnection!
  }
  extend type Mutation {
    customerCreate(input: CustomerCreateInput!): CustomerPayload!
    customerDelete(id: String!): DeletePayload!
    customerNeedCreate(input: CustomerNeedCreateInput!): CustomerNeedPayload!
    customerNeedDelete(id: String!): DeletePayload!
    customerNeedUpdate(id: String!, input: CustomerNeedUpdateInput!): CustomerNeedUpdatePayload!
    customerUpdate(id: String!, input: CustomerUpdateInput!): CustomerPayload!
  }
`;
