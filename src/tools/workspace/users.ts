import { z } from 'zod';
import { isMe } from '../../linear/names/given.js';
import { getUser, getViewer, type UserDetail } from '../../linear/workspace/users.js';
import { name } from '../fields.js';
import { linkField, nameField } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const getUserTool = defineTool({
  name: 'get_user',
  title: 'Get user',
  description: 'Shows one person of the Linear workspace with their teams; by default the person who asks.',
  toolset: 'workspace',
  access: 'read',
  input: z.strictObject({ user: name('Name, display name, email or "me"').default('me') }),
  run: async ({ user }, { linear }) => {
    const found = isMe(user) ? await getViewer(linear) : await getUser(linear, user);
    return { text: userText(found) };
  },
});

function userText(user: UserDetail): string {
  const teams = user.teams.nodes.map((team) => `${team.key} (${nameField(team.name)})`).join(', ');
  const notes = [
    user.active ? undefined : 'deactivated',
    user.admin ? 'admin' : undefined,
    user.guest ? 'guest' : undefined,
    user.title ? nameField(user.title) : undefined,
    user.timezone ? nameField(user.timezone) : undefined,
  ].filter((note) => note !== undefined);
  return [
    `${nameField(user.name)} (@${nameField(user.displayName)}) | ${nameField(user.email, 200)}`,
    ...(notes.length > 0 ? [notes.join(' | ')] : []),
    `Profile: ${linkField(user.url)} (in a comment or description, this link mentions them; @name does not)`,
    `Teams: ${teams === '' ? 'none' : teams}${user.teams.pageInfo.hasNextPage ? ' and more' : ''}`,
  ].join('\n');
}
