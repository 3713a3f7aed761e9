import { suggestDocuments } from '../../linear/names/suggestions.js';
import type { Resource } from '../resource.js';
import { getDocumentTool } from './read.js';

/** What `get_document` shows. */
export const documentResource: Resource = {
  name: 'document',
  title: 'Linear document',
  description: 'A document; by title or slug.',
  uriTemplate: 'linear://document/{id}',
  toolset: 'documents',
  access: 'read',
  read: (id, context) => getDocumentTool.run({ document: id }, context),
  complete: (beginning, { linear }) => suggestDocuments(linear, beginning),
};
