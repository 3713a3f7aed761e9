import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../context.js';
import type {
  AttachmentRecord,
  CommentRecord,
  HistoryChange,
  HistoryRecord,
  LabelRecord,
  RelationRecord,
  StateRecord,
} from '../model.js';
import type { PageArgs } from '../query/paginate.js';
import { type Fields, install } from './install.js';
import { issueUrl } from './issue.js';
import { listComments, listIssues, listLabels } from './lists.js';

const label: Fields<LabelRecord> = {
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
  parent: (record, _, { store }) => store.labels.get(record.parentId ?? '') ?? null,
  team: (record, _, { store }) => store.teams.get(record.teamId ?? '') ?? null,
  children: (record, args: PageArgs, context) =>
    listLabels(context.store.labels.by('parent', record.id), args, context),
  issues: (record, args: PageArgs, context) =>
    listIssues(
      context.store.issues.all().filter((issue) => issue.labelIds.includes(record.id)),
      args,
      context,
    ),
};

const state: Fields<StateRecord> = {
  team: (record, _, { store }) => store.teams.get(record.teamId),
  issues: (record, args: PageArgs, context) =>
    listIssues(context.store.issues.by('state', record.id), args, context),
};

/** Where the thing that is commented on is shown. */
function pageOf(comment: CommentRecord, { store }: RequestContext): string {
  const { projectId, initiativeId, documentId, projectUpdateId, initiativeUpdateId } = comment;
  const ofProject = projectId ?? store.projectUpdates.get(projectUpdateId ?? '')?.parentId ?? '';
  const ofInitiative = initiativeId ?? store.initiativeUpdates.get(initiativeUpdateId ?? '')?.parentId ?? '';
  const project = store.projects.get(ofProject);
  const initiative = store.initiatives.get(ofInitiative);
  const base = `https://linear.app/${store.organization.urlKey}`;
  if (project !== undefined) return `${base}/project/${project.slugId}`;
  if (initiative !== undefined) return `${base}/initiative/${initiative.slugId}`;
  return `${base}/document/${store.documents.get(documentId ?? '')?.slugId ?? ''}`;
}

function commentUrl(comment: CommentRecord, context: RequestContext): string {
  const issue = context.store.issues.get(comment.issueId ?? '');
  const page = issue === undefined ? pageOf(comment, context) : issueUrl(issue, context);
  return `${page}#comment-${comment.id.slice(0, 8)}`;
}

const comment: Fields<CommentRecord> = {
  url: (record, _, context) => commentUrl(record, context),
  user: (record, _, { store }) => store.users.get(record.userId) ?? null,
  resolvingUser: (record, _, { store }) => store.users.get(record.resolvingUserId ?? '') ?? null,
  issue: (record, _, { store }) => store.issues.get(record.issueId ?? '') ?? null,
  parent: (record, _, { store }) => store.comments.get(record.parentId ?? '') ?? null,
  children: (record, args: PageArgs, context) =>
    listComments(context.store.comments.by('parent', record.id), args, context),
};

const relation: Fields<RelationRecord> = {
  issue: (record, _, { store }) => store.issues.get(record.issueId),
  relatedIssue: (record, _, { store }) => store.issues.get(record.relatedIssueId),
};

const attachment: Fields<AttachmentRecord> = {
  issue: (record, _, { store }) => store.issues.get(record.issueId),
  creator: (record, _, { store }) => store.users.get(record.creatorId ?? '') ?? null,
};

type Pairs = Readonly<Record<string, (change: Partial<HistoryChange>, context: RequestContext) => unknown>>;

/** From and to of each reference; plain values have the name of the field they belong to. */
const pairs: Pairs = {
  fromState: (change, { store }) => store.states.get(change.fromStateId ?? ''),
  toState: (change, { store }) => store.states.get(change.toStateId ?? ''),
  fromAssignee: (change, { store }) => store.users.get(change.fromAssigneeId ?? ''),
  toAssignee: (change, { store }) => store.users.get(change.toAssigneeId ?? ''),
  fromTeam: (change, { store }) => store.teams.get(change.fromTeamId ?? ''),
  toTeam: (change, { store }) => store.teams.get(change.toTeamId ?? ''),
  fromCycle: (change, { store }) => store.cycles.get(change.fromCycleId ?? ''),
  toCycle: (change, { store }) => store.cycles.get(change.toCycleId ?? ''),
  fromProject: (change, { store }) => store.projects.get(change.fromProjectId ?? ''),
  toProject: (change, { store }) => store.projects.get(change.toProjectId ?? ''),
  fromParent: (change, { store }) => store.issues.get(change.fromParentId ?? ''),
  toParent: (change, { store }) => store.issues.get(change.toParentId ?? ''),
  addedLabels: (change, { store }) => change.addedLabelIds?.flatMap((id) => store.labels.get(id) ?? []),
  removedLabels: (change, { store }) => change.removedLabelIds?.flatMap((id) => store.labels.get(id) ?? []),
  fromTitle: (change) => change.fromTitle,
  toTitle: (change) => change.toTitle,
  fromPriority: (change) => change.fromPriority,
  toPriority: (change) => change.toPriority,
  fromDueDate: (change) => change.fromDueDate,
  toDueDate: (change) => change.toDueDate,
  fromEstimate: (change) => change.fromEstimate,
  toEstimate: (change) => change.toEstimate,
  addedLabelIds: (change) => change.addedLabelIds,
  removedLabelIds: (change) => change.removedLabelIds,
  updatedDescription: (change) => change.updatedDescription,
  archived: (change) => change.archived,
  trashed: (change) => change.trashed,
};

function historyFields(): Fields<HistoryRecord> {
  const changes = Object.entries(pairs).map(([name, get]) => {
    const resolve = (record: HistoryRecord, _: unknown, context: RequestContext) =>
      get(record.change, context) ?? null;
    return [name, resolve] as const;
  });
  return {
    ...Object.fromEntries(changes),
    issue: (record, _, { store }) => store.issues.get(record.issueId),
    actor: (record, _, { store }) => store.users.get(record.actorId ?? '') ?? null,
  };
}

/** What hangs off issues: labels, states, comments, relations, attachments, history. */
export function installIssueParts(schema: GraphQLSchema): void {
  install(schema, 'IssueLabel', label);
  install(schema, 'WorkflowState', state);
  install(schema, 'Comment', comment);
  install(schema, 'IssueRelation', relation);
  install(schema, 'Attachment', attachment);
  install(schema, 'IssueHistory', historyFields());
}
