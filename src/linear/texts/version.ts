import { createHash } from 'node:crypto';
import { fail } from '../../errors.js';

/** A short name for the state of a text: whoever edits it can say which one they have read. */
export function versionOf(text: string | null | undefined): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex')
    .slice(0, 8);
}

/**
 * Refuses to touch a text that is no longer the one that was read. Linear has no conditional write, so this narrows
 * the gap to the moment between look-up and write; the text's own version and not the issue's `updatedAt` is
 * compared, for a new comment or label is no reason to refuse.
 */
export function checkVersion(text: string | null | undefined, expected: string | undefined): void {
  if (expected === undefined || expected.trim().toLowerCase() === versionOf(text)) return;
  const problem = `the text has changed since version ${expected.slice(0, 20)} was read: it is now ${versionOf(text)}; read it again`;
  fail({ code: 'invalid_arguments', problems: [problem] });
}
