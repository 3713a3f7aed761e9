import { fail } from '../../errors.js';

/** One change of a text, found by words that stand in it exactly once. */
export interface TextEdit {
  readonly op: 'replace' | 'insert_before' | 'insert_after' | 'prepend' | 'append' | 'replace_range';
  /** What to look for; nothing for `prepend` and `append`. */
  readonly find?: string | undefined;
  /** What to put there. */
  readonly text?: string | undefined;
  /** `replace_range`: up to here, which stays. */
  readonly until?: string | undefined;
  /** `replace`: wherever it stands, however often. */
  readonly all?: boolean | undefined;
}

/** Ten times what one argument may hold; edits that multiply must not fill the memory before Linear can refuse them. */
const MOST_CHARACTERS = 1_000_000;

/**
 * The text after all edits, each on the outcome of those before; or none of them. An edit whose words are not there,
 * or are there twice, was written for another text than this one, so it is refused and not guessed at.
 */
export function editText(text: string, edits: readonly TextEdit[]): string {
  return edits.reduce((current, edit, index) => {
    const refuse = (why: string): never =>
      fail({ code: 'invalid_arguments', problems: [`edit ${index + 1} (${edit.op}): ${why}`] });
    return apply(current, edit, refuse);
  }, text);
}

type Refuse = (why: string) => never;

function apply(text: string, edit: TextEdit, refuse: Refuse): string {
  const put = edit.text ?? '';
  switch (edit.op) {
    case 'prepend':
      return joined(put, text);
    case 'append':
      return joined(text, put);
    case 'replace':
      return edit.all === true
        ? replaceAll(text, edit, refuse)
        : splice(text, place(text, edit.find, refuse), put);
    case 'insert_before': {
      const { from } = place(text, edit.find, refuse);
      return splice(text, { from, to: from }, put);
    }
    case 'insert_after': {
      const { to } = place(text, edit.find, refuse);
      return splice(text, { from: to, to }, put);
    }
    case 'replace_range':
      return splice(text, range(text, edit, refuse), put);
  }
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where words stand that must stand there once. */
function place(text: string, find: string | undefined, refuse: Refuse): Place {
  const words = wordsIn(text, find, refuse);
  const from = text.indexOf(words);
  if (text.indexOf(words, from + 1) >= 0)
    refuse('find stands there more than once: take more of the words around it');
  return { from, to: from + words.length };
}

function range(text: string, edit: TextEdit, refuse: Refuse): Place {
  const { from, to } = place(text, edit.find, refuse);
  if (edit.until === undefined || edit.until === '') return { from, to: text.length };
  const end = text.indexOf(asWritten(edit.until, text), to);
  return end < 0 ? refuse('until does not stand after find') : { from, to: end };
}

function replaceAll(text: string, edit: TextEdit, refuse: Refuse): string {
  const words = wordsIn(text, edit.find, refuse);
  const put = edit.text ?? '';
  const pieces = text.split(words);
  const length = text.length + (pieces.length - 1) * (put.length - words.length);
  return length > MOST_CHARACTERS
    ? refuse(`the text would become longer than ${MOST_CHARACTERS} characters`)
    : pieces.join(put);
}

function wordsIn(text: string, find: string | undefined, refuse: Refuse): string {
  if (find === undefined || find === '') return refuse('find is required');
  const words = asWritten(find, text);
  return text.includes(words)
    ? words
    : refuse('find does not stand in the text: it may have changed, read it again and copy exactly');
}

/** Images are shown to a model as links, `[image: …](…)`; in Linear they stand as they were written. */
function asWritten(find: string, text: string): string {
  return text.includes(find) ? find : find.replaceAll('[image: ', '![');
}

function splice(text: string, { from, to }: Place, put: string): string {
  return text.slice(0, from) + put + text.slice(to);
}

/** Two pieces as paragraphs, unless one brings its own line break. */
function joined(before: string, after: string): string {
  if (before === '' || after === '') return before + after;
  return /\n$/.test(before) || /^\n/.test(after) ? before + after : `${before}\n\n${after}`;
}
