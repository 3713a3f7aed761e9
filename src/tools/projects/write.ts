import { z } from 'zod';
import { deleteProject, relateProjects } from '../../linear/projects/lifecycle.js';
import type { ProjectState } from '../../linear/projects/state.js';
import { createProject, updateProject } from '../../linear/projects/writes.js';
import { day, longText, name, names, orNull, priority, priorityNumber, shortText } from '../fields.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  type FieldReader,
  namesOf,
  refuse,
  stateLine,
  stateLines,
} from '../shared/changes.js';
import { labelName, priorityWord } from '../text/rows.js';
import { quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

const common = {
  summary: longText('One or two sentences')
    .refine((text) => text.length <= 255, 'must be at most 255 characters long')
    .optional(),
  content: longText('Markdown; the whole text').optional(),
  status: name('Name or type').optional(),
  priority: priority('How urgent').optional(),
  icon: shortText('Icon name or emoji', 100).optional(),
  color: shortText('#rrggbb', 7).optional(),
};

export const createProjectTool = defineTool({
  name: 'create_project',
  title: 'Create project',
  description: 'Creates a Linear project. Every name must exist; nothing is dropped.',
  toolset: 'projects',
  access: 'write',
  extra: true,
  input: z.strictObject({
    name: shortText('One line', 80),
    teams: names('Keys or names'),
    ...common,
    lead: name('Name, email or "me"').optional(),
    members: names('Names, emails or "me"').optional(),
    labels: names('Names or "group/label"').optional(),
    start_date: day('YYYY-MM-DD').optional(),
    target_date: day('YYYY-MM-DD').optional(),
  }),
  run: async ({ start_date: startDate, target_date: targetDate, priority: word, ...input }, { linear }) => {
    const wanted = { ...input, startDate, targetDate, priority: word && priorityNumber(word) };
    const project = await createProject(linear, wanted);
    const lines = stateLines(project, fields.slice(1));
    return changeAnswer(`Created ${quotedTitle(project.name)} (${project.slugId}).`, lines, project.url);
  },
});

const fields: readonly FieldReader<ProjectState>[] = [
  ['name', (project) => quotedTitle(project.name)],
  ['summary', (project) => (project.description ? quotedTitle(project.description, 255) : undefined)],
  ['content', (project) => project.content, 'long'],
  ['status', (project) => project.status.name],
  ['lead', (project) => project.lead?.name],
  ['priority', (project) => priorityWord(project.priority)],
  ['start_date', (project) => project.startDate],
  ['target_date', (project) => project.targetDate],
  ['teams', (project) => namesOf(project.teams.nodes.map(({ key }) => key))],
  ['members', (project) => namesOf(project.members.nodes.map((each) => each.name))],
  ['labels', (project) => namesOf(project.labels.nodes.map(labelName))],
  ['icon', (project) => project.icon],
  ['color', (project) => project.color],
];

export const updateProjectTool = defineTool({
  name: 'update_project',
  title: 'Update project',
  description:
    'Changes the given fields of a Linear project and answers before → after. Omitted fields stay; null empties.',
  toolset: 'projects',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({
    project: name('Name, slug or link'),
    name: shortText('One line', 80).optional(),
    ...common,
    lead: orNull(name(), 'Name, email or "me"').optional(),
    start_date: orNull(day(), 'YYYY-MM-DD').optional(),
    target_date: orNull(day(), 'YYYY-MM-DD').optional(),
    add_teams: names('Keys or names').optional(),
    remove_teams: names('Keys').optional(),
    add_members: names('Names, emails or "me"').optional(),
    remove_members: names('Full names').optional(),
    add_labels: names('Names or "group/label"').optional(),
    remove_labels: names('Names or "group/label"').optional(),
  }),
  run: async ({ project: given, ...input }, { linear }) => {
    const asked = askedFor(input, []);
    const changes = {
      name: input.name,
      summary: input.summary,
      content: input.content,
      status: input.status,
      lead: input.lead,
      priority: input.priority && priorityNumber(input.priority),
      icon: input.icon,
      color: input.color,
      startDate: input.start_date,
      targetDate: input.target_date,
      addTeams: input.add_teams,
      removeTeams: input.remove_teams,
      addMembers: input.add_members,
      removeMembers: input.remove_members,
      addLabels: input.add_labels,
      removeLabels: input.remove_labels,
    };
    const states = await updateProject(linear, given, changes);
    const lines = changeLines(
      states,
      fields,
      new Set([...asked].map((key) => key.replace(/^(?:add|remove)_/, ''))),
    );
    return changeAnswer(`Project ${quotedTitle(states.after.name)}`, lines, states.after.url);
  },
});

export const deleteProjectTool = defineTool({
  name: 'delete_project',
  title: 'Delete or restore project',
  description: 'Moves a Linear project to the trash, or brings it back.',
  toolset: 'projects',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({
    project: name('Name, slug or link'),
    restore: z.boolean().default(false).describe('Bring it back'),
  }),
  run: async ({ project: given, restore }, { linear }) => {
    const project = await deleteProject(linear, given, restore);
    const was = project.archivedAt ? 'in the trash' : 'active';
    const state = stateLine(was, restore ? 'active' : 'in the trash');
    return changeAnswer(`Project ${quotedTitle(project.name)}`, [state], project.url);
  },
});

export const relateProjectsTool = defineTool({
  name: 'relate_projects',
  title: 'Relate projects',
  description: 'Says that one Linear project blocks another (its end comes before the other can start).',
  toolset: 'projects',
  access: 'write',
  extra: true,
  input: z.strictObject({
    project: name('The one that comes first'),
    blocks: name('The one that waits'),
    remove: z.boolean().default(false).describe('Take this dependency away'),
  }),
  run: async ({ project: given, blocks, remove }, { linear }) => {
    if (given === blocks) refuse('project and blocks must be two projects');
    const { project, related } = await relateProjects(linear, { project: given, related: blocks, remove });
    const [from, to] = remove ? ['blocks', 'does not block'] : ['did not block', 'blocks'];
    return { text: `${quotedTitle(project.name)} ${from} → ${to} ${quotedTitle(related.name)}.` };
  },
});
