import { z } from 'zod';
import {
  createMilestone,
  deleteMilestone,
  type MilestoneState,
  updateMilestone,
} from '../../linear/projects/milestones.js';
import { day, idempotencyKey, longText, name, orNull, shortText } from '../fields.js';
import { askedFor, changeAnswer, changeLines, createdAnswer, type FieldReader } from '../shared/changes.js';
import { edits, newTextOf, version } from '../text/edits.js';
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
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ target_date: targetDate, idempotency_key: key, ...input }, { linear }) => {
    const { made, isNew } = await createMilestone(linear, { ...input, targetDate }, key);
    const target = made.targetDate ? `, target ${made.targetDate}` : '';
    const what = `milestone ${quotedTitle(made.name)} of ${quotedTitle(made.project.name)}${target}`;
    return createdAnswer(isNew, what, [], made.project.url);
  },
});

const fields: readonly FieldReader<MilestoneState>[] = [
  ['name', (state) => state.name, 'quoted'],
  ['description', (state) => state.description, 'edited'],
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
    edits: edits('the description').optional(),
    version: version().optional(),
    target_date: orNull(day(), 'YYYY-MM-DD').optional(),
  }),
  run: async ({ project: of, milestone: given, ...input }, { linear }) => {
    const { name: renamed, description: text, edits, version, target_date } = input;
    const rewrite = newTextOf({ text, edits, version, name: 'description' });
    const asked = askedFor({ name: renamed, target_date, description: rewrite }, []);
    const changes = { name: renamed, rewrite, targetDate: target_date };
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
