import { z } from 'zod';
import { deleteProject, relateProjects } from '../../linear/projects/lifecycle.js';
import type { ProjectState } from '../../linear/projects/state.js';
import { createProject, updateProject } from '../../linear/projects/writes.js';
import {
  color,
  day,
  idempotencyKey,
  listOf,
  longText,
  name,
  names,
  orNull,
  priority,
  priorityNumber,
  shortText,
} from '../fields.js';
import {
  askedFor,
  changeAnswer,
  changeLines,
  createdAnswer,
  type FieldReader,
  namesOf,
  refuse,
  stateLine,
  stateLines,
} from '../shared/changes.js';
import { link, titled } from '../shared/links.js';
import { edits, newTextOf, version } from '../text/edits.js';
import { joined, labelName, priorityWord, shelf } from '../text/rows.js';
import { linkField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

const common = {
  summary: longText('One or two sentences', 255).optional(),
  content: longText('Markdown; the whole text').optional(),
  status: name('Name or type').optional(),
  priority: priority('How urgent').optional(),
  icon: shortText('Icon name or emoji', 100).optional(),
  color: color('#rrggbb').optional(),
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
    template: name('Name of a project template').optional(),
    links: listOf(link).optional().describe('With a title, better'),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ idempotency_key: key, ...input }, { linear }) => {
    const { start_date: startDate, target_date: targetDate, priority: word, ...rest } = input;
    const links = (input.links ?? []).map(titled);
    const wanted = { ...rest, links, startDate, targetDate, priority: word && priorityNumber(word) };
    const { made, isNew } = await createProject(linear, wanted, key);
    const lines = stateLines(made, fields.slice(1));
    const attached = isNew && links.length > 0 ? [`links: ${links.length}`] : [];
    const what = joined([`project ${quotedTitle(made.name)} (${made.slugId})`, shelf(made)]);
    return createdAnswer(isNew, what, [...lines, ...attached], made.url);
  },
});

const fields: readonly FieldReader<ProjectState>[] = [
  ['name', (project) => project.name, 'quoted'],
  ['summary', (project) => project.description, 'quoted'],
  ['content', (project) => project.content, 'edited'],
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
    edits: edits('content').optional(),
    version: version().optional(),
    lead: orNull(name(), 'Name, email or "me"').optional(),
    start_date: orNull(day(), 'YYYY-MM-DD').optional(),
    target_date: orNull(day(), 'YYYY-MM-DD').optional(),
    add_teams: names('Keys or names').optional(),
    remove_teams: names('Keys or names').optional(),
    add_members: names('Names, emails or "me"').optional(),
    remove_members: names('Names, emails or "me"').optional(),
    add_labels: names('Names or "group/label"').optional(),
    remove_labels: names('Names or "group/label"').optional(),
    add_links: listOf(link).optional().describe('With a title, better'),
  }),
  run: async ({ project: given, content, edits: changed, version: read, ...input }, { linear }) => {
    const rewrite = newTextOf({ text: content, edits: changed, version: read, name: 'content' });
    const asked = askedFor({ ...input, content: rewrite }, []);
    const changes = {
      name: input.name,
      summary: input.summary,
      rewrite,
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
      addLinks: input.add_links?.map(titled),
    };
    const states = await updateProject(linear, given, changes);
    const lines = changeLines(
      states,
      fields,
      new Set([...asked].map((key) => key.replace(/^(?:add|remove)_/, ''))),
    );
    const linked = asked.has('add_links') ? [linksLine(states.links)] : [];
    return changeAnswer(`Project ${quotedTitle(states.after.name)}`, [...lines, ...linked], states.after.url);
  },
});

/** A link that the project has already is not put there twice. */
function linksLine(links: readonly { readonly url: string }[]): string {
  return links.length === 0
    ? 'links: no new one (as before)'
    : `links: + ${links.map(({ url }) => linkField(url)).join(', ')}`;
}

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
    const was = shelf(project) ?? 'active';
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
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    project: name('The one that comes first'),
    blocks: name('The one that waits'),
    remove: z.boolean().default(false).describe('Take this dependency away'),
  }),
  run: async ({ project: given, blocks, remove }, { linear }) => {
    if (given === blocks) refuse('project and blocks must be two projects');
    const { project, related, asBefore } = await relateProjects(linear, {
      project: given,
      related: blocks,
      remove,
    });
    const [from, to] = remove ? ['blocks', 'does not block'] : ['did not block', 'blocks'];
    const change = asBefore ? `${to} (as before)` : `${from} → ${to}`;
    return changeAnswer(
      `${quotedTitle(project.name)} ${change} ${quotedTitle(related.name)}.`,
      [],
      project.url,
    );
  },
});
