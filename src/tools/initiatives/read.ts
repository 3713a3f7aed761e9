import { z } from 'zod';
import { getInitiative, type InitiativeRow, listInitiatives } from '../../linear/initiatives/read.js';
import { versionOf } from '../../linear/texts/version.js';
import { name, names, shortText, textFrom, words } from '../fields.js';
import { HEALTHS } from '../projects/read.js';
import { projectLine, updateBlocks, updatesLine } from '../projects/rows.js';
import { detailText, namesLine, partSection } from '../shared/details.js';
import { listAnswer, paging, sinceFields, sinceIn } from '../shared/lists.js';
import { joined, labelName, priorityWord, shelf } from '../text/rows.js';
import { linkField, nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const STATUSES = ['Proposed', 'Planned', 'Active', 'Completed', 'Canceled'] as const;

export const listInitiativesTool = defineTool({
  name: 'list_initiatives',
  title: 'List initiatives',
  description: 'Lists Linear initiatives that match all given filters, the latest change first.',
  toolset: 'initiatives',
  access: 'read',
  input: z.strictObject({
    query: shortText('Words in the name', 200).optional(),
    status: words(STATUSES, 'Any of them').optional(),
    owner: name('Name, email, "me" or "none"').optional(),
    lead_team: name('Key or name').optional(),
    label: names('Names or "group/label"; all of them').optional(),
    health: words(HEALTHS, 'Any of them').optional(),
    ...sinceFields,
    include_archived: z.boolean().optional().describe('Archived as well'),
    ...paging,
  }),
  run: async ({ cursor, limit, ...input }, { linear }) => {
    const query = {
      query: input.query,
      statuses: input.status,
      owner: input.owner,
      leadTeam: input.lead_team,
      labels: input.label,
      health: input.health,
      ...sinceIn(input),
      includeArchived: input.include_archived,
    };
    return listAnswer(
      { cursor, query, load: (after) => listInitiatives(linear, query, { limit, after }) },
      { noun: 'initiative', legend: INITIATIVE_LEGEND, line: initiativeLine },
    );
  },
});

export const INITIATIVE_LEGEND =
  'Row: name (slug) | status | health | priority | @owner | target | updated; absent = none.';

export function initiativeLine(row: InitiativeRow): string {
  return joined([
    `${nameField(row.name, 100)} (${row.slugId ?? ''})`,
    row.status,
    row.health ?? undefined,
    row.priority > 0 ? priorityWord(row.priority) : undefined,
    row.owner ? `@${nameField(row.owner.name)}` : undefined,
    row.targetDate ? `target ${row.targetDate}` : undefined,
    row.updatedAt.slice(0, 10),
    shelf(row),
  ]);
}

const PARTS = ['updates', 'documents', 'children'] as const;

export const getInitiativeTool = defineTool({
  name: 'get_initiative',
  title: 'Get initiative',
  description:
    'Shows one Linear initiative with its text and projects and, on request, latest updates, documents and sub-initiatives.',
  toolset: 'initiatives',
  access: 'read',
  input: z.strictObject({
    initiative: name('Name, slug or link'),
    include: words(PARTS, 'What to add').optional(),
    text_from: textFrom('Read a long text from this character on'),
  }),
  run: async ({ initiative: given, include = [], text_from: from }, { linear }) => {
    const has = (part: (typeof PARTS)[number]): boolean => include.includes(part);
    const found = await getInitiative(linear, given, {
      updates: has('updates'),
      documents: has('documents'),
      children: has('children'),
    });
    const { labels, parentInitiatives: parents, projects, subInitiatives: children, documents } = found;
    const itself = `initiative "${found.slugId ?? found.id}"`;
    const text = detailText({
      facts: [
        initiativeLine(found),
        labels.nodes.length > 0 ? `#${namesLine(labels, labelName)}` : undefined,
        found.leadTeam ? `lead team ${found.leadTeam.key}` : undefined,
        parents.nodes.length > 0
          ? `part of ${namesLine(parents, (each) => nameField(each.name))}`
          : undefined,
        linkField(found.url),
        found.description ? `summary: ${quotedTitle(found.description, 260)}` : undefined,
      ],
      body: { label: 'initiative description', text: found.content, version: versionOf(found.content) },
      from,
      lists: [
        ...partSection('project', projects, projectLine, `list_projects with ${itself}`),
        ...partSection('sub-initiative', children, initiativeLine),
        ...partSection(
          'document',
          documents,
          ({ title, slugId }) => `${quotedTitle(title)} (${slugId})`,
          `list_documents with ${itself}`,
        ),
        ...updatesLine(found.initiativeUpdates, `list_status_updates with ${itself}`),
      ],
      blocks: updateBlocks(found.initiativeUpdates, `list_status_updates with ${itself}`),
    });
    return { text };
  },
});
