import { fail } from '../../errors.js';
import { versionOf } from '../../linear/texts/version.js';
import { linkField, nameField, quotedTitle, wholeField } from '../text/untrusted.js';

type Side = string | number | null | undefined;

/**
 * A field that a write can touch: the argument that asks for it, how it is read off before and after, and how it is
 * shown. A long text is shown by its length: the model has just written it, and the old one may be anything; with its
 * version where the tool takes one (`edited`).
 */
export type FieldReader<State> = readonly [
  argument: string,
  read: (state: State) => Side,
  shown?: 'edited' | 'long' | 'quoted' | 'whole',
];

/** What a write did: also what was asked for and was so already, and what changed without being asked for. */
export function changeLines<State>(
  { before, after }: { before: State; after: State },
  fields: readonly FieldReader<State>[],
  asked: ReadonlySet<string>,
): string[] {
  return fields.flatMap(([argument, read, how]) => {
    const [from, to] = [read(before) ?? '', read(after) ?? ''];
    const shown = SHOWN[how ?? 'plain'];
    // Whoever goes on editing the text needs not read it again.
    const version = how === 'edited' && to !== '' ? `, version ${versionOf(String(to))}` : '';
    const isLength = how === 'edited' || how === 'long';
    const left = isLength && from !== '' && to !== '' ? String(from).length : shown(from);
    if (from !== to) return [`${argument}: ${left} → ${shown(to)}${version}`];
    return asked.has(argument) ? [`${argument}: ${shown(to)} (as before)${version}`] : [];
  });
}

/** What something new is, as far as it is set. */
export function stateLines<State>(state: State, fields: readonly FieldReader<State>[]): string[] {
  return fields.flatMap(([argument, read, how]) => {
    const value = read(state) ?? '';
    return value === '' ? [] : [`${argument}: ${SHOWN[how ?? 'plain'](value)}`];
  });
}

/** Where something went: to the trash or the archive, or back. */
export function stateLine(from: string, to: string): string {
  return `state: ${beforeAfter(from, to)}`;
}

export const AS_BEFORE = ' (as before)';

export function beforeAfter(before: string, after: string): string {
  return before === after ? `${after}${AS_BEFORE}` : `${before} → ${after}`;
}

/** What a write answers: what it is about, what changed, and the link. */
export function changeAnswer(opening: string, lines: readonly string[], url: string | undefined) {
  return { text: [opening, ...lines, ...(url === undefined ? [] : [linkField(url)])].join('\n') };
}

/** What a create answers: what it made, or what an earlier call with its key had made, as that stands now. */
export function createdAnswer(
  isNew: boolean,
  what: string,
  lines: readonly string[] = [],
  url?: string | undefined,
) {
  const opening = isNew ? `Created ${what}.` : `Nothing created: this idempotency_key already made ${what}.`;
  return changeAnswer(opening, lines, url);
}

/** A list of names in a fixed order. */
export function namesOf(list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : [...list].sort().join(', ');
}

/** The arguments that were given, but for those that only say what is meant; an update without any is refused. */
export function askedFor(
  input: Readonly<Record<string, unknown>>,
  identifying: readonly string[],
): Set<string> {
  const keys = Object.keys(input).filter((key) => input[key] !== undefined && !identifying.includes(key));
  if (keys.length === 0) refuse('name at least one field to change');
  return new Set(keys);
}

/** Nothing was done, because of this. */
export function refuse(problem: string): never {
  return fail({ code: 'invalid_arguments', problems: [problem] });
}

const SHOWN = { edited: lengthOf, long: lengthOf, quoted, plain, whole } as const;

/** What is taken back as it is shown, to undo a change. */
function whole(value: string | number): string {
  return value === '' ? 'none' : wholeField(String(value));
}

function plain(value: string | number): string {
  return value === '' ? 'none' : nameField(String(value), 300);
}

function quoted(value: string | number): string {
  return value === '' ? 'none' : quotedTitle(String(value), 255);
}

function lengthOf(value: string | number): string {
  return value === '' ? 'none' : `${String(value).length} characters`;
}
