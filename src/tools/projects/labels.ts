import { z } from 'zod';
import { createPlanLabel, type PlanLabelState, updatePlanLabel } from '../../linear/projects/labels.js';
import { color, idempotencyKey, longText, name, orNull, shortText } from '../fields.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  createdAnswer,
  type FieldReader,
  refuse,
} from '../shared/changes.js';
import { labelName } from '../text/rows.js';
import { quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

const owner = z.enum(['project', 'initiative']).describe('Which set of labels');
const common = {
  color: color('#rrggbb').optional(),
  description: longText('What it means', 255).optional(),
};

export const createPlanningLabelTool = defineTool({
  name: 'create_planning_label',
  title: 'Create project or initiative label',
  description: 'Creates a label, or a group of labels, for Linear projects or initiatives.',
  toolset: 'projects',
  access: 'write',
  extra: true,
  input: z.strictObject({
    owner,
    name: shortText('One line', 255),
    ...common,
    group: name('Group to be in').optional(),
    is_group: z.boolean().optional().describe('Make a group'),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ owner: of, is_group: isGroup, idempotency_key: key, ...input }, { linear }) => {
    if (isGroup && input.group !== undefined) refuse('a group cannot be in a group');
    const { made, isNew } = await createPlanLabel(linear, of, { ...input, isGroup }, key);
    return createdAnswer(
      isNew,
      `${of} label ${quotedTitle(labelName(made))}${made.isGroup ? ', a group' : ''}`,
    );
  },
});

const fields: readonly FieldReader<PlanLabelState>[] = [
  ['name', (label) => label.name, 'quoted'],
  ['color', (label) => label.color],
  ['description', (label) => label.description, 'quoted'],
  ['group', (label) => label.parent?.name],
  ['retired', (label) => (label.retiredAt ? 'yes' : 'no')],
];

export const updatePlanningLabelTool = defineTool({
  name: 'update_planning_label',
  title: 'Update project or initiative label',
  description:
    'Changes a label of Linear projects or initiatives, retires it (a group with its labels) or restores it.',
  toolset: 'projects',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({
    owner,
    label: name('Name or "group/label"'),
    name: shortText('New name', 255).optional(),
    ...common,
    group: orNull(name(), 'Group to be in').optional(),
    retired: z.boolean().optional().describe('On its own: true retires, false restores'),
  }),
  run: async ({ owner: of, label, ...changes }, { linear }) => {
    const asked = askedFor(changes, []);
    if (asked.has('retired') && asked.size > 1) refuse('retired cannot be combined with other changes');
    const states = await updatePlanLabel(linear, { owner: of, label }, changes);
    return changeAnswer(
      `Label ${quotedTitle(labelName(states.after))}`,
      changeLines(states, fields, asked),
      undefined,
    );
  },
});
