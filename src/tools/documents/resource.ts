import { listDocuments } from '../../linear/docs/docs.js';
import { oneLine } from '../../linear/text.js';
import type { Resource } from '../resource.js';
import { getDocumentTool } from './read.js';

/** What `get_document` shows. */
export const documentResource: Resource = {
  name: 'document',
  title: 'Linear document',
  description: 'The text of a document.',
  uriTemplate: 'linear://document/{id}',
  toolset: 'documents',
  access: 'read',
  read: (id, context) => getDocumentTool.run({ document: id }, context),
  complete: async (beginning, { linear }) => {
    if (beginning.trim() === '') return [];
    const { rows } = await listDocuments(linear, { query: beginning.trim().slice(0, 100) }, { limit: 20 });
    const titles = rows.map(({ name }) => name);
    // A title that is there twice, or holds a slash, cannot say which one is meant: the slug does.
    const isClear = (name: string) =>
      !/[/?#]/.test(name) && titles.filter((each) => each === name).length === 1;
    return rows.map(({ name, slugId, id }) => (isClear(name) ? oneLine(name, 200) : (slugId ?? id)));
  },
};
