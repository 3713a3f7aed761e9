import { connection, filterFamily, page } from '../../schema/parts.js';

/** Templates, agent skills and triage duty: what a team has prepared for its work. */
export const librarySdl = `
  ${['Template', 'AgentSkill', 'TriageResponsibility'].map(connection).join('\n')}
  enum TriageResponsibilityAction { assign notify }
  ${filterFamily({
    name: 'Template',
    fields: `createdAt: DateComparator  id: IDComparator  name: StringComparator  team: NullableTeamFilter
      type: StringComparator  updatedAt: DateComparator`,
    nullable: true,
  })}
  type Template implements Node {
    archivedAt: DateTime
    content: String
    createdAt: DateTime!
    creator: User
    description: String
    hasFormFields: Boolean!
    id: ID!
    name: String!
    sortOrder: Float!
    team: Team
    templateData: JSON!
    type: String!
    updatedAt: DateTime!
  }
  type AgentSkill implements Node {
    archivedAt: DateTime
    body: String!
    createdAt: DateTime!
    creator: User!
    description: String
    id: ID!
    owner: User!
    shared: Boolean!
    slugId: String!
    teamId: String
    title: String!
    updatedAt: DateTime!
  }
  type TriageResponsibility implements Node {
    action: TriageResponsibilityAction!
    archivedAt: DateTime
    createdAt: DateTime!
    currentUser: User
    id: ID!
    manualSelection: TriageResponsibilityManualSelection
    team: Team!
    updatedAt: DateTime!
  }
  type TriageResponsibilityManualSelection { assignmentIndex: Int  userIds: [String!]! }
  extend type Organization {
    customersEnabled: Boolean!
    releasesEnabled: Boolean!
    templates${page('filter: NullableTemplateFilter')}: TemplateConnection!
  }
  extend type Query {
    agentSkill(id: String!): AgentSkill!
    agentSkills${page()}: AgentSkillConnection!
    template(id: String!): Template!
    templates: [Template!]!
    triageResponsibilities${page()}: TriageResponsibilityConnection!
  }
`;
