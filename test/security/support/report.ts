import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { rows } from './rows.js';
import { testTitles } from './titles.js';

const FOLDER = fileURLToPath(new URL('../../../reports', import.meta.url));

/** Counts that are shown even when nothing has added to them. */
const ALWAYS = [
  'forged tokens tried',
  'forged tokens accepted',
  'interleaved calls',
  'crossings',
  'fuzz cases',
  'fuzz crashes',
  'canary occurrences',
  'heap calls',
  'heap growth in KiB',
];

/** Adds up what the tests have counted, and which rows of the table of threats have passed. */
export default class SecurityReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const text = [...rowLines(tests), '', ...countLines(tests), ''].join('\n');
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}/security.txt`, text);
    process.stdout.write(`\n${text}\n`);
  }
}

function rowLines(tests: readonly TestCase[]): string[] {
  const failed = new Set<string>();
  const passed = new Set<string>();
  for (const test of tests) {
    const into = test.result().state === 'passed' ? passed : failed;
    for (const id of idsIn(test.fullName)) into.add(id);
  }
  const named = new Set(testTitles().flatMap(({ ids }) => ids));
  const all = Object.entries(rows);
  const good = all.filter(([id]) => passed.has(id) && !failed.has(id));
  const elsewhere = all.filter(
    ([id, row]) => !passed.has(id) && !failed.has(id) && (named.has(id) || row.also !== undefined),
  );
  const none = all.filter(
    ([id, row]) => !named.has(id) && row.also === undefined && row.because !== undefined,
  );
  const partly = all.filter(
    ([id, row]) => row.because !== undefined && !none.some(([other]) => other === id),
  );
  return [
    line('rows of the table of threats', all.length),
    line('  passed in this run', good.length),
    line('  covered by tests that run with `npm test`', elsewhere.length),
    line('  not applicable', none.length),
    line('  tried, and not applicable in a part', partly.length),
    line('  failed', failed.size),
    ...[...failed].map((id) => `    ${id}: ${rows[id]?.what ?? ''}`),
  ];
}

function idsIn(name: string): string[] {
  return [...name.matchAll(/(?:^| > )((?:S\d{1,2}(?:, )?)+): /g)].flatMap((match) =>
    (match[1] ?? '').split(', '),
  );
}

function countLines(tests: readonly TestCase[]): string[] {
  const sums = new Map<string, number>(ALWAYS.map((name) => [name, 0]));
  for (const test of tests) {
    for (const [name, value] of Object.entries(test.meta().counts ?? {}))
      sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return [...sums].map(([name, value]) => line(name, value));
}

function line(name: string, value: number): string {
  return `${name.padEnd(46)}${String(value).padStart(8)}`;
}
