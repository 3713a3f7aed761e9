import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../context.js';
import { forbidden, notFound } from '../../errors.js';
import type { IssueRecord } from '../../model.js';
import { chooseId, invalid, newEntity, requireText } from '../../mutations/checks.js';
import { toInstant } from '../../query/dates.js';
import type { Fields } from '../../resolvers/install.js';
import { commentBy, issueBy, userBy } from '../../resolvers/lookup.js';
import { write } from '../kit.js';

interface Ref {
  readonly id: string;
}
type Maybe = string | null | undefined;
interface Subscription extends Ref {
  readonly userId?: Maybe;
  readonly userEmail?: Maybe;
}
interface ReactionInput {
  readonly id?: Maybe;
  readonly emoji: string;
  readonly issueId?: Maybe;
  readonly commentId?: Maybe;
}
interface FavoriteInput {
  readonly id?: Maybe;
  readonly issueId?: Maybe;
  readonly folderName?: Maybe;
}

function react(input: ReactionInput, context: RequestContext) {
  const { store, viewer, now } = context;
  const emoji = requireText('emoji', input.emoji, 100);
  const issueId = input.issueId ? issueBy(input.issueId, context).id : null;
  const commentId = input.commentId ? commentBy(input.commentId, context).id : null;
  if ((issueId === null) === (commentId === null))
    throw invalid('Exactly one of issueId and commentId is required.');
  const there =
    issueId === null ? store.reactions.by('comment', commentId ?? '') : store.reactions.by('issue', issueId);
  if (there.some((one) => one.userId === viewer.id && one.emoji === emoji)) {
    throw invalid('The user has reacted with this emoji already.');
  }
  const id = chooseId(input.id, { entity: 'Reaction', taken: store.reactions.has });
  return store.reactions.insert({ ...newEntity(id, now), userId: viewer.id, emoji, issueId, commentId });
}

function favor(input: FavoriteInput, context: RequestContext) {
  const { store, viewer, now } = context;
  if (!input.issueId)
    throw invalid('issueId is required: the embedded workspace knows favorite issues only.');
  const issue = issueBy(input.issueId, context);
  const id = chooseId(input.id, { entity: 'Favorite', taken: store.favorites.has });
  const fields = {
    ownerId: viewer.id,
    issueId: issue.id,
    folderName: input.folderName ?? null,
    sortOrder: 0,
  };
  return store.favorites.insert({ ...newEntity(id, now), ...fields });
}

function remove(id: string, table: 'favorites' | 'reactions', { store, viewer }: RequestContext): string {
  const record = store[table].get(id);
  if (record === undefined) throw notFound(table === 'favorites' ? 'Favorite' : 'Reaction');
  const owner = 'ownerId' in record ? record.ownerId : record.userId;
  if (owner !== viewer.id) throw forbidden('It belongs to somebody else.');
  store[table].remove(id);
  return id;
}

function subscriber({ userId, userEmail }: Subscription, context: RequestContext): string {
  if (userId) return userBy(userId, context).id;
  if (!userEmail) return context.viewer.id;
  const [user] = context.store.users.by('email', userEmail.toLowerCase());
  if (user === undefined) throw notFound('User');
  return user.id;
}

function subscribe(args: Subscription, wanted: boolean, context: RequestContext): IssueRecord {
  const issue = issueBy(args.id, context);
  const who = subscriber(args, context);
  const others = issue.subscriberIds.filter((id) => id !== who);
  return context.store.issues.update(issue.id, { subscriberIds: wanted ? [...others, who] : others });
}

function share(args: Ref & { userId: string }, wanted: boolean, context: RequestContext): IssueRecord {
  const issue = issueBy(args.id, context);
  const who = userBy(args.userId, context).id;
  const others = (issue.sharedWith ?? []).filter((id) => id !== who);
  return context.store.issues.update(issue.id, { sharedWith: wanted ? [...others, who] : others });
}

function remind(args: Ref & { reminderAt: string }, context: RequestContext): IssueRecord {
  const issue = issueBy(args.id, context);
  const reminderAt = toInstant(args.reminderAt, context.now);
  if (reminderAt <= context.now.toISOString()) throw invalid('reminderAt must be in the future.');
  const { store, viewer, now } = context;
  store.reminders.insert({
    ...newEntity(randomUUID(), now),
    userId: viewer.id,
    issueId: issue.id,
    reminderAt,
  });
  return issue;
}

function upload(args: { contentType: string; filename: string; size: number }) {
  if (args.size < 1) throw invalid('size must be positive.');
  const place = `${randomUUID()}/${randomUUID()}`;
  return {
    ...args,
    assetUrl: `https://uploads.linear.app/${place}`,
    uploadUrl: `https://uploads.linear.app/${place}?signature=${randomUUID()}`,
    headers: [
      { key: 'x-goog-content-length-range', value: `${args.size},${args.size}` },
      { key: 'Content-Disposition', value: `attachment; filename="${encodeURIComponent(args.filename)}"` },
    ],
  };
}

export const markMutations: Fields<undefined> = {
  reactionCreate: write('reaction', ({ input }: { input: ReactionInput }, context) => react(input, context)),
  reactionDelete: write('entityId', ({ id }: Ref, context) => remove(id, 'reactions', context)),
  favoriteCreate: write('favorite', ({ input }: { input: FavoriteInput }, context) => favor(input, context)),
  favoriteDelete: write('entityId', ({ id }: Ref, context) => remove(id, 'favorites', context)),
  issueSubscribe: write('issue', (args: Subscription, context) => subscribe(args, true, context)),
  issueUnsubscribe: write('issue', (args: Subscription, context) => subscribe(args, false, context)),
  issueShare: write('issue', (args: Ref & { userId: string }, context) => share(args, true, context)),
  issueUnshare: write('issue', (args: Ref & { userId: string }, context) => share(args, false, context)),
  issueReminder: write('issue', (args: Ref & { reminderAt: string }, context) => remind(args, context)),
  fileUpload: write('uploadFile', (args: { contentType: string; filename: string; size: number }) =>
    upload(args),
  ),
};
