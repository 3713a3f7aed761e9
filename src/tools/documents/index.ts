import { z } from 'zod';
import {
  type DocumentDetail,
  type DocumentPlace,
  type DocumentRow,
  getDocument,
  listDocuments,
} from '../../linear/docs/docs.js';
import { createDocument, deleteDocument, updateDocument } from '../../linear/docs/writes.js';
import { versionOf } from '../../linear/texts/version.js';
import { longText, name, shortText, since } from '../fields.js';
import { issueIn } from '../references.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  type FieldReader,
  refuse,
  stateLine,
  stateLines,
} from '../shared/changes.js';
import { detailText } from '../shared/details.js';
import { listAnswer, paging } from '../shared/lists.js';
import { edits, newTextOf, version } from '../text/edits.js';
import { joined } from '../text/rows.js';
import { linkField, nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool, type Tool } from '../tool.js';

const place = {
  project: name('Name, slug or link').optional(),
  initiative: name('Name, slug or link').optional(),
  team: name('Key or name').optional(),
  issue: name('Such as ENG-123').optional(),
};

const listDocumentsTool = defineTool({
  name: 'list_documents',
  title: 'List documents',
  description: 'Lists Linear documents that match all given filters, the latest change first.',
  toolset: 'documents',
  access: 'read',
  input: z.strictObject({
    query: shortText('Words in title or text', 200).optional(),
    ...place,
    creator: name('Name, email or "me"').optional(),
    updated_since: since('ISO date or P7D').optional(),
    include_archived: z.boolean().optional().describe('Archived and deleted as well'),
    ...paging,
  }),
  run: async ({ cursor, limit, issue, ...input }, { linear }) => {
    const { query: text, project, initiative, team, creator } = input;
    const query = {
      query: text,
      project,
      initiative,
      team,
      creator,
      issue: issue === undefined ? undefined : numbered(issueIn('issue', issue)),
      updatedSince: input.updated_since,
      includeArchived: input.include_archived,
    };
    return listAnswer(
      { cursor, query, load: (after) => listDocuments(linear, query, { limit, after }) },
      { noun: 'document', legend: 'Row: title (slug) | where | by | updated.', line: documentLine },
    );
  },
});

/** The filter of documents knows issues by team and number only. */
function numbered(reference: string): { team: string; number: number } {
  const [, team, number] = /^([A-Z][A-Z0-9]*)-(\d+)$/.exec(reference) ?? [];
  if (team === undefined) return refuse('issue must be an identifier such as ENG-123 here');
  return { team, number: Number(number) };
}

function documentLine(row: DocumentRow): string {
  return joined([
    `${quotedTitle(row.name)} (${row.slugId ?? ''})`,
    placeWords(row),
    row.creator ? `@${nameField(row.creator.name)}` : undefined,
    row.updatedAt.slice(0, 10),
    row.archivedAt ? 'archived' : undefined,
  ]);
}

function placeWords({ project, initiative, issue, team, cycle, release }: DocumentPlace): string | undefined {
  if (project) return `project ${nameField(project.name)}`;
  if (initiative) return `initiative ${nameField(initiative.name)}`;
  if (issue) return `issue ${issue.identifier}`;
  if (cycle) return `cycle ${cycle.number}`;
  if (release) return `release ${nameField(release.name)}`;
  return team ? `team ${team.key}` : undefined;
}

const document = name('Title, slug or link');

export const getDocumentTool = defineTool({
  name: 'get_document',
  title: 'Get document',
  description: 'Reads one Linear document.',
  toolset: 'documents',
  access: 'read',
  input: z.strictObject({
    document,
    text_from: z.int().min(0).optional().describe('Read a long text from this character on'),
  }),
  run: async ({ document: given, text_from: from }, { linear }) => {
    const found = await getDocument(linear, given);
    const who = found.updatedBy ? ` by ${nameField(found.updatedBy.name)}` : '';
    const facts = [
      documentLine(found),
      joined([`created ${found.createdAt.slice(0, 10)}`, `updated ${found.updatedAt.slice(0, 10)}${who}`]),
      linkField(found.url),
    ];
    return {
      text: detailText({
        facts,
        body: { label: 'document', text: found.content, version: versionOf(found.content) },
        from,
      }),
    };
  },
});

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
  }),
  run: async ({ issue, ...input }, { linear }) => {
    const given = [input.project, input.initiative, input.team, issue].filter((each) => each !== undefined);
    if (given.length !== 1) refuse('name exactly one of project, initiative, team, issue');
    const wanted = { ...input, issue: issue === undefined ? undefined : issueIn('issue', issue) };
    const made = await createDocument(linear, wanted);
    const opening = `Created document ${quotedTitle(made.name)} (${made.slugId ?? ''}).`;
    return changeAnswer(opening, stateLines(made, fields.slice(1)), made.url);
  },
});

const fields: readonly FieldReader<DocumentDetail>[] = [
  ['title', (state) => quotedTitle(state.name)],
  ['content', (state) => state.content, 'long'],
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
    return changeAnswer(`Document ${quotedTitle(states.after.name)}`, lines, states.after.url);
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
    const state = stateLine(
      before.archivedAt ? 'in the trash' : 'active',
      restore ? 'active' : 'in the trash',
    );
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
