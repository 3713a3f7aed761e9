import type { RequestContext } from '../context.js';
import type { AttachmentRecord, CommentRecord, IssueRecord, LabelRecord, StateRecord } from '../model.js';
import { bool, content, day, id, instant, many, number, one, type Spec, text } from './spec.js';

type Of<T> = (record: T, context: RequestContext) => boolean;

const live = <T extends { archivedAt: string | null }>(records: readonly T[]) =>
  records.filter((record) => record.archivedAt === null);

const blocks: Of<IssueRecord> = (issue, { store }) =>
  store.relations.by('issue', issue.id).some((relation) => relation.type === 'blocks');
const blocked: Of<IssueRecord> = (issue, { store }) =>
  store.relations.by('related', issue.id).some((relation) => relation.type === 'blocks');

/** "Issues which are duplicates": the original of one is none. */
const isDuplicate: Of<IssueRecord> = (issue, { store }) =>
  store.relations.by('issue', issue.id).some((relation) => relation.type === 'duplicate');

function hasRelation(type: string): Of<IssueRecord> {
  return (issue, { store }) =>
    [...store.relations.by('issue', issue.id), ...store.relations.by('related', issue.id)].some(
      (relation) => relation.type === type,
    );
}

/** Labels of an issue, in the order they were put on. */
export function labelsOf(issue: IssueRecord, { store }: RequestContext): LabelRecord[] {
  return issue.labelIds.flatMap((labelId) => store.labels.get(labelId) ?? []);
}

const user =
  (get: (issue: IssueRecord) => string | null) =>
  (issue: IssueRecord, { store }: RequestContext) =>
    store.users.get(get(issue) ?? '');

export const issueSpec: Spec<IssueRecord> = {
  id: id((issue) => issue.id),
  number: number((issue) => issue.number),
  title: text((issue) => issue.title),
  description: text((issue) => issue.description),
  searchableContent: content((issue) => `${issue.title}\n${issue.description ?? ''}`),
  priority: number((issue) => issue.priority),
  estimate: number((issue) => issue.estimate),
  dueDate: day((issue) => issue.dueDate),
  createdAt: instant((issue) => issue.createdAt),
  updatedAt: instant((issue) => issue.updatedAt),
  startedAt: instant((issue) => issue.startedAt),
  completedAt: instant((issue) => issue.completedAt),
  canceledAt: instant((issue) => issue.canceledAt),
  archivedAt: instant((issue) => issue.archivedAt),
  triagedAt: instant((issue) => issue.triagedAt),
  snoozedUntilAt: instant((issue) => issue.snoozedUntilAt),
  addedToCycleAt: instant((issue) => issue.addedToCycleAt),
  state: one(
    (issue, { store }) => store.states.get(issue.stateId),
    (specs) => specs.state,
  ),
  team: one(
    (issue, { store }) => store.teams.get(issue.teamId),
    (specs) => specs.team,
  ),
  assignee: one(
    user((issue) => issue.assigneeId),
    (specs) => specs.user,
  ),
  creator: one(
    user((issue) => issue.creatorId),
    (specs) => specs.user,
  ),
  delegate: one(
    user((issue) => issue.delegateId),
    (specs) => specs.user,
  ),
  project: one(
    (issue, { store }) => store.projects.get(issue.projectId ?? ''),
    (specs) => specs.project,
  ),
  projectMilestone: one(
    (issue, { store }) => store.milestones.get(issue.projectMilestoneId ?? ''),
    (specs) => specs.milestone,
  ),
  cycle: one(
    (issue, { store }) => store.cycles.get(issue.cycleId ?? ''),
    (specs) => specs.cycle,
  ),
  parent: one(
    (issue, { store }) => store.issues.get(issue.parentId ?? ''),
    (specs) => specs.issue,
  ),
  children: many(
    (issue, { store }) => live(store.issues.by('parent', issue.id)),
    (specs) => specs.issue,
  ),
  labels: many(labelsOf, (specs) => specs.label),
  subscribers: many(
    (issue, { store }) => issue.subscriberIds.flatMap((userId) => store.users.get(userId) ?? []),
    (specs) => specs.user,
  ),
  comments: many(
    (issue, { store }) => live(store.comments.by('issue', issue.id)),
    (specs) => specs.comment,
  ),
  attachments: many(
    (issue, { store }) => live(store.attachments.by('issue', issue.id)),
    (specs) => specs.attachment,
  ),
  releases: many(
    (issue, { store }) => store.releases.all().filter((release) => release.issueIds.includes(issue.id)),
    (specs) => specs.release,
  ),
  hasBlockingRelations: bool(blocks),
  hasBlockedByRelations: bool(blocked),
  hasRelatedRelations: bool(hasRelation('related')),
  hasDuplicateRelations: bool(isDuplicate),
};

export const stateSpec: Spec<StateRecord> = {
  id: id((state) => state.id),
  name: text((state) => state.name),
  type: text((state) => state.type),
  description: text((state) => state.description),
  position: number((state) => state.position),
  createdAt: instant((state) => state.createdAt),
  updatedAt: instant((state) => state.updatedAt),
  team: one(
    (state, { store }) => store.teams.get(state.teamId),
    (specs) => specs.team,
  ),
  issues: many(
    (state, { store }) => live(store.issues.by('state', state.id)),
    (specs) => specs.issue,
  ),
};

export const labelSpec: Spec<LabelRecord> = {
  id: id((label) => label.id),
  name: text((label) => label.name),
  isGroup: bool((label) => label.isGroup),
  createdAt: instant((label) => label.createdAt),
  updatedAt: instant((label) => label.updatedAt),
  creator: one(
    (label, { store }) => store.users.get(label.creatorId ?? ''),
    (specs) => specs.user,
  ),
  parent: one(
    (label, { store }) => store.labels.get(label.parentId ?? ''),
    (specs) => specs.label,
  ),
  team: one(
    (label, { store }) => store.teams.get(label.teamId ?? ''),
    (specs) => specs.team,
  ),
};

export const commentSpec: Spec<CommentRecord> = {
  id: id((comment) => comment.id),
  body: text((comment) => comment.body),
  createdAt: instant((comment) => comment.createdAt),
  updatedAt: instant((comment) => comment.updatedAt),
  user: one(
    (comment, { store }) => store.users.get(comment.userId),
    (specs) => specs.user,
  ),
  issue: one(
    (comment, { store }) => store.issues.get(comment.issueId ?? ''),
    (specs) => specs.issue,
  ),
  parent: one(
    (comment, { store }) => store.comments.get(comment.parentId ?? ''),
    (specs) => specs.comment,
  ),
  project: one(
    (comment, { store }) => store.projects.get(comment.projectId ?? ''),
    (specs) => specs.project,
  ),
  initiative: one(
    (comment, { store }) => store.initiatives.get(comment.initiativeId ?? ''),
    (specs) => specs.initiative,
  ),
  projectUpdate: one(
    (comment, { store }) => store.projectUpdates.get(comment.projectUpdateId ?? ''),
    (specs) => specs.projectUpdate,
  ),
  initiativeUpdate: one(
    (comment, { store }) => store.initiativeUpdates.get(comment.initiativeUpdateId ?? ''),
    (specs) => specs.initiativeUpdate,
  ),
  documentContent: one(
    (comment, { store }) => store.documents.get(comment.documentId ?? ''),
    (specs) => specs.documentContent,
  ),
};

export const attachmentSpec: Spec<AttachmentRecord> = {
  id: id((file) => file.id),
  title: text((file) => file.title),
  subtitle: text((file) => file.subtitle),
  url: text((file) => file.url),
  sourceType: text((file) => file.sourceType),
  createdAt: instant((file) => file.createdAt),
  updatedAt: instant((file) => file.updatedAt),
  creator: one(
    (file, { store }) => store.users.get(file.creatorId ?? ''),
    (specs) => specs.user,
  ),
};
