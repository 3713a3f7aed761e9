import { z } from 'zod';
import { RELATIONS, type Relating, relateIssues } from '../../linear/issues/around/relations.js';
import { name, names } from '../fields.js';
import { issueIn } from '../references.js';
import { stateLine } from '../shared/changes.js';
import { issueAt } from '../text/rows.js';
import { nameField } from '../text/untrusted.js';
import { defineTool } from '../tool.js';

export const linkIssuesTool = defineTool({
  name: 'link_issues',
  title: 'Relate issues',
  description:
    'Makes a Linear issue block, be blocked by, relate to or duplicate others, or ends that. Marking a duplicate closes the issue.',
  toolset: 'issues',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    id: name('The issue'),
    relation: z.enum(RELATIONS).describe('How it stands to the others'),
    to: names('The others; up to 20'),
    remove: z.boolean().describe('Ends the relation instead').default(false),
  }),
  run: async ({ id, relation, to, remove }, { linear }) => {
    const others = [...new Set(to.map((one) => issueIn('to', one)))];
    const wanted = { id: issueIn('id', id), relation, to: others, remove };
    const { related, states } = await relateIssues(linear, wanted);
    const verb = relation.replaceAll('_', ' ');
    const lines = related.map(({ issue, other, asBefore }) => {
      const what = `${issueAt(issue)} ${verb === 'related' ? 'related to' : verb} ${issueAt(other)}`;
      return `${what} | ${remove ? 'ended' : 'set'}${asBefore ? ' already' : ''}`;
    });
    return { text: [...lines, ...(relation === 'duplicate_of' ? [closing(states, remove)] : [])].join('\n') };
  },
});

/** A duplicate is closed, and is not opened again when it is none after all: neither goes without saying. */
function closing({ before, after }: Relating['states'], remove: boolean): string {
  const isClosed = ['completed', 'canceled', 'duplicate'].includes(after.type);
  const state = stateLine(nameField(before.name), nameField(after.name));
  return remove && isClosed ? `${state}; it stays closed until update_issue gives it another state` : state;
}
