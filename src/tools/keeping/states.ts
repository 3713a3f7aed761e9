import { z } from 'zod';
import { createState, KEPT_TYPES, updateState } from '../../linear/keeping/states.js';
import { idempotencyKey, longText, name, shortText } from '../fields.js';
import { refuse } from '../issues/fields.js';
import { createdAnswer } from '../shared/changes.js';
import { nameField } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

const color = z
  .string()
  .refine((text) => /^#[0-9a-f]{6}$/i.test(text), 'must be a colour such as #5e6ad2')
  .describe('Such as #5e6ad2');

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
    color: color.optional(),
    description: longText('What it is for', 255).optional(),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ idempotency_key: key, ...input }, { linear }) => {
    const { made, isNew } = await createState(linear, input, key);
    return createdAnswer(isNew, `state ${nameField(made.name)} (${made.type}) in ${made.team.key}`);
  },
});

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
    color: color.optional(),
    description: longText('What it is for', 255).optional(),
    archived: z.literal(true).describe('Archives it').optional(),
  }),
  run: async ({ team: given, state, ...changes }, { linear }) => {
    if (Object.values(changes).every((value) => value === undefined))
      refuse('name at least one thing to change');
    const { before, after, team } = await updateState(linear, { team: given, state }, changes);
    const archived = changes.archived ? ', archived' : '';
    return {
      text: `${team}: ${nameField(before.name)} → ${nameField(after.name)} (${after.type})${archived}`,
    };
  },
});
