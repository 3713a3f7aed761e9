import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { documentedVariables } from '../../src/config/variables.js';
import { auditRecord } from '../../src/telemetry/audit/record.js';
import { METRICS } from '../../src/telemetry/metrics.js';
import { catalogue } from '../../src/tools/catalogue.js';
import { matrixRows } from '../interop/support/clients.js';
import { countRows } from '../interop/support/conformance.js';
import { parity } from './parity.js';

/** The README's tables are made of the code; `npm run gen` writes them, and this test fails when they are old. */
const README = fileURLToPath(new URL('../../README.md', import.meta.url));

const tables: Record<string, string> = {
  tools: table(
    ['tool', 'toolset', 'kind', 'what it does'],
    catalogue.map((tool) => [`\`${tool.name}\``, tool.toolset, tool.access, firstSentence(tool.description)]),
  ),
  parity: table(
    ['what', "Linear's server", 'here', 'toolset'],
    parity.map(({ capability, theirs, ours, note }) => [
      capability,
      theirs.length === 0 ? 'none' : theirs.map(code).join(', '),
      [ours.map(code).join(', '), note ?? ''].filter((part) => part !== '').join('; '),
      [...new Set(ours.map(toolsetOf))].join(', '),
    ]),
  ),
  clients: table(
    ['client', 'version', 'protocol', 'registration', 'result'],
    matrixRows(() => 'signs in, lists, calls, refreshes'),
  ),
  conformance: table(['', 'scenarios passed', 'checks in them', 'not applicable'], countRows()),
  configuration: table(
    ['variable', 'default', 'what'],
    documentedVariables().map(({ name, what, ...rest }) => [`\`${name}\``, rest.default, what]),
  ),
  metrics: table(
    ['metric', 'labels', 'what'],
    Object.values(METRICS).map(({ name, labels, help }) => [code(name), labels.map(code).join(', '), help]),
  ),
  audit: table(
    ['field', 'what'],
    Object.entries(z.toJSONSchema(auditRecord).properties ?? {}).map(([name, schema]) => [
      code(name),
      typeof schema === 'object' ? (schema.description ?? '') : '',
    ]),
  ),
};

function code(name: string): string {
  return `\`${name}\``;
}

function toolsetOf(name: string): string {
  return catalogue.find((tool) => tool.name === name)?.toolset ?? '';
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

  it('shows settings of clients that can be read, and that all name one address', () => {
    const parsers: Record<string, (text: string) => unknown> = {
      json: JSON.parse,
      toml: parseToml,
      yaml: parseYaml,
    };
    const chapter = /## Set up your client\n(.*?)\n## /s.exec(readFileSync(README, 'utf8'))?.[1] ?? '';
    const blocks = [...chapter.matchAll(/```(json|toml|yaml)\n(.*?)```/gs)];
    expect(blocks.length).toBeGreaterThanOrEqual(7);
    for (const [, language = '', text = ''] of blocks) {
      expect(JSON.stringify(parsers[language]?.(text))).toMatch(/"https?:\/\/[\w.:-]+\/mcp"/);
    }
    const addresses = new Set(chapter.match(/https:\/\/[\w.-]+\/mcp\b/g));
    expect([...addresses]).toEqual(['https://linear-mcp.example.com/mcp']);
  });
});
