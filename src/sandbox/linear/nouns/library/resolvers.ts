import type { GraphQLSchema } from 'graphql';
import type { OrganizationRecord } from '../../model.js';
import type { PageArgs } from '../../query/paginate.js';
import { type Fields, install } from '../../resolvers/install.js';
import type { SkillRecord, TemplateRecord, TriageRecord } from '../model.js';
import * as nouns from '../nouns.js';

interface Ref {
  readonly id: string;
}

const template: Fields<TemplateRecord> = {
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  team: (record, _, { store }) => store.teams.get(record.teamId ?? '') ?? null,
  hasFormFields: () => false,
};

const skill: Fields<SkillRecord> = {
  creator: (record, _, { store }) => store.users.get(record.ownerId),
  owner: (record, _, { store }) => store.users.get(record.ownerId),
};

const triage: Fields<TriageRecord> = {
  team: (record, _, { store }) => store.teams.get(record.teamId),
  currentUser: (record, _, { store }) => store.users.get(record.currentUserId ?? '') ?? null,
  manualSelection: (record) => ({ userIds: record.userIds, assignmentIndex: 0 }),
};

const organization: Fields<OrganizationRecord> = {
  customersEnabled: () => true,
  releasesEnabled: () => true,
  templates: (_record, args: PageArgs, context) =>
    nouns.templates.list(context.store.templates.all(), args, context),
};

const query: Fields<undefined> = {
  template: (_root, { id }: Ref, context) => nouns.templates.by(id, context),
  templates: (_root, _args, context) => nouns.templates.seen(context),
  agentSkill: (_root, { id }: Ref, context) => nouns.skills.by(id, context),
  agentSkills: (_root, args: PageArgs, context) =>
    nouns.skills.list(context.store.skills.all(), args, context),
  triageResponsibilities: (_root, args: PageArgs, context) =>
    nouns.triage.list(context.store.triage.all(), args, context),
};

export function installLibrary(schema: GraphQLSchema): void {
  install(schema, 'Template', template);
  install(schema, 'AgentSkill', skill);
  install(schema, 'TriageResponsibility', triage);
  install(schema, 'Organization', organization);
  install(schema, 'Query', query);
}
