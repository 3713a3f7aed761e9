import { z } from 'zod';
import { type Marks, markIssue } from '../../linear/issues/around/marks.js';
import { commentReferenceIn } from '../comments/references.js';
import { name, shortText } from '../fields.js';
import { moment } from '../issues/fields.js';
import { issueIn } from '../references.js';
import { refuse } from '../shared/changes.js';
import { issueAt } from '../text/rows.js';
import { defineTool } from '../tool.js';

export const markIssueTool = defineTool({
  name: 'mark_issue',
  title: 'Follow, favor or react',
  description:
    "Sets the person's own marks on a Linear issue: subscription, favorite, reaction (also on a comment), reminder.",
  toolset: 'issues',
  access: 'write',
  idempotent: true,
  input: z.strictObject({
    id: name('The issue'),
    subscribed: z.boolean().describe('Follow it or not').optional(),
    favorite: z.boolean().describe('Keep it in the favorites or not').optional(),
    add_reaction: shortText('Emoji name, such as +1 or tada', 100).optional(),
    remove_reaction: shortText('Emoji name', 100).optional(),
    comment: name('Where the reaction goes, instead of the issue').optional(),
    remind_at: moment('Time with zone').optional(),
  }),
  run: async (input, { linear }) => {
    const { id, comment, subscribed, favorite, remind_at: remindAt } = input;
    const addReaction = emojiIn('add_reaction', input.add_reaction);
    const removeReaction = emojiIn('remove_reaction', input.remove_reaction);
    const marks = { subscribed, favorite, addReaction, removeReaction, remindAt };
    if (Object.values(marks).every((mark) => mark === undefined)) refuse('name at least one mark');
    if (comment !== undefined && addReaction === undefined && removeReaction === undefined) {
      refuse('comment goes with add_reaction or remove_reaction');
    }
    if (addReaction !== undefined && addReaction === removeReaction) {
      refuse('add_reaction and remove_reaction are the same: leave one of them out');
    }
    const reference = comment === undefined ? undefined : commentReferenceIn('comment', comment);
    const marked = await markIssue(linear, { id: issueIn('id', id), comment: reference }, marks);
    const lines = marked.marks.map(
      ({ what, asBefore }) => `${wordsFor(what, marks)}${asBefore ? ' already' : ''}`,
    );
    return { text: `${issueAt(marked.issue)}: ${lines.join(', ')}` };
  },
});

/** As Linear keeps it: a name, which people write with colons around it as well, or the sign itself. */
function emojiIn(argument: string, given: string | undefined): string | undefined {
  const emoji = given?.replace(/^:([^:]+):$/, '$1');
  const isOne = emoji === undefined || NAMED.test(emoji) || SIGN.test(emoji);
  return isOne ? emoji : refuse(`${argument} must be the name of an emoji, such as tada, or one emoji`);
}

const NAMED = /^[\w+-]{1,100}$/;
/** One sign, of however many code points: with a tone, as a family, or as a flag. */
const SIGN =
  /^(?=.{0,30}$)(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[\d#*]\uFE0F?\u20E3)[\p{Emoji_Component}\p{Extended_Pictographic}\u{E0020}-\u{E007F}]*$/u;

function wordsFor(what: keyof Marks, marks: Marks): string {
  switch (what) {
    case 'subscribed':
      return marks.subscribed ? 'subscribed' : 'not subscribed';
    case 'favorite':
      return marks.favorite ? 'in the favorites' : 'not in the favorites';
    case 'addReaction':
      return `reacted with ${marks.addReaction}`;
    case 'removeReaction':
      return `no reaction ${marks.removeReaction}`;
    case 'remindAt':
      return `reminder at ${marks.remindAt}`;
  }
}
