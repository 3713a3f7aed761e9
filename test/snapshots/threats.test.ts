import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Row } from '../security/support/row.js';
import { rows } from '../security/support/rows.js';
import { testTitles } from '../security/support/titles.js';

/** The table of threats, made of the titles of the tests; `npm run gen` writes it. */
const TABLE = fileURLToPath(new URL('../security/THREATS.md', import.meta.url));
const titles = testTitles();

function testsOf(id: string, row: Row): string[] {
  const own = titles.filter(({ ids }) => ids.includes(id));
  const also = (row.also ?? []).map(([file, title]) => ({ file, title }));
  return [...own, ...also].map(
    ({ file, title }) => `\`${file}\`: ${title.replace(/^S[\d, S]+: /, '').replaceAll('|', '\\|')}`,
  );
}

function line(id: string, row: Row): string {
  const covered = testsOf(id, row).join('<br>');
  return `| ${id} | ${row.what} | ${row.clause} | ${covered} | ${row.because ?? ''} |`;
}

const HEAD = `# Threats

Each row was tried on the server. \`npm run test:security\` runs the tests that carry an id and prints the counts;
the others run with \`npm test\`. This table is made of the tests' titles by \`npm run gen\`.

| id | what is tried | clause | tests | not applicable, because |
|---|---|---|---|---|
`;

describe('the table of threats', () => {
  it('has a test or a reason for every row', () => {
    const open = Object.entries(rows)
      .filter(([id, row]) => testsOf(id, row).length === 0 && row.because === undefined)
      .map(([id]) => id);
    expect(open).toEqual([]);
  });

  it('names only tests that there are, and no test names a row that there is not', () => {
    const known = new Set(titles.map(({ file, title }) => `${file}: ${title}`));
    const missing = Object.values(rows)
      .flatMap((row) => row.also ?? [])
      .filter(([file, title]) => ![...known].some((test) => test.startsWith(`${file}: ${title}`)));
    expect(missing).toEqual([]);
    expect(titles.flatMap(({ ids }) => ids).filter((id) => !(id in rows))).toEqual([]);
  });

  it('is what the tests are', async () => {
    const table =
      HEAD +
      Object.entries(rows)
        .map(([id, row]) => `${line(id, row)}\n`)
        .join('');
    await expect(table).toMatchFileSnapshot(TABLE);
  });
});
