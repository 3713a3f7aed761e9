import { fileURLToPath } from 'node:url';
import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLinear } from '../../src/linear/client.js';
import { advertise } from '../../src/mcp/advertise.js';
import { type LinearSandbox, startLinear } from '../../src/sandbox/linear/index.js';
import { catalogue } from '../../src/tools/catalogue.js';
import { within } from '../../src/tools/selection.js';
import type { Tool } from '../../src/tools/tool.js';
import { TOOLSETS, type ToolsetWord } from '../../src/toolsets.js';
import { type Args, argsOf, toolExamples } from '../support/examples/index.js';

/**
 * What the catalogue costs a model (tokens of cl100k) and a person's quota at Linear (requests, points). `npm run gen`
 * writes costs.md; this test fails when it is old or when a figure is over its limit. The workspace and the clock are
 * always the same, and what is random in an answer is taken out before it is counted.
 */
const COSTS = fileURLToPath(new URL('./costs.md', import.meta.url));
const NOW = Date.UTC(2026, 8, 1, 9);
const PERSON = 'ada@lumen.example';

const tokens = (text: string): number => encode(withoutChance(text)).length;
const listOf = (tools: readonly Tool[]): string => JSON.stringify({ tools: tools.map(advertise) });
const choose = (...toolsets: ToolsetWord[]): readonly Tool[] =>
  within(catalogue, { toolsets, readOnly: false });

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0, clock: () => NOW });
});
afterAll(() => sandbox.close());

interface Cost {
  readonly text: string;
  readonly structured: number;
  readonly requests: number;
  readonly points: number;
}

async function call(name: string, args: Args): Promise<Cost> {
  const tool = catalogue.find((each) => each.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  const { signal } = new AbortController();
  const token = async () => sandbox.issueTokenFor(PERSON).accessToken;
  const linear = createLinear({ apiUrl: sandbox.graphqlUrl, userAgent: 'test/1' })({ token, signal });
  const before = sandbox.journal().length;
  const answer = await tool.run(args, { linear, signal, now: new Date(NOW), progress: () => undefined });
  const spent = sandbox.journal().slice(before);
  const { structured } = answer;
  return {
    text: answer.text,
    structured: structured === undefined ? 0 : tokens(JSON.stringify(structured)),
    requests: spent.length,
    points: spent.reduce((sum, entry) => sum + entry.complexity, 0),
  };
}

/** Fences, references and links of this run, as something of the same length that is always the same. */
function withoutChance(text: string): string {
  return text.replace(/\b[0-9a-f]{8}\b/g, '0a1b2c3d').replace(/\b[0-9a-f-]{36}\b/g, '0a1b2c3d');
}

const ANSWERS: readonly (readonly [string, string, Args, number])[] = [
  ['list of 50 issues', 'list_issues', {}, 3_000],
  ['list of 50 issues in full', 'list_issues', { detail: 'full' }, 6_500],
  ['list of 250 issues', 'list_issues', { limit: 250 }, 20_000],
  ['search, 20 rows', 'search_issues', { term: 'robot' }, 1_400],
  ['issue with comments', 'get_issue', { ids: ['ENG-1'], include: ['comments'] }, 2_000],
  [
    'issue with everything',
    'get_issue',
    { ids: ['ENG-13'], include: ['comments', 'relations', 'children', 'attachments', 'history'] },
    3_000,
  ],
  ['ten issues in full', 'get_issue', { ids: Array.from({ length: 10 }, (_, n) => `ENG-${n + 20}`) }, 5_000],
  ['teams with states, labels, cycles', 'list_teams', { include: ['states', 'labels', 'cycles'] }, 1_500],
];

/** Rounded up, so that a word more is no new file. */
const about = (count: number): number => Math.ceil(count / 50) * 50;

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

describe('what the catalogue costs', () => {
  it('is at most 25 tools and 8,000 tokens by default, and 18,000 tokens in all', () => {
    expect(choose('default').length).toBeLessThanOrEqual(25);
    expect(tokens(listOf(choose('default')))).toBeLessThan(8_000);
    expect(tokens(listOf(choose('all')))).toBeLessThan(18_000);
  });

  it.each(ANSWERS)('%s stays within its budget', async (_what, tool, args, budget) => {
    expect(tokens((await call(tool, args)).text)).toBeLessThan(budget);
  });

  it('stands in costs.md', async () => {
    const sets = (['default', 'all', ...TOOLSETS] as const).map((set) => {
      const tools = choose(set);
      return [set, tools.length, tools.length === 0 ? 0 : tokens(listOf(tools))];
    });
    const answers: (string | number)[][] = [];
    for (const [what, tool, args] of ANSWERS) {
      const cost = await call(tool, args);
      answers.push([what, `\`${tool}\``, about(tokens(cost.text)), cost.points]);
    }
    const calls: (string | number)[][] = [];
    for (const [tool, example] of toolExamples) {
      const args = await argsOf(example, async (other, given) => (await call(other, given)).text);
      const cost = await call(tool.name, args);
      const { toolset, extra } = tool;
      const definition = tokens(JSON.stringify(advertise(tool)));
      const structured = cost.structured === 0 ? '' : about(cost.structured);
      calls.push([
        `\`${tool.name}\``,
        toolset,
        extra ? 'extra' : '',
        definition,
        cost.requests,
        cost.points,
        structured,
      ]);
      expect(cost.requests, tool.name).toBeLessThanOrEqual(tool.access === 'read' ? 1 : 2);
      expect(cost.points, tool.name).toBeLessThan(10_000);
    }
    const text = [
      '# What it costs',
      'Made by `npm run gen`, held by `test/snapshots/costs.test.ts`. Tokens are those of cl100k; points are what the embedded workspace counts by the published formula of Linear, whose own figures are lower for flat pages.',
      '## The list of tools',
      'The whole answer to `tools/list`. By default: at most 25 tools and 8,000 tokens; all: at most 18,000.',
      table(['toolsets', 'tools', 'tokens'], sets),
      '## Standard answers',
      'Rounded up to the next fifty.',
      table(['answer', 'tool', 'tokens', 'points'], answers),
      '## One ordinary call of every tool',
      '`extra` is served only when its toolset is named. `structured` is what `structuredContent` adds to the text: it is given where it says the whole outcome in a few words, and not where it would say the rows a second time.',
      table(['tool', 'toolset', '', 'definition', 'requests', 'points', 'structured'], calls),
    ].join('\n\n');
    await expect(`${text}\n`).toMatchFileSnapshot(COSTS);
  });
});
