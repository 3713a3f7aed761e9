import { fail } from '../errors.js';
import { issueReference } from '../linear/names/given.js';
import { shown } from './arguments.js';

/** An issue as Linear takes it; text that cannot name one is `invalid_arguments`. */
export function issueIn(argument: string, given: string): string {
  const reference = issueReference(given);
  if (reference !== undefined) return reference;
  const problem = `${argument} must be an issue such as ENG-123, its link or its UUID, not ${shown(given)}`;
  return fail({ code: 'invalid_arguments', problems: [problem] });
}
