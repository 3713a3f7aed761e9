import type { Part } from '../../linear/rows.js';
import { linesWithin, MOST_TOKENS, pieceWithin, tokensAtMost, writtenWithin } from '../text/budget.js';
import { counted } from '../text/rows.js';
import { bodyText, createFence, type Fence } from '../text/untrusted.js';

/** A text by somebody else, and where it is to be read when it does not fit into the answer. */
export interface Block {
  readonly label: string;
  readonly text: string;
  readonly rest: string;
}

/** Something in full: what it is in a few lines, its long text within marks, and lists of what hangs off it. */
export interface Detail {
  readonly facts: readonly (string | undefined)[];
  readonly body?: {
    readonly label: string;
    readonly text: string | null | undefined;
    /** Which state of the text this is, for edits that must not meet another one. */
    readonly version?: string;
  };
  /** Where in the long text to start. */
  readonly from?: number | undefined;
  readonly lists?: readonly string[];
  /** Further long texts by other people, each in a block of its own. */
  readonly blocks?: readonly Block[];
}

/** The text of a detail within what an answer may hold; what is cut says how to read on. */
export function detailText(detail: Detail): string {
  const fence = createFence();
  const facts = detail.facts.filter((fact) => fact !== undefined);
  const lists = detail.lists ?? [];
  const shown = linesWithin(lists, MOST_TOKENS / 3);
  const cut = lists.length - shown.length;
  const listing = [...shown, ...(cut > 0 ? [`${counted(cut, 'line')} left out: include fewer parts.`] : [])];
  const left = MOST_TOKENS - 600 - tokensAtMost([...facts, ...listing].join('\n'));
  const hasBlocks = (detail.blocks ?? []).length > 0;
  const body = detail.body === undefined ? [] : [bodyBlock(fence, detail, hasBlocks ? left * 0.6 : left)];
  const rest = left - tokensAtMost(body.join('\n'));
  return [fence.notice, ...facts, ...body, ...listing, ...blocks(fence, detail, rest)].join('\n');
}

function bodyBlock(fence: Fence, { body, from = 0 }: Detail, tokens: number): string {
  const text = bodyText(body?.text ?? '');
  const label = body?.label ?? 'text';
  if (text === '') return `The ${label} is empty.`;
  if (from >= text.length) return `The ${label} ends before character ${from}: it has ${text.length}.`;
  const piece = pieceWithin(text, tokens, from);
  const end = from + piece.length;
  const range = from > 0 || end < text.length ? `, characters ${from} to ${end} of ${text.length}` : '';
  const version = body?.version === undefined ? '' : `, version ${body.version}`;
  const block = fence.block(`${label}${version}${range}`, piece);
  return end < text.length ? `${block}\nThe ${label} goes on: repeat the call with text_from ${end}.` : block;
}

function blocks(fence: Fence, detail: Detail, tokens: number): string[] {
  const all = detail.blocks ?? [];
  const shown = writtenWithin(all, tokens, ({ label, text }) => fence.block(label, text));
  const cut = all.slice(shown.length);
  if (cut.length === 0) return [...shown];
  const rest = [...new Set(cut.map((block) => block.rest))].join('; ');
  return [...shown, `${counted(cut.length, 'text')} left out to keep the answer short (the rest: ${rest}).`];
}

/** Where the rest of a list is that no tool brings. */
export const ONLY_IN_LINEAR = 'only in Linear';

/** A list under its heading, an empty one in one line; `rest` says where there is more of one that is not whole. */
export function section(noun: string, lines: readonly string[], rest?: string, note = ''): string[] {
  if (lines.length === 0 && rest === undefined) return [`No ${noun}s.`];
  const count = `${counted(lines.length, noun)}${note}`;
  const heading = rest === undefined ? `${count}:` : `The first ${count} (the rest: ${rest}):`;
  return [heading, ...lines.map((line) => `- ${line}`)];
}

/** A part of something under its heading, when it was asked for; `rest` says where more of it is, if there is more. */
export function partSection<Node>(
  noun: string,
  part: Part<Node> | undefined,
  line: (node: Node) => string,
  rest: string = ONLY_IN_LINEAR,
): string[] {
  return part === undefined ? [] : section(noun, part.nodes.map(line), isCut(part) ? rest : undefined);
}

/** Names in one line, which says when they are not all. */
export function namesLine<Node>(part: Part<Node>, named: (node: Node) => string): string {
  const names = part.nodes.map(named).join(', ');
  return isCut(part) ? `${names} (the rest: ${ONLY_IN_LINEAR})` : names;
}

/** Whether there is more of a part than was brought. */
export function isCut(part: Part<unknown> | undefined): boolean {
  return part?.pageInfo.hasNextPage ?? false;
}
