import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../context.js';
import { notFound } from '../errors.js';
import type { RelationRecord } from '../model.js';
import type { PageArgs } from '../query/paginate.js';
import { type Fields, install } from './install.js';
import * as lists from './lists.js';
import * as lookup from './lookup.js';
import { type SearchArgs, searchIssues } from './search.js';

interface ById {
  readonly id: string;
}

function visibleRelations({ store, sight }: RequestContext): RelationRecord[] {
  return store.relations.all().filter((relation) => {
    const ends = [relation.issueId, relation.relatedIssueId].map((id) => store.issues.get(id));
    return ends.every((issue) => issue !== undefined && sight.issue(issue));
  });
}

function ofVisibleIssue(context: RequestContext) {
  return (record: { readonly issueId: string }) => {
    const issue = context.store.issues.get(record.issueId);
    return issue !== undefined && context.sight.issue(issue);
  };
}

function relation({ id }: ById, context: RequestContext): RelationRecord {
  const record = visibleRelations(context).find((candidate) => candidate.id === id);
  if (record === undefined) throw notFound('IssueRelation');
  return record;
}

function attachment({ id }: ById, context: RequestContext) {
  const record = context.store.attachments.get(id);
  if (record === undefined || !ofVisibleIssue(context)(record)) throw notFound('Attachment');
  return record;
}

const single: Fields<undefined> = {
  viewer: (_root, _, { viewer }) => viewer,
  organization: (_root, _, { store }) => store.organization,
  issue: (_root, { id }: ById, context) => lookup.issueBy(id, context),
  team: (_root, { id }: ById, context) => lookup.teamBy(id, context),
  user: (_root, { id }: ById, context) => lookup.userBy(id, context),
  project: (_root, { id }: ById, context) => lookup.projectBy(id, context),
  workflowState: (_root, { id }: ById, context) => lookup.stateBy(id, context),
  issueLabel: (_root, { id }: ById, context) => lookup.labelBy(id, context),
  cycle: (_root, { id }: ById, context) => lookup.cycleBy(id, context),
  projectMilestone: (_root, { id }: ById, context) => lookup.milestoneBy(id, context),
  comment: (_root, args: { readonly id?: string | null }, context) => lookup.commentBy(args.id, context),
  issueRelation: (_root, args: ById, context) => relation(args, context),
  attachment: (_root, args: ById, context) => attachment(args, context),
  rateLimitStatus: (_root, _, { viewer, rateLimits }) => ({
    identifier: viewer.id,
    kind: 'oauthApp',
    limits: rateLimits(),
  }),
};

const connections: Fields<undefined> = {
  issues: (_root, args: lists.SortArgs, context) =>
    lists.listIssues(context.store.issues.all(), args, context),
  searchIssues: (_root, args: SearchArgs, context) => searchIssues(args, context),
  teams: (_root, args: PageArgs, context) =>
    lists.listTeams(context.store.teams.all().filter(context.sight.team), args, context),
  users: (_root, args: lists.UserArgs, context) => lists.listUsers(context.store.users.all(), args, context),
  projects: (_root, args: lists.SortArgs, context) =>
    lists.listProjects(context.store.projects.all(), args, context),
  projectStatuses: (_root, args: PageArgs, context) =>
    lists.list(context.store.projectStatuses.all(), args, {
      context,
      anchor: (id) => context.store.projectStatuses.get(id),
    }),
  projectMilestones: (_root, args: PageArgs, context) =>
    lists.listMilestones(
      context.store.milestones.all().filter((milestone) => {
        const project = context.store.projects.get(milestone.projectId);
        return project !== undefined && context.sight.project(project);
      }),
      args,
      context,
    ),
  workflowStates: (_root, args: PageArgs, context) =>
    lists.listStates(
      context.store.states.all().filter((state) => context.sight.teamId(state.teamId)),
      args,
      context,
    ),
  issueLabels: (_root, args: PageArgs, context) =>
    lists.listLabels(context.store.labels.all().filter(context.sight.label), args, context),
  cycles: (_root, args: PageArgs, context) =>
    lists.listCycles(
      context.store.cycles.all().filter((cycle) => context.sight.teamId(cycle.teamId)),
      args,
      context,
    ),
  comments: (_root, args: PageArgs, context) =>
    lists.listComments(context.store.comments.all().filter(context.sight.comment), args, context),
  attachments: (_root, args: PageArgs, context) =>
    lists.listAttachments(context.store.attachments.all().filter(ofVisibleIssue(context)), args, context),
  attachmentsForURL: (_root, args: PageArgs & { readonly url: string }, context) =>
    lists.listAttachments(
      context.store.attachments.by('url', args.url).filter(ofVisibleIssue(context)),
      args,
      context,
    ),
  issueRelations: (_root, args: PageArgs, context) =>
    lists.list(visibleRelations(context), args, { context, anchor: (id) => context.store.relations.get(id) }),
};

/** The query root. */
export function installQuery(schema: GraphQLSchema): void {
  install(schema, 'Query', { ...single, ...connections });
}
