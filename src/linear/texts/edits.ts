import { fail } from '../../errors.js';
import { isShowable, type Place, placesOf, type Search, storedBeside } from './shown.js';

/** One change of a text, found by words that stand in it exactly once. */
export interface TextEdit {
  readonly op: 'replace' | 'insert_before' | 'insert_after' | 'prepend' | 'append' | 'replace_range';
  /** What to look for; nothing for `prepend` and `append`. */
  readonly find?: string | undefined;
  /** What to put there; never absent, for words that are forgotten must not delete others. */
  readonly text: string;
  /** `replace_range`: up to here, which stays; empty for the end of the text, and never absent for the same reason. */
  readonly until?: string | undefined;
  /** `replace`: wherever it stands, however often. */
  readonly all?: boolean | undefined;
}

/** Ten times what one argument may hold; edits that multiply must not fill the memory before Linear can refuse them. */
const MOST_CHARACTERS = 1_000_000;
/** Of one edit, for the same reason: nobody else is served while they are put together. */
const MOST_PLACES = 10_000;

/**
 * The text after all edits, each on the outcome of those before; or none of them. An edit whose words are not there,
 * or are there twice, was written for another text than this one, so it is refused and not guessed at.
 */
export function editText(text: string, edits: readonly TextEdit[]): string {
  const stored = storedBeside(text);
  return edits.reduce((current, edit, index) => {
    const refuse = (why: string): never =>
      fail({ code: 'invalid_arguments', problems: [`edit ${index + 1} (${edit.op}): ${why}`] });
    return apply(current, edit, stored(edit.text), refuse);
  }, text);
}

type Refuse = (why: string) => never;

/** What an operation takes beside `text`; the rest is for others, and would be dropped without a word. */
const TAKEN: Readonly<Record<TextEdit['op'], readonly ('find' | 'until' | 'all')[]>> = {
  prepend: [],
  append: [],
  insert_before: ['find'],
  insert_after: ['find'],
  replace: ['find', 'all'],
  replace_range: ['find', 'until'],
};

function apply(text: string, edit: TextEdit, put: string, refuse: Refuse): string {
  for (const field of ['find', 'until', 'all'] as const) {
    if (edit[field] && !TAKEN[edit.op].includes(field)) refuse(`it takes no ${field}`);
  }
  switch (edit.op) {
    case 'prepend':
      return joined(put, text);
    case 'append':
      return joined(text, put);
    case 'replace':
      return edit.all === true
        ? replaceAll(text, places(text, edit.find, refuse, { most: MOST_PLACES + 1 }), put, refuse)
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

/** Where words stand that must stand there once. */
function place(text: string, find: string | undefined, refuse: Refuse): Place {
  const [only, ...more] = places(text, find, refuse, { overlapping: true, most: 2 });
  return only === undefined || more.length > 0
    ? refuse('find stands there more than once: take more of the words around it')
    : only;
}

function places(
  text: string,
  find: string | undefined,
  refuse: Refuse,
  search: Search = {},
): readonly Place[] {
  if (find === undefined || find === '') return refuse('find is required');
  const found = placesOf(text, find, search);
  if (found.length > 0) return found;
  return refuse(
    !isShowable(text)
      ? 'find does not stand in the text, which is too long, or holds too much that is not shown as it is written, to be searched as it is shown: take words of one line, without images or special characters'
      : 'find does not stand in the text: it may have changed, read it again and copy exactly',
  );
}

function range(text: string, edit: TextEdit, refuse: Refuse): Place {
  const { from, to } = place(text, edit.find, refuse);
  if (edit.until === undefined) return refuse('until is required, empty for the end of the text');
  if (edit.until === '') return { from, to: text.length };
  const [end] = placesOf(text.slice(to), edit.until, { most: 1 });
  return end === undefined ? refuse('until does not stand after find') : { from, to: to + end.from };
}

function replaceAll(text: string, places: readonly Place[], put: string, refuse: Refuse): string {
  if (places.length > MOST_PLACES) {
    return refuse(`find stands there more than ${MOST_PLACES} times: take more of the words around it`);
  }
  const taken = places.reduce((sum, { from, to }) => sum + to - from, 0);
  if (text.length - taken + places.length * put.length > MOST_CHARACTERS) {
    return refuse(`the text would become longer than ${MOST_CHARACTERS} characters`);
  }
  const kept = places.map(({ from }, index) => text.slice(places[index - 1]?.to ?? 0, from));
  return [...kept, text.slice(places.at(-1)?.to ?? 0)].join(put);
}

function splice(text: string, { from, to }: Place, put: string): string {
  return text.slice(0, from) + put + text.slice(to);
}

/** Two pieces as paragraphs, unless one brings its own line break or both are items of a list. */
function joined(before: string, after: string): string {
  if (before === '' || after === '') return before + after;
  if (/\n$/.test(before) || /^\n/.test(after)) return before + after;
  const isList = LIST_ITEM.test(before.slice(before.lastIndexOf('\n') + 1)) && LIST_ITEM.test(after);
  return before + (isList ? '\n' : '\n\n') + after;
}

/** CommonMark §5.2, and the boxes of tasks, which are items too. */
const LIST_ITEM = /^[ \t]{0,20}(?:[-+*]|\d{1,9}[.)])[ \t]/;
