import type { GraphQLSchema } from 'graphql';
import type { CommentRecord } from '../../model.js';
import { type Fields, install } from '../../resolvers/install.js';
import { contentIdOf } from '../../store/commented.js';
import type { DocumentRecord } from '../model.js';

const comment: Fields<CommentRecord> = {
  project: (record, _, { store }) => store.projects.get(record.projectId ?? '') ?? null,
  initiative: (record, _, { store }) => store.initiatives.get(record.initiativeId ?? '') ?? null,
  projectUpdate: (record, _, { store }) => store.projectUpdates.get(record.projectUpdateId ?? '') ?? null,
  initiativeUpdate: (record, _, { store }) =>
    store.initiativeUpdates.get(record.initiativeUpdateId ?? '') ?? null,
  documentContentId: ({ documentId }) => (documentId === null ? null : contentIdOf(documentId)),
  documentContent(record, _, { store }) {
    const document = store.documents.get(record.documentId ?? '');
    return document === undefined ? null : { ...document, id: contentIdOf(document.id), document };
  },
};

const document: Fields<DocumentRecord> = {
  documentContentId: (record) => contentIdOf(record.id),
};

/** What comments on other things than issues add. */
export function installComments(schema: GraphQLSchema): void {
  install(schema, 'Comment', comment);
  install(schema, 'Document', document);
}
