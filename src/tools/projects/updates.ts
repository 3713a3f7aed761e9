import { z } from 'zod';
import { archiveUpdate, changeUpdate } from '../../linear/projects/update-changes.js';
import { createUpdate, listUpdates, type UpdateRow, updateIn } from '../../linear/projects/updates.js';
import { idempotencyKey, longText, name, since } from '../fields.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  createdAnswer,
  type FieldReader,
  refuse,
  stateLine,
} from '../shared/changes.js';
import { listAnswer, paging } from '../shared/lists.js';
import { beginningOf, shareOf } from '../text/budget.js';
import { edits, newTextOf, version } from '../text/edits.js';
import { joined, shelf } from '../text/rows.js';
import { bodyText, createFence, type Fence, nameField } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { HEALTHS } from './read.js';
import { updateLabel } from './rows.js';

const owner = {
  project: name('Name, slug or link').optional(),
  initiative: name('Name, slug or link').optional(),
};
const body = longText('Markdown').refine((text) => text.trim() !== '', 'must not be empty');

export const listStatusUpdatesTool = defineTool({
  name: 'list_status_updates',
  title: 'List status updates',
  description: 'Reads Linear status updates of projects or initiatives, the newest first.',
  toolset: 'projects',
  access: 'read',
  extra: true,
  input: z.strictObject({
    ...owner,
    type: z.enum(['project', 'initiative']).default('project').describe('When neither is named'),
    author: name('Name, email or "me"').optional(),
    since: since('ISO date or P7D').optional(),
    limit: z.int().min(1).max(50).default(10).describe('Updates per page'),
    cursor: paging.cursor,
  }),
  run: async ({ cursor, limit, type, ...query }, { linear }) => {
    if (query.project !== undefined && query.initiative !== undefined)
      refuse('name a project or an initiative, not both');
    const ofProjects = query.initiative === undefined && (query.project !== undefined || type === 'project');
    const fence = createFence();
    return listAnswer(
      {
        cursor,
        query: { ...query, ofProjects },
        load: (after) => listUpdates(linear, { ...query, ofProjects }, { limit, after }),
      },
      {
        noun: 'status update',
        legend: fence.notice,
        isFenced: true,
        key: ({ id }) => id,
        line: (row, among) => updateBlock(row, fence, among),
      },
    );
  },
});

function updateBlock(row: UpdateRow, fence: Fence, among: number): string {
  const { piece, cut } = beginningOf(bodyText(row.body), shareOf(among));
  const block = fence.block(updateLabel(row) + cut, piece);
  if (cut === '') return block;
  const rest =
    among > 1 ? 'The fewer updates are listed, the more of each is shown.' : 'The rest is only in Linear.';
  return `${block}\n${rest}`;
}

export const createStatusUpdateTool = defineTool({
  name: 'create_status_update',
  title: 'Create status update',
  description:
    'Posts a status update on a Linear project or initiative; its health becomes that of the whole.',
  toolset: 'projects',
  access: 'write',
  extra: true,
  input: z.strictObject({
    ...owner,
    body,
    health: z.enum(HEALTHS).default('onTrack').describe('How it goes'),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ idempotency_key: key, ...input }, { linear }) => {
    if ((input.project === undefined) === (input.initiative === undefined))
      refuse('name either project or initiative');
    const { made, isNew } = await createUpdate(linear, input, key);
    const of = nameField((made.project ?? made.initiative)?.name ?? '', 100);
    const what = joined([`update ${made.id} (${made.health}) on ${of}`, shelf(made)]);
    return createdAnswer(isNew, what, [], made.url);
  },
});

const fields: readonly FieldReader<UpdateRow>[] = [
  ['body', (update) => update.body, 'edited'],
  ['health', (update) => update.health],
];
const update = name('Id from list_status_updates');
const openingOf = ({ id, user }: UpdateRow): string => `Status update ${id} of ${nameField(user.name)}`;

export const updateStatusUpdateTool = defineTool({
  name: 'update_status_update',
  title: 'Edit status update',
  description: "Changes text or health of a status update: one's own; admins may change anybody's.",
  toolset: 'projects',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({
    update,
    body: body.optional().describe('Markdown; the whole text'),
    edits: edits('the text').optional(),
    version: version().optional(),
    health: z.enum(HEALTHS).optional().describe('How it goes'),
  }),
  run: async ({ update: given, health, ...text }, { linear }) => {
    const rewrite = newTextOf({ text: text.body, edits: text.edits, version: text.version, name: 'body' });
    const asked = askedFor({ body: rewrite, health }, []);
    const states = await changeUpdate(linear, updateIn(given), { rewrite, health });
    return changeAnswer(openingOf(states.after), changeLines(states, fields, asked), states.after.url);
  },
});

export const deleteStatusUpdateTool = defineTool({
  name: 'delete_status_update',
  title: 'Delete or restore status update',
  description: "Archives a status update, or brings it back: one's own; admins may do so with anybody's.",
  toolset: 'projects',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({ update, restore: z.boolean().default(false).describe('Bring it back') }),
  run: async ({ update: given, restore }, { linear }) => {
    const before = await archiveUpdate(linear, updateIn(given), restore);
    const state = stateLine(before.archivedAt ? 'deleted' : 'visible', restore ? 'visible' : 'deleted');
    return changeAnswer(openingOf(before), [state], before.url);
  },
});
