import { catalogue } from '../../../src/tools/catalogue.js';
import type { Tool } from '../../../src/tools/tool.js';
import type { Args, Ask, Example, Examples } from './example.js';
import { issueExamples } from './issues.js';
import { marketExamples } from './market.js';
import { planningExamples } from './planning.js';
import { workspaceExamples } from './workspace.js';

export type { Args, Ask, Example } from './example.js';

/** One ordinary call of every tool; a tool without one fails the tests that go through all tools. */
const examples: Examples = {
  ...issueExamples,
  ...workspaceExamples,
  ...planningExamples,
  ...marketExamples,
};

/** Every tool of the catalogue with its example. */
export const toolExamples: readonly (readonly [Tool, Example])[] = catalogue.map((tool) => {
  const example = examples[tool.name];
  if (example === undefined)
    throw new Error(`There is no example of ${tool.name}: add one in test/support/examples`);
  return [tool, example];
});

/** The arguments of an example, after its preparations. */
export async function argsOf(example: Example, ask: Ask): Promise<Args> {
  return typeof example === 'function' ? example(ask) : example;
}
