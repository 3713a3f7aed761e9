import { z } from 'zod';
import type { InitiativeState } from '../../linear/initiatives/read.js';
import { archiveInitiative, createInitiative, updateInitiative } from '../../linear/initiatives/writes.js';
import {
  color,
  day,
  idempotencyKey,
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
  stateLine,
  stateLines,
} from '../shared/changes.js';
import { edits, newTextOf, version } from '../text/edits.js';
import { joined, labelName, priorityWord, shelf } from '../text/rows.js';
import { nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool, type Tool } from '../tool.js';
import { getInitiativeTool, listInitiativesTool, STATUSES } from './read.js';

const common = {
  summary: longText('One or two sentences', 255).optional(),
  content: longText('Markdown; the whole text').optional(),
  status: z.enum(STATUSES).optional().describe('Where it is'),
  priority: priority('How urgent').optional(),
  icon: shortText('Icon name or emoji', 100).optional(),
  color: color('#rrggbb').optional(),
};

const createInitiativeTool = defineTool({
  name: 'create_initiative',
  title: 'Create initiative',
  description: 'Creates a Linear initiative.',
  toolset: 'initiatives',
  access: 'write',
  input: z.strictObject({
    name: shortText('One line', 255),
    ...common,
    owner: name('Name, email or "me"').optional(),
    lead_team: name('Key or name').optional(),
    target_date: day('YYYY-MM-DD').optional(),
    labels: names('Names or "group/label"').optional(),
    idempotency_key: idempotencyKey(),
  }),
  run: async (input, { linear }) => {
    const {
      lead_team: leadTeam,
      target_date: targetDate,
      priority: word,
      idempotency_key: key,
      ...rest
    } = input;
    const wanted = { ...rest, leadTeam, targetDate, priority: word && priorityNumber(word) };
    const { made, isNew } = await createInitiative(linear, wanted, key);
    const what = joined([`initiative ${quotedTitle(made.name)} (${made.slugId ?? ''})`, shelf(made)]);
    return createdAnswer(isNew, what, stateLines(made, fields.slice(1)), made.url);
  },
});

const fields: readonly FieldReader<InitiativeState>[] = [
  ['name', (state) => state.name, 'quoted'],
  ['summary', (state) => state.description, 'quoted'],
  ['content', (state) => state.content, 'edited'],
  ['status', (state) => state.status],
  ['owner', (state) => state.owner?.name],
  ['lead_team', (state) => state.leadTeam?.key],
  ['target_date', (state) => state.targetDate],
  ['priority', (state) => priorityWord(state.priority)],
  ['labels', (state) => namesOf(state.labels.nodes.map(labelName))],
  ['parent', (state) => namesOf(state.parentInitiatives.nodes.map((each) => nameField(each.name)))],
  ['icon', (state) => state.icon],
  ['color', (state) => state.color],
];

const updateInitiativeTool = defineTool({
  name: 'update_initiative',
  title: 'Update initiative',
  description:
    'Changes the given fields of a Linear initiative and its projects, and answers before → after. null empties a field.',
  toolset: 'initiatives',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    initiative: name('Name, slug or link'),
    name: shortText('One line', 255).optional(),
    ...common,
    edits: edits('content').optional(),
    version: version().optional(),
    owner: orNull(name(), 'Name, email or "me"').optional(),
    lead_team: orNull(name(), 'Key or name').optional(),
    target_date: orNull(day(), 'YYYY-MM-DD').optional(),
    add_labels: names('Names or "group/label"').optional(),
    remove_labels: names('Names or "group/label"').optional(),
    add_project: name('Name, slug or link').optional(),
    remove_project: name('Name, slug or link').optional(),
    add_parent: name('Initiative to be part of').optional(),
    remove_parent: name('Initiative to be part of no longer').optional(),
  }),
  run: async ({ initiative: given, content, edits: changed, version: read, ...input }, { linear }) => {
    const rewrite = newTextOf({ text: content, edits: changed, version: read, name: 'content' });
    const asked = askedFor({ ...input, content: rewrite }, []);
    const states = await updateInitiative(linear, given, {
      name: input.name,
      summary: input.summary,
      rewrite,
      status: input.status,
      owner: input.owner,
      leadTeam: input.lead_team,
      targetDate: input.target_date,
      priority: input.priority && priorityNumber(input.priority),
      icon: input.icon,
      color: input.color,
      addLabels: input.add_labels,
      removeLabels: input.remove_labels,
      addProject: input.add_project,
      removeProject: input.remove_project,
      addParent: input.add_parent,
      removeParent: input.remove_parent,
    });
    const argument = (key: string) => key.replace(/^(?:add|remove)_(?=labels|parent)/, '');
    const lines = [
      ...changeLines(states, fields, new Set([...asked].map(argument))),
      ...(input.add_project === undefined
        ? []
        : [`projects: + ${nameField(input.add_project, 100)}${states.hadProject ? ' (as before)' : ''}`]),
      ...(input.remove_project === undefined ? [] : [`projects: - ${nameField(input.remove_project, 100)}`]),
    ];
    return changeAnswer(`Initiative ${quotedTitle(states.after.name)}`, lines, states.after.url);
  },
});

const archiveInitiativeTool = defineTool({
  name: 'archive_initiative',
  title: 'Archive or restore initiative',
  description: 'Archives a Linear initiative, or brings it back.',
  toolset: 'initiatives',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    initiative: name('Name, slug or link'),
    restore: z.boolean().default(false).describe('Bring it back'),
  }),
  run: async ({ initiative: given, restore }, { linear }) => {
    const before = await archiveInitiative(linear, given, restore);
    const [from, to] = [shelf(before) ?? 'active', restore ? 'active' : (shelf(before) ?? 'archived')];
    return changeAnswer(`Initiative ${quotedTitle(before.name)}`, [stateLine(from, to)], before.url);
  },
});

export const initiativeTools: readonly Tool[] = [
  listInitiativesTool,
  getInitiativeTool,
  createInitiativeTool,
  updateInitiativeTool,
  archiveInitiativeTool,
];
