import { z } from 'zod';
import { createState, KEPT_TYPES, type KeptState, updateState } from '../../linear/keeping/states.js';
import { color, idempotencyKey, longText, name, shortText } from '../fields.js';
import { askedFor, changeAnswer, changeLines, createdAnswer, type FieldReader } from '../shared/changes.js';
import { joined, shelf } from '../text/rows.js';
import { nameField } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const createStateTool = defineTool({
  name: 'create_state',
  title: 'Create workflow state',
  description: 'Adds a workflow state to a Linear team. list_teams shows those that it has.',
  toolset: 'issues',
  access: 'write',
  extra: true,
  input: z.strictObject({
    team: name('Key or name'),
    name: shortText('Its name', 100),
    type: z.enum(KEPT_TYPES).describe('What it means for an issue to be in it'),
    color: color('Such as #5e6ad2').optional(),
    description: longText('What it is for', 255).optional(),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ idempotency_key: key, ...input }, { linear }) => {
    const { made, isNew } = await createState(linear, input, key);
    const what = `state ${nameField(made.name)} (${made.type}) in ${made.team.key}`;
    return createdAnswer(isNew, joined([what, shelf(made)]));
  },
});

/** Besides its name, which is in the first line. */
const fields: readonly FieldReader<KeptState>[] = [
  ['color', (state) => state.color],
  ['description', (state) => state.description],
];

export const updateStateTool = defineTool({
  name: 'update_state',
  title: 'Update or archive workflow state',
  description: 'Changes a workflow state of a Linear team, or archives one that no issue is in.',
  toolset: 'issues',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({
    team: name('Key or name'),
    state: name('Its present name'),
    name: shortText('New name', 100).optional(),
    color: color('Such as #5e6ad2').optional(),
    description: longText('What it is for', 255).optional(),
    archived: z.literal(true).describe('Archives it').optional(),
  }),
  run: async (input, { linear }) => {
    const { team: given, state, ...changes } = input;
    const asked = askedFor(input, ['team', 'state']);
    const { before, after, team } = await updateState(linear, { team: given, state }, changes);
    const archived = changes.archived ? ', archived' : '';
    const opening = `${team}: ${nameField(before.name)} → ${nameField(after.name)} (${after.type})${archived}`;
    return changeAnswer(opening, changeLines({ before, after }, fields, asked), undefined);
  },
});
