import { fail } from '../../errors.js';
import { commentIn, issueOfLink } from '../../linear/comments.js';
import { issueIn } from '../references.js';

/** A comment and its issue; a link names both, anything else needs the issue beside it. */
export function commentPlace(given: { issue?: string | undefined; comment: string }): {
  issue: string;
  reference: string;
} {
  const reference = commentReferenceIn('comment', given.comment);
  const linked = issueOfLink(given.comment);
  if (given.issue !== undefined) return { issue: issueIn('issue', given.issue), reference };
  if (linked !== undefined) return { issue: linked, reference };
  return fail({ code: 'invalid_arguments', problems: ['issue is required, unless comment is a link'] });
}

/** A comment as answers show it; text that cannot name one is `invalid_arguments`. */
export function commentReferenceIn(argument: string, given: string): string {
  const reference = commentIn(given);
  if (reference !== undefined) return reference;
  const problem = `${argument} must be a comment as get_issue shows it (eight hexadecimal digits), or its link`;
  return fail({ code: 'invalid_arguments', problems: [problem] });
}
