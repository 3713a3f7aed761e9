import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { fail } from '../errors.js';
import type { Linear } from '../linear/client.js';
import { commentIn, commentReference, createComment, threadOf } from '../linear/comments.js';
import { longText, name } from './fields.js';
import { issueIn } from './references.js';
import { linkField } from './text/untrusted.js';
import { defineTool } from './tool.js';

export const createCommentTool = defineTool({
  name: 'create_comment',
  title: 'Create comment',
  description: 'Writes a comment on a Linear issue, or a reply in a thread, as the person who asks.',
  toolset: 'issues',
  access: 'write',
  input: z.strictObject({
    issue: name('Issue such as ENG-123, link or UUID'),
    body: longText('Markdown').refine((text) => text.trim() !== '', 'must not be empty'),
    parent: name('Comment to reply to, as get_issue shows it').optional(),
  }),
  run: async (input, { linear }) => {
    const issue = issueIn('issue', input.issue);
    const parentId = input.parent === undefined ? undefined : await rootOf(linear, issue, input.parent);
    const made = await createComment(linear, {
      id: randomUUID(),
      issue,
      body: input.body,
      ...(parentId !== undefined && { parentId }),
    });
    const what = `${parentId === undefined ? 'Comment' : 'Reply'} ${commentReference(made)}`;
    return { text: `${what} written on ${made.issue?.identifier ?? issue}.\n${linkField(made.url)}` };
  },
});

async function rootOf(linear: Linear, issue: string, parent: string): Promise<string> {
  const reference = commentIn(parent);
  if (reference !== undefined) return threadOf(linear, issue, reference);
  const problem = 'parent must be a comment as get_issue shows it (eight hexadecimal digits), or its link';
  return fail({ code: 'invalid_arguments', problems: [problem] });
}
