import { z } from 'zod';
import { fail } from '../../errors.js';
import { editText, type TextEdit } from '../../linear/texts/edits.js';
import { asStored } from '../../linear/texts/shown.js';
import { checkVersion } from '../../linear/texts/version.js';
import { listOf, text } from '../fields.js';

const OPERATIONS = [
  'replace',
  'insert_before',
  'insert_after',
  'prepend',
  'append',
  'replace_range',
] as const;

/** Words to look for; of more than that, fewer do. */
const words = text(10_000);

const edit = z.strictObject({
  op: z.enum(OPERATIONS),
  find: words.describe('Exact words, once in the text').optional(),
  text: text(100_000).describe('append adds a paragraph'),
  until: words.describe('replace_range ends before this, "" is the end').optional(),
  all: z.boolean().describe('replace everywhere').optional(),
});

/** Edits of a long text: in order, and all of them or none. */
export function edits(what: string) {
  return listOf(edit, { max: 50 }).describe(`Edits ${what} in order, all or none`);
}

/** The state of a text that a caller has read, as the answers name it. */
export function version() {
  return z
    .string()
    .refine((text) => /^[0-9a-f]{8}$/i.test(text.trim()), 'must be a version as the text was shown with')
    .describe('Refuses when the text is no longer this version');
}

/** What becomes of the present text: the new one, the edited one, or nothing that was asked for. */
export function newTextOf(given: {
  text: string | undefined;
  edits: readonly TextEdit[] | undefined;
  version: string | undefined;
  name: string;
}): ((present: string) => string) | undefined {
  const { text, edits, version, name } = given;
  if (text !== undefined && edits !== undefined) {
    fail({ code: 'invalid_arguments', problems: [`give ${name} or edits, not both`] });
  }
  if (text === undefined && edits === undefined) {
    return version === undefined
      ? undefined
      : fail({ code: 'invalid_arguments', problems: [`version goes with ${name} or edits`] });
  }
  return (present) => {
    checkVersion(present, version);
    return text === undefined ? editText(present, edits ?? []) : asStored(text, present);
  };
}
