import type { GraphQLSchema } from 'graphql';
import type { CommentRecord, IssueRecord } from '../../model.js';
import { installWrites } from '../../mutations/install.js';
import { type Fields, install } from '../../resolvers/install.js';
import { issueUrl } from '../../resolvers/issue.js';
import { identifierOf } from '../../store/find.js';
import { keepingMutations } from './keeping.js';
import type { FavoriteRecord, ReactionRecord } from './model.js';
import { markMutations } from './mutations.js';

const reaction: Fields<ReactionRecord> = {
  user: (record, _, { store }) => store.users.get(record.userId) ?? null,
  issue: (record, _, { store }) => store.issues.get(record.issueId ?? '') ?? null,
  comment: (record, _, { store }) => store.comments.get(record.commentId ?? '') ?? null,
};

const favorite: Fields<FavoriteRecord> = {
  type: () => 'issue',
  owner: (record, _, { store }) => store.users.get(record.ownerId),
  issue: (record, _, { store }) => store.issues.get(record.issueId) ?? null,
  title(record, _, { store }) {
    const issue = store.issues.get(record.issueId);
    return issue === undefined ? '' : `${identifierOf(store, issue)} ${issue.title}`;
  },
  url(record, _, context) {
    const issue = context.store.issues.get(record.issueId);
    return issue === undefined ? null : issueUrl(issue, context);
  },
};

const issue: Fields<IssueRecord> = {
  // A favorite is its owner's alone.
  favorite: (record, _, { store, viewer }) =>
    store.favorites.by('issue', record.id).find((one) => one.ownerId === viewer.id) ?? null,
  reactions: (record, _, { store }) => store.reactions.by('issue', record.id),
  lastAppliedTemplate: (record, _, { store }) => store.templates.get(record.templateId ?? '') ?? null,
  sharedAccess(record, _, { store }) {
    const users = (record.sharedWith ?? []).flatMap((id) => store.users.get(id) ?? []);
    return { isShared: users.length > 0, sharedWithCount: users.length, sharedWithUsers: users };
  },
};

const comment: Fields<CommentRecord> = {
  reactions: (record, _, { store }) => store.reactions.by('comment', record.id),
};

export function installMarks(schema: GraphQLSchema): void {
  install(schema, 'Reaction', reaction);
  install(schema, 'Favorite', favorite);
  install(schema, 'Issue', issue);
  install(schema, 'Comment', comment);
  installWrites(schema, { ...markMutations, ...keepingMutations });
}
