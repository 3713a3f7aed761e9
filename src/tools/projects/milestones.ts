import { z } from 'zod';
import {
  createMilestone,
  deleteMilestone,
  type MilestoneState,
  updateMilestone,
} from '../../linear/projects/milestones.js';
import { day, longText, name, orNull, shortText } from '../fields.js';
import { askedFor, changeAnswer, changeLines, type FieldReader } from '../shared/changes.js';
import { quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

const project = name('Name, slug or link');
const milestone = name('Name');

export const createMilestoneTool = defineTool({
  name: 'create_milestone',
  title: 'Create milestone',
  description: 'Adds a milestone to a Linear project.',
  toolset: 'projects',
  access: 'write',
  extra: true,
  input: z.strictObject({
    project,
    name: shortText('One line', 255),
    description: longText('Markdown').optional(),
    target_date: day('YYYY-MM-DD').optional(),
  }),
  run: async ({ target_date: targetDate, ...input }, { linear }) => {
    const made = await createMilestone(linear, { ...input, targetDate });
    const target = made.targetDate ? `, target ${made.targetDate}` : '';
    const of = quotedTitle(made.project.name);
    return changeAnswer(
      `Created milestone ${quotedTitle(made.name)} of ${of}${target}.`,
      [],
      made.project.url,
    );
  },
});

const fields: readonly FieldReader<MilestoneState>[] = [
  ['name', (state) => quotedTitle(state.name)],
  ['description', (state) => state.description, 'long'],
  ['target_date', (state) => state.targetDate],
];

export const updateMilestoneTool = defineTool({
  name: 'update_milestone',
  title: 'Update milestone',
  description: 'Changes a milestone of a Linear project and answers before → after.',
  toolset: 'projects',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({
    project,
    milestone,
    name: shortText('New name', 255).optional(),
    description: longText('Markdown; the whole text').optional(),
    target_date: orNull(day(), 'YYYY-MM-DD').optional(),
  }),
  run: async ({ project: of, milestone: given, ...input }, { linear }) => {
    const asked = askedFor(input, []);
    const { name: renamed, description, target_date: targetDate } = input;
    const changes = { name: renamed, description, targetDate };
    const states = await updateMilestone(linear, { project: of, milestone: given }, changes);
    const opening = `Milestone ${quotedTitle(states.after.name)} of ${quotedTitle(states.after.project.name)}`;
    return changeAnswer(opening, changeLines(states, fields, asked), states.after.project.url);
  },
});

export const deleteMilestoneTool = defineTool({
  name: 'delete_milestone',
  title: 'Delete milestone',
  description: 'Deletes a milestone for good; its issues stay in the project.',
  toolset: 'projects',
  access: 'write',
  destructive: true,
  extra: true,
  input: z.strictObject({ project, milestone }),
  run: async ({ project: of, milestone: given }, { linear }) => {
    const gone = await deleteMilestone(linear, { project: of, milestone: given });
    const text = `Deleted milestone ${quotedTitle(gone.name)} of ${quotedTitle(gone.project.name)}.`;
    return changeAnswer(text, [], gone.project.url);
  },
});
