import { z } from 'zod';
import { type DocumentPlace, type DocumentRow, getDocument, listDocuments } from '../../linear/docs/docs.js';
import { versionOf } from '../../linear/texts/version.js';
import { name, shortText, textFrom } from '../fields.js';
import { issueIn } from '../references.js';
import { detailText } from '../shared/details.js';
import { listAnswer, paging, sinceFields, sinceIn } from '../shared/lists.js';
import { issueAt, joined, shelf } from '../text/rows.js';
import { linkField, nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const place = {
  project: name('Name, slug or link').optional(),
  initiative: name('Name, slug or link').optional(),
  team: name('Key or name').optional(),
  issue: name('Such as ENG-123').optional(),
};

export const listDocumentsTool = defineTool({
  name: 'list_documents',
  title: 'List documents',
  description: 'Lists Linear documents that match all given filters, the latest change first.',
  toolset: 'documents',
  access: 'read',
  input: z.strictObject({
    query: shortText('Words in title or text', 200).optional(),
    ...place,
    creator: name('Name, email or "me"').optional(),
    ...sinceFields,
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
      issue: issue === undefined ? undefined : issueIn('issue', issue),
      ...sinceIn(input),
      includeArchived: input.include_archived,
    };
    return listAnswer(
      { cursor, query, load: (after) => listDocuments(linear, query, { limit, after }) },
      { noun: 'document', legend: 'Row: title (slug) | where | by | updated.', line: documentLine },
    );
  },
});

function documentLine(row: DocumentRow): string {
  return joined([
    `${quotedTitle(row.name)} (${row.slugId ?? ''})`,
    placeWords(row),
    row.creator ? `@${nameField(row.creator.name)}` : undefined,
    row.updatedAt.slice(0, 10),
    shelf(row),
  ]);
}

export function placeWords({
  project,
  initiative,
  issue,
  team,
  cycle,
  release,
}: DocumentPlace): string | undefined {
  if (project) return `project ${nameField(project.name)}`;
  if (initiative) return `initiative ${nameField(initiative.name)}`;
  if (issue) return `issue ${issueAt(issue)}`;
  if (cycle) return `cycle ${cycle.number}`;
  if (release) return `release ${nameField(release.name)}`;
  return team ? `team ${team.key}` : undefined;
}

export const document = name('Title, slug or link');

export const getDocumentTool = defineTool({
  name: 'get_document',
  title: 'Get document',
  description: 'Reads one Linear document.',
  toolset: 'documents',
  access: 'read',
  input: z.strictObject({
    document,
    text_from: textFrom('Read a long text from this character on'),
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
