import type { RequestContext } from '../context.js';
import { notFound } from '../errors.js';
import type { AttachmentRecord, LabelRecord, RelationRecord } from '../model.js';
import { issueBy, labelBy, teamBy } from '../resolvers/lookup.js';
import { firstStateOf } from '../store/find.js';
import { chooseId, invalid, LIMITS, newEntity, refuseImpersonation, requireText } from './checks.js';
import type { AttachmentCreateInput, LabelCreateInput, RelationCreateInput } from './inputs.js';
import { updateIssue } from './issue-update.js';

/** Relates two issues. Marking a duplicate also closes the duplicate, as Linear does. */
export function createRelation(input: RelationCreateInput, context: RequestContext): RelationRecord {
  const { store, now } = context;
  const issue = issueBy(input.issueId, context);
  const related = issueBy(input.relatedIssueId, context);
  if (issue.id === related.id) throw invalid('An issue cannot be related to itself.');
  const known = store.relations.by('issue', issue.id);
  if (known.some((one) => one.relatedIssueId === related.id && one.type === input.type)) {
    throw invalid('The issues are related in this way already.');
  }
  const id = chooseId(input.id, { entity: 'IssueRelation', taken: store.relations.has });
  const ends = { issueId: issue.id, relatedIssueId: related.id, type: input.type };
  const relation = store.relations.insert({ ...newEntity(id, now), ...ends });
  const closed = firstStateOf(store, issue.teamId, ['duplicate', 'canceled']);
  if (input.type === 'duplicate' && closed !== undefined)
    updateIssue(issue.id, { stateId: closed.id }, context);
  return relation;
}

/** Takes a relation away, from either end. */
export function deleteRelation(id: string, context: RequestContext): string {
  const relation = context.store.relations.get(id);
  if (relation === undefined) throw notFound('IssueRelation');
  issueBy(relation.issueId, context);
  issueBy(relation.relatedIssueId, context);
  context.store.relations.remove(id);
  return id;
}

function groupFor(input: LabelCreateInput, context: RequestContext): LabelRecord | null {
  if (!input.parentId) return null;
  const group = labelBy(input.parentId, context);
  if (!group.isGroup) throw invalid('parentId: the label is not a group.');
  if (input.isGroup === true) throw invalid('isGroup: a group cannot be inside a group.');
  return group;
}

/** Creates a label of a team, or of the workspace when no team is named. */
export function createLabel(input: LabelCreateInput, context: RequestContext): LabelRecord {
  const { store, viewer, now } = context;
  const name = requireText('name', input.name, LIMITS.name);
  const group = groupFor(input, context);
  const teamId = input.teamId ? teamBy(input.teamId, context).id : (group?.teamId ?? null);
  const rivals = store.labels
    .by('team', teamId ?? '')
    .filter((label) => label.parentId === (group?.id ?? null));
  if (rivals.some((label) => label.name.toLowerCase() === name.toLowerCase())) {
    throw invalid(`A label with the name "${name}" exists already.`);
  }
  if (input.color && !/^#[0-9a-f]{6}$/i.test(input.color)) throw invalid('color must be a HEX color.');
  const id = chooseId(input.id, { entity: 'IssueLabel', taken: store.labels.has });
  return store.labels.insert({
    ...newEntity(id, now),
    name,
    teamId,
    color: input.color ?? '#bec2c8',
    description: input.description ?? null,
    parentId: group?.id ?? null,
    isGroup: input.isGroup === true,
    groupType: input.isGroup === true ? (input.groupType ?? 'singleSelect') : null,
    creatorId: viewer.id,
  });
}

function webUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw invalid('url must be a URL.');
  return text;
}

/** Attaches a link to an issue; the same URL on the same issue is updated, not added again. */
export function createAttachment(input: AttachmentCreateInput, context: RequestContext): AttachmentRecord {
  const { store, viewer, now } = context;
  refuseImpersonation(input);
  const issue = issueBy(input.issueId, context);
  const title = requireText('title', input.title, LIMITS.title);
  const url = webUrl(input.url);
  const fields = { title, subtitle: input.subtitle ?? null, metadata: input.metadata ?? {} };
  const [existing] = store.attachments.by('url', url).filter((file) => file.issueId === issue.id);
  if (existing !== undefined) {
    return store.attachments.update(existing.id, { ...fields, updatedAt: now.toISOString() });
  }
  const id = chooseId(input.id, { entity: 'Attachment', taken: store.attachments.has });
  const origin = { creatorId: viewer.id, sourceType: null, groupBySource: input.groupBySource === true };
  return store.attachments.insert({ ...newEntity(id, now), ...fields, ...origin, issueId: issue.id, url });
}

/** Takes an attachment off its issue. */
export function deleteAttachment(id: string, context: RequestContext): string {
  const file = context.store.attachments.get(id);
  if (file === undefined) throw notFound('Attachment');
  issueBy(file.issueId, context);
  context.store.attachments.remove(id);
  return id;
}
