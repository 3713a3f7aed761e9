import { z } from 'zod';
import { createLabel, type KeptLabel, updateLabel } from '../../linear/keeping/labels.js';
import { listLabels } from '../../linear/keeping/list-labels.js';
import { isNone } from '../../linear/names/given.js';
import type { Page } from '../../linear/pages.js';
import { listPlanLabels, type PlanLabelState } from '../../linear/projects/labels.js';
import { color, idempotencyKey, longText, name, orNull, shortText } from '../fields.js';
import { createdAnswer, refuse } from '../shared/changes.js';
import { listAnswer, paging } from '../shared/lists.js';
import { joined, labelName } from '../text/rows.js';
import { nameField } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

const groupOf = z.enum(['one', 'several']).describe('Makes it a group: issues carry one or several of it');

export const listLabelsTool = defineTool({
  name: 'list_labels',
  title: 'List labels',
  description:
    'Lists the labels of Linear issues, projects or initiatives with group, team and colour, retired ones marked.',
  toolset: 'issues',
  access: 'read',
  extra: true,
  input: z.strictObject({
    of: z.enum(['issue', 'project', 'initiative']).describe('What carries them').default('issue'),
    team: name('Those that its issues can carry').optional(),
    query: shortText('Part of a label or group', 100).optional(),
    limit: z.int().min(1).max(250).describe('Rows per page').default(100),
    cursor: paging.cursor,
  }),
  run: async ({ limit, cursor, ...query }, { linear }) => {
    const { of: owner, team, query: text } = query;
    if (owner !== 'issue' && team !== undefined) refuse('team is for labels of issues');
    const load = (after: string | undefined): Promise<Page<AnyKeptLabel>> =>
      owner === 'issue'
        ? listLabels(linear, { team, text }, { limit, after })
        : listPlanLabels(linear, { owner, text }, { limit, after });
    return listAnswer(
      { cursor, query, load },
      { noun: 'label', legend: 'Row: label | kind | whose | colour | about.', line: labelLine },
    );
  },
});

/** `none` stands for no label wherever one is named. */
function labelText(description: string) {
  return shortText(description, 100).refine((text) => !isNone(text), 'cannot be none, which means no label');
}

export const createLabelTool = defineTool({
  name: 'create_label',
  title: 'Create label',
  description: 'Creates a label for Linear issues, or a group of labels, for a team or the whole workspace.',
  toolset: 'issues',
  access: 'write',
  extra: true,
  input: z.strictObject({
    name: labelText('Its name'),
    team: name('Key or name; the whole workspace when absent').optional(),
    group: name('Group to be in').optional(),
    group_of: groupOf.optional(),
    color: color('Such as #5e6ad2').optional(),
    description: longText('What it is for', 255).optional(),
    idempotency_key: idempotencyKey(),
  }),
  run: async ({ group_of, idempotency_key: key, ...rest }, { linear }) => {
    const { made, isNew } = await createLabel(linear, { ...rest, groupOf: group_of }, key);
    return createdAnswer(isNew, `label ${labelLine(made)}`);
  },
});

export const updateLabelTool = defineTool({
  name: 'update_label',
  title: 'Update or retire label',
  description:
    'Changes a label of Linear issues, or retires or restores it. A retired one stays on its issues and goes on no other; a group takes its labels along.',
  toolset: 'issues',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({
    label: name('Name or "group/label"'),
    team: name('Whose label, where several have one of that name').optional(),
    name: labelText('New name').optional(),
    group: orNull(name(), 'Group to be in, null for none').optional(),
    group_of: groupOf.optional(),
    color: color('Such as #5e6ad2').optional(),
    description: longText('What it is for', 255).optional(),
    retired: z.boolean().describe('true retires, false restores').optional(),
  }),
  run: async ({ label, team, group, group_of, ...rest }, { linear }) => {
    const changes = { ...rest, group, groupOf: group_of };
    if (Object.values(changes).every((value) => value === undefined))
      refuse('name at least one thing to change');
    const { before, after } = await updateLabel(linear, { label, team }, changes);
    return { text: `before: ${labelLine(before)}\nafter: ${labelLine(after)}` };
  },
});

type AnyKeptLabel = KeptLabel | Omit<PlanLabelState, 'team'>;

/** As `group_of` takes it; a group without a type has one label on an issue, to Linear. */
function groupField({ isGroup, groupType }: KeptLabel): string | undefined {
  if (!isGroup) return undefined;
  return groupType === 'multiSelect' ? 'group of several' : 'group of one';
}

function labelLine(label: AnyKeptLabel): string {
  // Only those of issues have a team, or none, and groups of one or several.
  const own =
    'groupType' in label
      ? [groupField(label), label.team ? `team ${label.team.key}` : 'workspace']
      : [label.isGroup ? 'group' : undefined];
  return joined([
    labelName(label),
    ...own,
    nameField(label.color, 10),
    label.description ? nameField(label.description, 120) : undefined,
    label.retiredAt ? `retired ${label.retiredAt.slice(0, 10)}` : undefined,
  ]);
}
