import type { RequestContext } from '../context.js';
import { forbidden } from '../errors.js';
import type { CommentParents, CommentRecord } from '../model.js';
import * as nouns from '../nouns/nouns.js';
import { commentBy, issueBy, projectBy } from '../resolvers/lookup.js';
import { contentIdOf, ON_NOTHING } from '../store/commented.js';
import { chooseId, invalid, LIMITS, newEntity, refuseImpersonation, requireText } from './checks.js';
import type { CommentCreateInput, CommentUpdateInput } from './inputs.js';

function parentOf(input: CommentCreateInput, context: RequestContext): CommentRecord | null {
  if (!input.parentId) return null;
  const parent = commentBy(input.parentId, context);
  if (parent.parentId !== null)
    throw invalid('parentId: replies cannot be replied to; name the first comment.');
  return parent;
}

type Finder = (reference: string, context: RequestContext) => { readonly id: string };

/** How each parent of a comment is called in the input, and how it is found. */
const FINDERS: { readonly [K in keyof CommentParents]: readonly [keyof CommentCreateInput, Finder] } = {
  issueId: ['issueId', issueBy],
  projectId: ['projectId', projectBy],
  initiativeId: ['initiativeId', nouns.initiatives.by],
  documentId: ['documentContentId', (id, context) => nouns.documents.by(contentIdOf(id), context)],
  projectUpdateId: ['projectUpdateId', nouns.projectUpdates.by],
  initiativeUpdateId: ['initiativeUpdateId', nouns.initiativeUpdates.by],
};

/** The one thing that the comment is on; that of its parent, when only that is named. */
function placeOf(
  input: CommentCreateInput,
  parent: CommentRecord | null,
  context: RequestContext,
): CommentParents {
  const given = Object.entries(FINDERS).flatMap(([field, [name, find]]) => {
    const reference = input[name];
    return typeof reference === 'string' ? [[field, find(reference, context).id] as const] : [];
  });
  if (given.length > 1) throw invalid('A comment is on one thing.');
  if (given.length === 0 && parent === null) throw invalid('One of issueId or parentId is required.');
  const named = { ...ON_NOTHING, ...Object.fromEntries(given) };
  if (parent === null) return named;
  const place = Object.fromEntries(Object.keys(FINDERS).map((key) => [key, Reflect.get(parent, key)]));
  const isElsewhere = given.some(([field, id]) => place[field] !== id);
  if (isElsewhere) throw invalid('parentId: the comment is on something else.');
  return { ...ON_NOTHING, ...place };
}

/** Comments on an issue (UUID or identifier) or something else, or replies to a comment. */
export function createComment(input: CommentCreateInput, context: RequestContext): CommentRecord {
  const { store, viewer, now } = context;
  refuseImpersonation(input);
  const body = requireText('body', input.body, LIMITS.body);
  const parent = parentOf(input, context);
  const place = placeOf(input, parent, context);
  const id = chooseId(input.id, { entity: 'Comment', taken: store.comments.has });
  const comment = store.comments.insert({
    ...newEntity(id, now, input.createdAt),
    ...place,
    userId: viewer.id,
    parentId: parent?.id ?? null,
    body,
    editedAt: null,
    resolvedAt: null,
    resolvingUserId: null,
    quotedText: input.quotedText ?? null,
  });
  const issue = store.issues.get(place.issueId ?? '');
  const joins = input.doNotSubscribeToIssue !== true && issue?.subscriberIds.includes(viewer.id) === false;
  if (joins) store.issues.update(issue.id, { subscriberIds: [...issue.subscriberIds, viewer.id] });
  return comment;
}

function own(comment: CommentRecord, { viewer }: RequestContext, also = false): CommentRecord {
  if (comment.userId !== viewer.id && !also) throw forbidden('Only the author can change a comment.');
  return comment;
}

/** Changes the text of one's own comment. */
export function updateComment(id: string, input: CommentUpdateInput, context: RequestContext): CommentRecord {
  const comment = own(commentBy(id, context), context);
  const at = context.now.toISOString();
  return context.store.comments.update(comment.id, {
    ...(input.body === undefined ? {} : { body: requireText('body', input.body, LIMITS.body) }),
    ...(input.quotedText === undefined ? {} : { quotedText: input.quotedText }),
    editedAt: at,
    updatedAt: at,
  });
}

/** Deletes one's own comment with its replies; administrators may delete any. */
export function deleteComment(id: string, context: RequestContext): string {
  const comment = own(commentBy(id, context), context, context.viewer.admin);
  for (const reply of context.store.comments.by('parent', comment.id))
    context.store.comments.remove(reply.id);
  context.store.comments.remove(comment.id);
  return comment.id;
}

/** Resolves or reopens a thread; only its first comment carries that. */
export function resolveThread(id: string, resolved: boolean, context: RequestContext): CommentRecord {
  const comment = commentBy(id, context);
  if (comment.parentId !== null) throw invalid('id: only the first comment of a thread can be resolved.');
  const at = context.now.toISOString();
  return context.store.comments.update(comment.id, {
    resolvedAt: resolved ? at : null,
    resolvingUserId: resolved ? context.viewer.id : null,
    updatedAt: at,
  });
}
