import { z } from 'zod';
import { changeComment, deleteComment } from '../../linear/comments/changing.js';
import { createComment } from '../../linear/comments/creating.js';
import { commentReference, placeOfLink } from '../../linear/comments/references.js';
import { versionOf } from '../../linear/texts/version.js';
import { idempotencyKey, longText, name } from '../fields.js';
import { refuse } from '../shared/changes.js';
import { edits, newTextOf, version } from '../text/edits.js';
import { linkField, nameField } from '../text/untrusted.js';
import { defineTool } from '../tool.js';
import { commentPlace, commentReferenceIn, place, placeIn } from './references.js';
import { onWords } from './words.js';

const notEmpty = (text: string): boolean => text.trim() !== '';
const body = longText('Markdown; mention people by the link that get_user shows').refine(
  notEmpty,
  'must not be empty',
);

export const createCommentTool = defineTool({
  name: 'create_comment',
  title: 'Create comment',
  description:
    'Writes a comment on one Linear issue, project, initiative, document or status update, or a reply in a thread, as the person who asks.',
  toolset: 'issues',
  access: 'write',
  input: z.strictObject({
    ...place,
    body,
    parent: name('Comment to reply to, as get_issue shows it, or its link').optional(),
    idempotency_key: idempotencyKey(),
  }),
  run: async (input, { linear }) => {
    const { parent } = input;
    const at =
      placeIn(input) ??
      (parent === undefined ? undefined : placeOfLink(parent)) ??
      refuse(`name one of ${Object.keys(place).join(', ')}`);
    const replyTo = parent === undefined ? undefined : commentReferenceIn('parent', parent);
    const wanted = { body: input.body, replyTo, key: input.idempotency_key };
    const { made: comment, isNew } = await createComment(linear, at, wanted);
    const what = `${replyTo === undefined ? 'Comment' : 'Reply'} ${commentReference(comment)}`;
    const text = isNew
      ? `${what} written on ${onWords(comment)}.`
      : `Nothing written: this idempotency_key already made ${what.toLowerCase()} on ${onWords(comment)}.`;
    return { text: `${text}\n${linkField(comment.url)}` };
  },
});

const which = {
  comment: name('As get_issue or list_comments show it, or its link'),
  ...place,
};

export const updateCommentTool = defineTool({
  name: 'update_comment',
  title: 'Update comment',
  description: "Changes one's own comment, or resolves or reopens the thread that it is in.",
  toolset: 'issues',
  access: 'write',
  destructive: true,
  idempotent: true,
  input: z.strictObject({
    ...which,
    body: longText('Markdown; replaces the text').refine(notEmpty, 'must not be empty').optional(),
    edits: edits('the text').optional(),
    version: version().optional(),
    resolved: z.boolean().describe('true resolves the thread, false reopens it').optional(),
  }),
  run: async (input, { linear }) => {
    const { body: text, edits, version, resolved } = input;
    const at = commentPlace(input);
    const edit = newTextOf({ text, edits, version, name: 'body' });
    if (edit === undefined && resolved === undefined) refuse('give body, edits or resolved');
    const { before, after, on } = await changeComment(linear, at, { edit, resolved });
    const was = before.body ?? '';
    const lines = [
      ...(edit
        ? [`text: ${was.length} → ${after.body.length} characters, version ${versionOf(after.body)}`]
        : []),
      ...(resolved === undefined ? [] : [resolved ? 'thread: resolved' : 'thread: open']),
    ];
    return {
      text: [`Comment ${commentReference(before)} on ${onWords(on)}`, ...lines, linkField(after.url)].join(
        '\n',
      ),
    };
  },
});

export const deleteCommentTool = defineTool({
  name: 'delete_comment',
  title: 'Delete comment',
  description: "Deletes a comment for good, with its replies: one's own; admins may delete anybody's.",
  toolset: 'issues',
  access: 'write',
  destructive: true,
  extra: true,
  input: z.strictObject(which),
  run: async (input, { linear }) => {
    const at = commentPlace(input);
    const { comment, on, replies } = await deleteComment(linear, at);
    const [what, by] = [comment.parent ? 'Reply' : 'Comment', comment.user?.name];
    const whose = by === undefined ? '' : ` of ${nameField(by)}`;
    const more = replies === 0 ? '' : ` with ${replies === 1 ? 'its reply' : `its ${replies} replies`}`;
    return { text: `${what} ${commentReference(comment)}${whose} on ${onWords(on)} is deleted${more}.` };
  },
});
