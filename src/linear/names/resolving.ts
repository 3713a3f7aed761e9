import { CallFailure, fail } from '../../errors.js';
import { cleanName, nearestFirst, same } from './comparing.js';
import { pasted, uuidIn } from './given.js';
import { asWritten, isLabel, type Kind, type LabelNode, labelKind } from './kinds.js';

/** A name as somebody gave it, and the argument it was given in. */
export interface Given {
  readonly argument: string;
  readonly given: string;
}

/** What Linear answered to a lookup: what is named so, and what resembles it. */
export interface Found<Node, Near = Node> {
  readonly exact: readonly Node[];
  readonly near: readonly Near[];
}

const MOST_CANDIDATES = 12;

/** Everything that fits the name; fails with candidates when nothing does. */
export function allNamed<Base, Node extends Base>(
  kind: Kind<Base, unknown>,
  asked: Given,
  found: Found<Node, Base>,
): readonly Node[] {
  const fitting = found.exact.filter((node) => kind.fits(node, asked.given));
  return fitting.length > 0 ? fitting : notFound(kind, asked, found.near);
}

/** The one thing that fits the name; fails with candidates when nothing or more than one does. */
export function oneNamed<Base, Node extends Base>(
  kind: Kind<Base, unknown>,
  asked: Given,
  found: Found<Node, Base>,
): Node {
  const fitting = allNamed(kind, asked, found);
  const closest = fitting.filter((node) => kind.closer?.(node, asked.given) === true);
  const meant = closest.length > 0 ? closest : fitting;
  const [first, second] = meant;
  if (first === undefined) return notFound(kind, asked, found.near);
  return second === undefined ? first : ambiguous(kind, asked, meant);
}

/** A label as a write needs it: its team is `null` when the whole workspace has it. */
export type ScopedLabel = LabelNode & {
  readonly isGroup: boolean;
  readonly team?: { readonly id: string } | null;
};

/** A label with what its group says of it: whether an issue carries one or several of it. */
export type WrittenLabel = ScopedLabel & {
  readonly parent?: { readonly id: string; readonly name: string; readonly groupType?: string | null } | null;
};

/** The one label of the team (or, failing that, of the workspace) that fits; a group is not a label to put on. */
export function labelOfTeam<Label extends ScopedLabel>(
  asked: Given,
  found: Found<Label>,
  teamId: string,
): Label {
  const usable = (label: Label): boolean => label.team == null || label.team.id === teamId;
  const inScope = found.exact.filter(usable);
  const alike = inScope.filter((label) => !label.isGroup && isLabel(label, asked.given));
  const named = asWritten(alike, asked.given);
  const own = named.filter((label) => label.team != null);
  const [first, second] = own.length > 0 ? own : named;
  if (first !== undefined) return second === undefined ? first : ambiguous(labelKind, asked, named);
  const inGroup = inScope.filter((label) => !label.isGroup && labelKind.fits(label, asked.given));
  if (inGroup.length > 0) return ambiguous(labelKind, asked, inGroup);
  const near = found.near.filter((label) => usable(label) && !label.isGroup);
  const isElsewhere = found.exact.some((label) => !label.isGroup && isLabel(label, asked.given));
  return notFound(
    labelKind,
    isElsewhere ? { ...asked, argument: `${asked.argument} of this team` } : asked,
    near,
  );
}

/** Refuses a new name that another one of `what` has: then nothing would name either of them. */
export function refuseTaken(
  name: string | undefined,
  others: readonly { readonly name: string }[],
  what: string,
): void {
  if (name === undefined || !others.some((other) => same(other.name, name))) return;
  fail({ code: 'invalid_arguments', problems: [`name is taken by another ${what}`] });
}

function notFound<Node>(kind: Kind<Node, unknown>, asked: Given, near: readonly Node[]): never {
  const candidates = candidatesOf(kind, near, asked.given);
  const others = kind.others === undefined || candidates.length === 0 ? [] : [kind.others];
  return fail({ code: 'name_not_found', ...echo(asked), candidates: [...candidates, ...others] });
}

function ambiguous<Node>(kind: Kind<Node, unknown>, asked: Given, fitting: readonly Node[]): never {
  const written = (node: Node): string => {
    const text = kind.written(node);
    return isNamedBy(text, { kind, node, fitting }) ? text : withId(text, node);
  };
  return fail({
    code: 'name_ambiguous',
    ...echo(asked),
    candidates: shortened(fitting.map(written), asked.given),
  });
}

/** Whether its candidate, given back, means this one and no other of those that fit. */
function isNamedBy<Node>(
  written: string,
  { kind, node, fitting }: { kind: Kind<Node, unknown>; node: Node; fitting: readonly Node[] },
): boolean {
  const others = fitting.filter((other) => other !== node && kind.fits(other, written));
  return kind.closer?.(node, written) === true
    ? !others.some((other) => kind.closer?.(other, written))
    : others.length === 0;
}

function withId(written: string, node: unknown): string {
  const { id } = node as { readonly id?: string };
  return id === undefined || uuidIn(written) === id ? written : `${written} (${id})`;
}

/** Head and tail are cut for themselves: without its tail, a candidate given back would not be this one. */
export function candidate(written: string): string {
  const parts = pasted(written);
  return parts === undefined ? cleanName(written) : `${cleanName(parts.head)} (${cleanName(parts.tail)})`;
}

/** What was given, as a sentence may repeat it: a model may have copied it from anywhere. */
function echo({ argument, given }: Given): Given {
  return { argument, given: cleanName(given) };
}

/** Candidates are names that people chose in Linear, so they are cleaned, and never so many as to bury the point. */
function candidatesOf<Node>(kind: Kind<Node, unknown>, nodes: readonly Node[], given: string): string[] {
  return shortened(nodes.map(kind.written), given);
}

function shortened(candidates: readonly string[], given: string): string[] {
  const written = nearestFirst([...new Set(candidates.map(candidate))], given);
  const shown = written.slice(0, MOST_CANDIDATES);
  return written.length > shown.length ? [...shown, `${written.length - shown.length} more`] : shown;
}

/** The answer of Linear; when it has no such thing, the failure says which one was meant. `what` is our own text. */
export async function withNotFound<T>(what: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CallFailure && error.failure.code === 'linear_not_found') {
      return fail({ code: 'linear_not_found', what });
    }
    throw error;
  }
}
