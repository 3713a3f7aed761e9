import { z } from 'zod';
import { getSkill, getTemplate, listSkills, listTemplates } from '../../linear/workspace/library.js';
import { listPeople, type PersonRow } from '../../linear/workspace/people.js';
import { name, shortText } from '../fields.js';
import { refuse } from '../shared/changes.js';
import { detailText } from '../shared/details.js';
import { listAnswer, paging } from '../shared/lists.js';
import { joined } from '../text/rows.js';
import { nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const listUsersTool = defineTool({
  name: 'list_users',
  title: 'List users',
  description: 'Lists the people of the Linear workspace or of one team.',
  toolset: 'workspace',
  access: 'read',
  input: z.strictObject({
    query: shortText('Part of a name or email', 200).optional(),
    team: name('Key or name').optional(),
    include_inactive: z.boolean().optional().describe('Former people as well'),
    ...paging,
  }),
  run: async ({ cursor, limit, include_inactive: includeInactive, ...input }, { linear }) => {
    const query = { ...input, includeInactive };
    return listAnswer(
      { cursor, query, load: (after) => listPeople(linear, query, { limit, after }) },
      {
        noun: 'user',
        legend: 'Row: name (@display name) | email | title | role.',
        line: personLine,
        whenNone: includeInactive ? undefined : 'include_inactive lists former people as well.',
      },
    );
  },
});

function personLine(row: PersonRow): string {
  const roles = { admin: row.admin, guest: row.guest, app: row.app, deactivated: !row.active };
  return joined([
    `${nameField(row.name)} (@${nameField(row.displayName)})`,
    nameField(row.email, 200),
    row.title ? nameField(row.title) : undefined,
    ...Object.entries(roles).map(([role, has]) => (has ? role : undefined)),
  ]);
}

export const listTemplatesTool = defineTool({
  name: 'list_templates',
  title: 'List or read templates',
  description: 'Lists Linear templates, or shows the text of one.',
  toolset: 'workspace',
  access: 'read',
  extra: true,
  input: z.strictObject({
    template: name('Show this one: name or UUID').optional(),
    team: name('Those a team can use: key or name').optional(),
    type: z.enum(['issue', 'project', 'document']).optional().describe('What they make'),
    ...paging,
  }),
  run: async ({ template: given, cursor, limit, ...query }, { linear }) => {
    if (given !== undefined) return { text: await templateText(linear, given) };
    return listAnswer(
      { cursor, query, load: (after) => listTemplates(linear, query, { limit, after }) },
      {
        noun: 'template',
        legend: 'Row: name | makes | team | about.',
        line: (row) => joined([nameField(row.name, 100), row.type, row.team?.key, about(row)]),
      },
    );
  },
});

function about({ description }: { description?: string | null }): string | undefined {
  return description ? quotedTitle(description, 100) : undefined;
}

async function templateText(linear: Parameters<typeof getTemplate>[0], given: string): Promise<string> {
  const found = await getTemplate(linear, given);
  const team = found.team ? `team ${found.team.key}` : 'every team';
  const text = found.content ?? JSON.stringify(found.templateData, null, 1);
  const facts = [joined([quotedTitle(found.name), found.type, team]), about(found)];
  return detailText({ facts, body: { label: 'template', text } });
}

export const listAgentSkillsTool = defineTool({
  name: 'list_agent_skills',
  title: 'List or read agent skills',
  description: 'Lists the skills that people wrote for agents in Linear, or shows one.',
  toolset: 'workspace',
  access: 'read',
  extra: true,
  input: z.strictObject({ skill: name('Show this one: title or slug').optional(), ...paging }),
  run: async ({ skill: given, cursor, limit }, { linear }) => {
    if (given !== undefined && cursor !== undefined) refuse('cursor is for the list');
    if (given !== undefined) {
      const found = await getSkill(linear, given);
      const facts = [`${quotedTitle(found.name)} by ${nameField(found.owner.name)}`, about(found)];
      return { text: detailText({ facts, body: { label: 'skill', text: found.body } }) };
    }
    return listAnswer(
      { cursor, query: 'skills', load: (after) => listSkills(linear, { limit, after }) },
      {
        noun: 'skill',
        legend: 'Row: title (slug) | by | shared | about.',
        line: (row) =>
          joined([
            `${nameField(row.name, 100)} (${row.slugId ?? ''})`,
            nameField(row.owner.name),
            row.shared ? 'shared' : undefined,
            about(row),
          ]),
      },
    );
  },
});
