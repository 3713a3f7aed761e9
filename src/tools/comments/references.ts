import { fail } from '../../errors.js';
import { type CommentPlace, commentIn, placeOfLink } from '../../linear/comments/references.js';
import { updateIn } from '../../linear/projects/updates.js';
import { name } from '../fields.js';
import { issueIn } from '../references.js';

/** What can be commented on; tools take one of these. */
export const place = {
  issue: name('Such as ENG-123, link or UUID').optional(),
  project: name('Name, slug or link').optional(),
  initiative: name('Name, slug or link').optional(),
  document: name('Title, slug or link').optional(),
  update: name('Status update: its id').optional(),
};
type Places = { readonly [K in keyof typeof place]?: string | undefined };

/** The one place that is named; `undefined` when none is. */
export function placeIn(given: Places): CommentPlace | undefined {
  const { issue, project, initiative, document, update } = given;
  const named = [issue, project, initiative, document, update].filter((each) => each !== undefined);
  if (named.length > 1) refuse(`name one of ${Object.keys(place).join(', ')}`);
  if (named.length === 0) return undefined;
  if (issue !== undefined) return { issue: issueIn('issue', issue) };
  return update === undefined ? { project, initiative, document } : { update: updateIn(update) };
}

/** A comment and what it is on; a link names both, anything else needs the place beside it. */
export function commentPlace(given: Places & { comment: string }): {
  place: CommentPlace;
  reference: string;
} {
  const reference = commentReferenceIn('comment', given.comment);
  const at = placeIn(given) ?? placeOfLink(given.comment);
  return at === undefined
    ? refuse(`name what it is on (${Object.keys(place).join(', ')}), unless comment is a link`)
    : { place: at, reference };
}

/** A comment as answers show it; text that cannot name one is `invalid_arguments`. */
export function commentReferenceIn(argument: string, given: string): string {
  const reference = commentIn(given);
  if (reference !== undefined) return reference;
  return refuse(
    `${argument} must be a comment as get_issue shows it (eight hexadecimal digits), or its link`,
  );
}

function refuse(problem: string): never {
  return fail({ code: 'invalid_arguments', problems: [problem] });
}
