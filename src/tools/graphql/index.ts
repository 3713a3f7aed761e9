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

/** Linear's answer as compact JSON in a block: every text in it may be anybody's. */
function answerOf(data: unknown): Answer {
  const json = JSON.stringify(data, shownIn) ?? 'null';
  const piece = cutAt(json, charactersWithin(json, MOST_TOKENS - 500));
  const fence = createFence();
  const cut =
    piece.length < json.length
      ? `\nCut after ${piece.length} of ${json.length} characters: ask for fewer rows or fields.`
      : '';
  return { text: `${fence.notice}\n${fence.block("Linear's answer, nulls left out", piece)}${cut}` };
}

/** Text is cleaned before it becomes JSON: afterwards that would break its quotes. Names too, which JSON of people may bring. */
function shownIn(_key: string, value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value === 'string') return shownText(value);
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [shownText(name), each]));
}
