import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { documentedVariables } from '../../src/config/variables.js';
import { catalogue } from '../../src/tools/catalogue.js';
import { parity } from '../support/parity/index.js';

/** The README's tables are made of the code; `npm run gen` writes them, and this test fails when they are old. */
const README = fileURLToPath(new URL('../../README.md', import.meta.url));

const tables: Record<string, string> = {
  tools: table(
    ['tool', 'toolset', 'kind', 'what it does'],
    catalogue.map((tool) => [`\`${tool.name}\``, tool.toolset, tool.access, firstSentence(tool.description)]),
  ),
  parity: table(
    ['capability', "Linear's server", 'here', 'toolset', 'what is different'],
    parity.map(({ what, theirs, ours, note = '' }) => [
      what,
      named(theirs) || 'none',
      named(ours),
      [...new Set(ours.map(toolsetOf))].join(', '),
      note,
    ]),
  ),
  configuration: table(
    ['variable', 'default', 'what'],
    documentedVariables().map(({ name, what, ...rest }) => [`\`${name}\``, rest.default, what]),
  ),
};

function named(tools: readonly string[]): string {
  return tools.map((tool) => `\`${tool}\``).join(', ');
}

/** Fails for a tool that is not there: a table must not promise one. */
function toolsetOf(name: string): string {
  const tool = catalogue.find((each) => each.name === name);
  if (tool === undefined) throw new Error(`The table of capabilities names ${name}, which is no tool`);
  return tool.toolset;
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function withTables(text: string): string {
  return text.replaceAll(
    /(<!-- generated: (\w+) -->\n).*?(<!-- \/generated -->)/gs,
    (_, open: string, name: string, close: string) => `${open}${tables[name]}\n${close}`,
  );
}

describe('the README', () => {
  it('shows the tools and the settings that the code has', async () => {
    await expect(withTables(readFileSync(README, 'utf8'))).toMatchFileSnapshot(README);
  });
});
