import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import type { RequestContext } from '../context.js';
import { forbidden } from '../errors.js';
import { type Fields, install } from '../resolvers/install.js';
import * as comments from './comments.js';
import type * as inputs from './inputs.js';
import { createIssue, createIssues } from './issue-create.js';
import { archiveIssue, deleteIssue, unarchiveIssue } from './issue-lifecycle.js';
import { updateIssue, updateIssues } from './issue-update.js';
import * as links from './links.js';

interface Ref {
  readonly id: string;
}
interface Input<T> {
  readonly input: T;
}
type Update<T> = Ref & Input<T>;
type LabelRef = Ref & { readonly labelId: string };

/** The outcome every payload carries. */
function done({ store }: RequestContext) {
  return { success: true, lastSyncId: store.nextSyncId() };
}

const issues: Fields<undefined> = {
  issueCreate: (_root, { input }: Input<inputs.IssueCreateInput>, context) => ({
    issue: createIssue(input, context),
    ...done(context),
  }),
  issueBatchCreate: (_root, { input }: Input<{ issues: readonly inputs.IssueCreateInput[] }>, context) => ({
    issues: createIssues(input.issues, context),
    ...done(context),
  }),
  issueUpdate: (_root, { id, input }: Update<inputs.IssueUpdateInput>, context) => ({
    issue: updateIssue(id, input, context),
    ...done(context),
  }),
  issueBatchUpdate(_root, args: Input<inputs.IssueUpdateInput> & { ids: readonly string[] }, context) {
    return { issues: updateIssues(args.ids, args.input, context), ...done(context) };
  },
  issueAddLabel: (_root, { id, labelId }: LabelRef, context) => ({
    issue: updateIssue(id, { addedLabelIds: [labelId] }, context),
    ...done(context),
  }),
  issueRemoveLabel: (_root, { id, labelId }: LabelRef, context) => ({
    issue: updateIssue(id, { removedLabelIds: [labelId] }, context),
    ...done(context),
  }),
  issueArchive: (_root, { id, trash }: Ref & { trash?: boolean | null }, context) => ({
    entity: archiveIssue(id, trash === true, context),
    ...done(context),
  }),
  issueUnarchive: (_root, { id }: Ref, context) => ({
    entity: unarchiveIssue(id, context),
    ...done(context),
  }),
  issueDelete: (_root, args: Ref & { permanentlyDelete?: boolean | null }, context) => ({
    entity: deleteIssue(args.id, args.permanentlyDelete === true, context),
    ...done(context),
  }),
};

const rest: Fields<undefined> = {
  commentCreate: (_root, { input }: Input<inputs.CommentCreateInput>, context) => ({
    comment: comments.createComment(input, context),
    ...done(context),
  }),
  commentUpdate: (_root, { id, input }: Update<inputs.CommentUpdateInput>, context) => ({
    comment: comments.updateComment(id, input, context),
    ...done(context),
  }),
  commentResolve: (_root, { id }: Ref, context) => ({
    comment: comments.resolveThread(id, true, context),
    ...done(context),
  }),
  commentUnresolve: (_root, { id }: Ref, context) => ({
    comment: comments.resolveThread(id, false, context),
    ...done(context),
  }),
  commentDelete: (_root, { id }: Ref, context) => ({
    entityId: comments.deleteComment(id, context),
    ...done(context),
  }),
  issueRelationCreate: (_root, { input }: Input<inputs.RelationCreateInput>, context) => ({
    issueRelation: links.createRelation(input, context),
    ...done(context),
  }),
  issueRelationDelete: (_root, { id }: Ref, context) => ({
    entityId: links.deleteRelation(id, context),
    ...done(context),
  }),
  issueLabelCreate: (_root, { input }: Input<inputs.LabelCreateInput>, context) => ({
    issueLabel: links.createLabel(input, context),
    ...done(context),
  }),
  attachmentCreate: (_root, { input }: Input<inputs.AttachmentCreateInput>, context) => ({
    attachment: links.createAttachment(input, context),
    ...done(context),
  }),
  attachmentDelete: (_root, { id }: Ref, context) => ({
    entityId: links.deleteAttachment(id, context),
    ...done(context),
  }),
};

/** Narrow scopes that allow one mutation each; `write` and `admin` allow them all. */
const narrowScopes: Readonly<Record<string, string>> = {
  issueCreate: 'issues:create',
  issueBatchCreate: 'issues:create',
  commentCreate: 'comments:create',
};

type Resolver = GraphQLFieldResolver<undefined, RequestContext>;

function guarded(name: string, resolve: Resolver): Resolver {
  const allowed = ['write', 'admin', ...(narrowScopes[name] === undefined ? [] : [narrowScopes[name]])];
  return (root, args, context, info) => {
    if (!allowed.some((scope) => context.scopes.has(scope))) {
      throw forbidden(`Invalid scope: one of ${allowed.join(', ')} is required`);
    }
    return resolve(root, args, context, info);
  };
}

/** Mutations that ask for their scope first. */
export function installWrites(schema: GraphQLSchema, writes: Fields<undefined>): void {
  const fields = Object.entries(writes).map(([name, resolve]) => [name, guarded(name, resolve)] as const);
  install(schema, 'Mutation', Object.fromEntries(fields));
}

/** The mutation root. */
export function installMutations(schema: GraphQLSchema): void {
  installWrites(schema, { ...issues, ...rest });
}
