import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../context.js';
import { labelsOf } from '../filter/issues.js';
import type { HistoryRecord, IssueRecord, RelationRecord } from '../model.js';
import type { PageArgs } from '../query/paginate.js';
import { identifierOf } from '../store/find.js';
import { type Fields, install } from './install.js';
import {
  list,
  listAttachments,
  listComments,
  listIssues,
  listLabels,
  listUsers,
  type UserArgs,
} from './lists.js';

const PRIORITIES = ['No priority', 'Urgent', 'High', 'Medium', 'Low'] as const;

/** The word for a priority number. */
export function priorityLabel(priority: number): string {
  return PRIORITIES[priority] ?? PRIORITIES[0];
}

function slug(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return words.slice(0, 60).replace(/-+$/, '');
}

/** The address of an issue in Linear's web application. */
export function issueUrl(issue: IssueRecord, { store }: RequestContext): string {
  const base = `https://linear.app/${store.organization.urlKey}/issue/${identifierOf(store, issue)}`;
  const words = slug(issue.title);
  return words === '' ? base : `${base}/${words}`;
}

function branchName(issue: IssueRecord, { store }: RequestContext): string {
  const owner = store.users.get(issue.assigneeId ?? issue.creatorId ?? '')?.displayName ?? 'someone';
  const parts = [identifierOf(store, issue).toLowerCase(), slug(issue.title)].filter((part) => part !== '');
  return `${owner.replace(/[^\w.-]/g, '')}/${parts.join('-')}`;
}

/** Relations whose other side the viewer can see. */
function visible(relations: readonly RelationRecord[], { store, sight }: RequestContext): RelationRecord[] {
  const seen = (id: string) => {
    const issue = store.issues.get(id);
    return issue !== undefined && sight.issue(issue);
  };
  return relations.filter((relation) => seen(relation.issueId) && seen(relation.relatedIssueId));
}

const user =
  (get: (issue: IssueRecord) => string | null) => (issue: IssueRecord, _: unknown, context: RequestContext) =>
    context.store.users.get(get(issue) ?? '') ?? null;

const references: Fields<IssueRecord> = {
  assignee: user((issue) => issue.assigneeId),
  creator: user((issue) => issue.creatorId),
  delegate: user((issue) => issue.delegateId),
  state: (issue, _, { store }) => store.states.get(issue.stateId),
  team: (issue, _, { store }) => store.teams.get(issue.teamId),
  project: (issue, _, { store }) => store.projects.get(issue.projectId ?? '') ?? null,
  projectMilestone: (issue, _, { store }) => store.milestones.get(issue.projectMilestoneId ?? '') ?? null,
  cycle: (issue, _, { store }) => store.cycles.get(issue.cycleId ?? '') ?? null,
  parent(issue, _, { store, sight }) {
    const parent = store.issues.get(issue.parentId ?? '');
    return parent !== undefined && sight.issue(parent) ? parent : null;
  },
};

const derived: Fields<IssueRecord> = {
  identifier: (issue, _, { store }) => identifierOf(store, issue),
  url: (issue, _, context) => issueUrl(issue, context),
  branchName: (issue, _, context) => branchName(issue, context),
  priorityLabel: (issue) => priorityLabel(issue.priority),
  // Linear answers null, not false, for an issue that is not in the trash.
  trashed: (issue) => (issue.trashed ? true : null),
  customerTicketCount: () => 0,
  addedToTeamAt: (issue) => issue.createdAt,
  startedTriageAt: (issue) => (issue.triagedAt === null ? null : issue.createdAt),
};

const connections: Fields<IssueRecord> = {
  children: (issue, args: PageArgs, context) =>
    listIssues(context.store.issues.by('parent', issue.id), args, context),
  comments: (issue, args: PageArgs, context) =>
    listComments(context.store.comments.by('issue', issue.id), args, context),
  attachments: (issue, args: PageArgs, context) =>
    listAttachments(context.store.attachments.by('issue', issue.id), args, context),
  labels: (issue, args: PageArgs, context) => listLabels(labelsOf(issue, context), args, context),
  subscribers: (issue, args: UserArgs, context) =>
    listUsers(
      issue.subscriberIds.flatMap((id) => context.store.users.get(id) ?? []),
      args,
      context,
    ),
  relations: (issue, args: PageArgs, context) =>
    list(visible(context.store.relations.by('issue', issue.id), context), args, {
      context,
      anchor: (id) => context.store.relations.get(id),
    }),
  inverseRelations: (issue, args: PageArgs, context) =>
    list(visible(context.store.relations.by('related', issue.id), context), args, {
      context,
      anchor: (id) => context.store.relations.get(id),
    }),
  history: (issue, args: PageArgs, context) =>
    list<HistoryRecord>(context.store.history.by('issue', issue.id), args, {
      context,
      anchor: (id) => context.store.history.get(id),
    }),
};

/** Issue and its twin in search results. */
export function installIssues(schema: GraphQLSchema): void {
  for (const type of ['Issue', 'IssueSearchResult']) {
    install(schema, type, { ...references, ...derived, ...connections });
  }
  install<IssueRecord>(schema, 'IssueSearchResult', { metadata: () => ({}) });
}
