import { z } from 'zod';
import type { DocumentDetail } from '../../linear/docs/docs.js';
import { createDocument, deleteDocument, updateDocument } from '../../linear/docs/writes.js';
import { idempotencyKey, longText, shortText } from '../fields.js';
import { issueIn } from '../references.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  createdAnswer,
  type FieldReader,
  refuse,
  stateLine,
  stateLines,
} from '../shared/changes.js';
import { edits, newTextOf, version } from '../text/edits.js';
import { joined, shelf } from '../text/rows.js';
import { quotedTitle } from '../text/untrusted.js';
import { defineTool, type Tool } from '../tool.js';
import { document, getDocumentTool, listDocumentsTool, place, placeWords } from './read.js';

const createDocumentTool = defineTool({
  name: 'create_document',
  title: 'Create document',
  description: 'Writes a Linear document in one project, initiative, team or issue.',
  toolset: 'documents',
  access: 'write',
  input: z.strictObject({
    title: shortText('One line', 255),
    content: longText('Markdown').optional(),
    ...place,
    icon: shortText('Icon name or emoji', 100).optional(),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ issue, idempotency_key: key, ...input }, { linear }) => {
    const given = [input.project, input.initiative, input.team, issue].filter((each) => each !== undefined);
    if (given.length !== 1) refuse('name exactly one of project, initiative, team, issue');
    const wanted = { ...input, issue: issue === undefined ? undefined : issueIn('issue', issue) };
    const { made, isNew } = await createDocument(linear, wanted, key);
    const what = joined([`document ${quotedTitle(made.name)} (${made.slugId ?? ''})`, shelf(made)]);
    return createdAnswer(isNew, what, stateLines(made, fields.slice(1)), made.url);
  },
});

const fields: readonly FieldReader<DocumentDetail>[] = [
  ['title', (state) => state.name, 'quoted'],
  ['content', (state) => state.content, 'edited'],
  ['place', placeWords],
  ['icon', (state) => state.icon],
];
const PLACES = Object.keys(place);

const updateDocumentTool = defineTool({
  name: 'update_document',
  title: 'Update document',
  description: 'Changes a Linear document, or moves it to one other place, and answers before → after.',
  toolset: 'documents',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    document,
    title: shortText('One line', 255).optional(),
    content: longText('Markdown; the whole text').optional(),
    edits: edits('the text').optional(),
    version: version().optional(),
    ...place,
    icon: shortText('Icon name or emoji', 100).optional(),
  }),
  run: async ({ document: given, issue, content, edits: changed, version: read, ...input }, { linear }) => {
    const rewrite = newTextOf({ text: content, edits: changed, version: read, name: 'content' });
    const asked = askedFor({ ...input, issue, content: rewrite }, []);
    const moves = PLACES.filter((each) => asked.has(each));
    if (moves.length > 1) refuse('a document has one place: name one of project, initiative, team, issue');
    const changes = {
      ...input,
      rewrite,
      issue: issue === undefined ? undefined : issueIn('issue', issue),
    };
    const states = await updateDocument(linear, given, changes);
    const lines = changeLines(states, fields, new Set([...asked, ...(moves.length > 0 ? ['place'] : [])]));
    const opening = joined([`Document ${quotedTitle(states.after.name)}`, shelf(states.after)]);
    return changeAnswer(opening, lines, states.after.url);
  },
});

const deleteDocumentTool = defineTool({
  name: 'delete_document',
  title: 'Delete or restore document',
  description: 'Moves a Linear document to the trash, or brings it back.',
  toolset: 'documents',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({ document, restore: z.boolean().default(false).describe('Bring it back') }),
  run: async ({ document: given, restore }, { linear }) => {
    const before = await deleteDocument(linear, given, restore);
    const state = stateLine(shelf(before) ?? 'active', restore ? 'active' : 'in the trash');
    return changeAnswer(`Document ${quotedTitle(before.name)}`, [state], before.url);
  },
});

export const documentTools: readonly Tool[] = [
  listDocumentsTool,
  getDocumentTool,
  createDocumentTool,
  updateDocumentTool,
  deleteDocumentTool,
];
