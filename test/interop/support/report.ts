import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { foreignClients, matrixRows } from './clients.js';
import { countRows } from './conformance.js';
import { missing } from './tools.js';

/** Prints the matrix of clients and the counts of the conformance suite, as this run has found them. */
export default class InteropReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const rows = matrixRows(({ label }) => resultOf(tests, label));
    const counts = countRows().map((row) => [...row, resultOf(tests, row[0] ?? '')]);
    const text = [
      ...aligned([['client', 'version', 'protocol', 'registration', 'result'], ...rows]),
      '',
      ...aligned([['conformance', 'scenarios', 'checks', 'not applicable', 'result'], ...counts]),
      '',
      `${rows.filter((row) => row.at(-1) === 'passed').length} of ${foreignClients.length} clients`,
    ].join('\n');
    process.stdout.write(`\n${text}\n`);
  }
}

function resultOf(tests: readonly TestCase[], part: string): string {
  if (missing !== undefined) return 'skipped';
  // Titles quote the name of a client; those over the suite hold the revision.
  const test =
    tests.find(({ name }) => name.startsWith(`'${part}'`)) ?? tests.find(({ name }) => name.includes(part));
  return test?.result().state ?? 'not run';
}

function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
