import { z } from 'zod';
import { askForeign } from '../../linear/foreign/ask.js';
import { cutAt, shownText } from '../../linear/text.js';
import { charactersWithin, MOST_TOKENS } from '../text/budget.js';
import { createFence } from '../text/untrusted.js';
import { type Answer, defineTool, type Tool } from '../tool.js';

const input = z.strictObject({
  document: z.string().describe('One GraphQL operation, without text in quotes'),
  variables: z.record(z.string(), z.unknown()).describe('All text goes here').optional(),
});

const queryTool = defineTool({
  name: 'linear_graphql',
  title: 'Query Linear',
  description:
    "Asks Linear's GraphQL API what no other tool covers. Page with first (at most 250); query ($name: String!) { __type(name: $name) { fields { name } inputFields { name } } } shows a type.",
  toolset: 'graphql',
  access: 'read',
  input,
  run: async ({ document, variables = {} }, { linear }) =>
    answerOf(await askForeign(linear, 'query', { document, variables })),
});

const mutationTool = defineTool({
  name: 'linear_graphql_mutation',
  title: 'Change something in Linear',
  description:
    "Sends a mutation to Linear's GraphQL API for what no other tool covers. Prefer the other tools: they resolve names.",
  toolset: 'graphql',
  access: 'write',
  destructive: true,
  input,
  run: async ({ document, variables = {} }, { linear }) =>
    answerOf(await askForeign(linear, 'mutation', { document, variables })),
});

/** The long tail: off unless an operator names the toolset. Two tools, so that reading can be allowed alone. */
export const graphqlTools: readonly Tool[] = [queryTool, mutationTool];

/** More of an answer is not even cleaned: so much JSON is more than an answer may hold, whatever it says. */
const MOST_READ = 300_000;

/** Linear's answer as compact JSON in a block: every text in it may be anybody's. */
function answerOf(data: unknown): Answer {
  const room = { left: MOST_READ };
  const json = JSON.stringify(shownOf(data, room)) ?? 'null';
  const piece = cutAt(json, charactersWithin(json, MOST_TOKENS - 500));
  const fence = createFence();
  const isCut = room.left < 0 || piece.length < json.length;
  const cut = isCut ? `\nCut after ${piece.length} characters: ask for fewer rows or fields.` : '';
  return { text: `${fence.notice}\n${fence.block("Linear's answer, nulls left out", piece)}${cut}` };
}

/**
 * The beginning of a value that fits, without nulls. Text is cleaned before it becomes JSON: afterwards that would break
 * its quotes. Names too, which JSON of people may bring. When the room is used up, `left` is below nothing.
 */
function shownOf(value: unknown, room: { left: number }): unknown {
  if (value === null) return undefined;
  if (typeof value === 'string') return shownText(taken(value, room));
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return [...elementsOf(value, room)];
  return Object.fromEntries(membersOf(value, room));
}

function* elementsOf(list: readonly unknown[], room: { left: number }): Iterable<unknown> {
  for (const each of list) {
    if (--room.left < 0) return;
    yield shownOf(each, room) ?? null;
  }
}

function* membersOf(record: object, room: { left: number }): Iterable<[string, unknown]> {
  for (const [name, each] of Object.entries(record)) {
    if (--room.left < 0) return;
    yield [shownText(taken(name, room)), shownOf(each, room)];
  }
}

function taken(text: string, room: { left: number }): string {
  const most = Math.max(0, room.left);
  room.left -= text.length;
  return cutAt(text, most);
}
