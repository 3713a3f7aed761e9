import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { testTitles } from '../security/support/titles.js';
import { type Trap, traps } from '../traps/traps.js';

/** The table of traps, each with the tests that walk into it; `npm run gen` writes it. */
const TABLE = fileURLToPath(new URL('../traps/TRAPS.md', import.meta.url));
const titles = testTitles();

const HEAD = `# Traps

What goes wrong between clients and servers of this kind in the field, and how it goes here. This table is made of
\`traps.ts\` and the titles of the tests by \`npm run gen\`.

| trap | here | tests | nothing more, because |
|---|---|---|---|
`;

function line({ trap, here, tests, because = '' }: Trap): string {
  const covered = tests.map(([file, title]) => `\`${file}\`: ${titleOf(file, title)}`).join('<br>');
  return `| ${trap} | ${here} | ${covered} | ${because} |\n`;
}

function titleOf(file: string, beginning: string): string {
  const found = titles.find((test) => test.file === file && test.title.startsWith(beginning));
  return (found?.title ?? '').replaceAll('|', '\\|');
}

describe('the table of traps', () => {
  it('has a test or a reason for every trap, and names only tests that there are', () => {
    expect(traps.filter(({ tests, because }) => tests.length === 0 && because === undefined)).toEqual([]);
    const named = traps.flatMap(({ tests }) => tests);
    expect(named.filter(([file, title]) => titleOf(file, title) === '')).toEqual([]);
  });

  it('is what the list and the tests are', async () => {
    await expect(HEAD + traps.map(line).join('')).toMatchFileSnapshot(TABLE);
  });
});
