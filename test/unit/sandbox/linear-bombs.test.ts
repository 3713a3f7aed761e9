import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { ask, refusal } from './linear-support.js';

const times = (count: number, each: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => each(n)).join(' ');

/** `{ team: { issues: { some: … } } }` within itself: each level goes through every issue of a team again. */
const nested = (levels: number): object =>
  levels === 0 ? { title: { eq: 'x' } } : { team: { issues: { some: nested(levels - 1) } } };

describe('operations that would keep the process busy or fill its memory', () => {
  let linear: LinearSandbox;
  beforeAll(async () => {
    linear = await startLinear({ port: 0 });
  });
  afterAll(() => linear.close());

  it.each([
    [
      'fields of types of fields',
      `{ __schema { types { fields { type { fields { type { ${times(1200, (n) => `x${n}: name`)} } } } } } } }`,
    ],
    [
      'the same by fragments and aliases at the root',
      `{ ${times(12, (n) => `a${n}: __schema { ...S }`)} } fragment S on __Schema { types { ...T } } fragment T on __Type { fields { type { fields { type { ${times(300, (n) => `x${n}: name`)} } } } } }`,
    ],
    [
      'fragments that spread each other many times over',
      `{ __schema { ...F0 } } ${times(40, (n) => `fragment F${n} on __Schema { ...F${n + 1} ...F${n + 1} }`)} fragment F40 on __Schema { types { name } }`,
    ],
    [
      'introspection beside something else',
      `{ viewer { id } ${times(20, (n) => `a${n}: __schema { types { fields { name args { name type { name } } } } }`)} }`,
    ],
  ])('are refused before they are executed when they are %s', async (_what, query) => {
    const answer = await ask(linear, query);
    expect([answer.status, answer.errors[0]?.message]).toEqual([400, 'Query too complex']);
    expect(answer.data).toBeUndefined();
  });

  it('are not the ones that tools send: the standard introspection passes', async () => {
    const answer = await ask(linear, getIntrospectionQuery());
    expect([answer.status, answer.errors]).toEqual([200, []]);
  });

  it.each([
    [
      'a long filter under many aliases',
      `query ($f: IssueFilter) { ${times(400, (n) => `a${n}: issues(first: 1, filter: $f) { nodes { id } }`)} }`,
      { f: { or: Array.from({ length: 2000 }, (_, n) => ({ title: { containsIgnoreCase: `zz${n}` } })) } },
    ],
    [
      'relations within relations',
      'query ($f: IssueFilter) { issues(first: 1, filter: $f) { nodes { id } } }',
      { f: nested(5) },
    ],
    [
      'a long list to be in',
      'query ($f: IssueFilter) { issues(first: 1, filter: $f) { nodes { id } } }',
      { f: { title: { in: Array.from({ length: 19_000 }, (_, n) => `q${n}`) } } },
    ],
    [
      'thousands of keys to sort by',
      'query ($s: [IssueSortInput!]) { issues(first: 1, sort: $s) { nodes { id } } }',
      { s: Array.from({ length: 9_000 }, () => ({ team: { order: 'Ascending' } })) },
    ],
    [
      'a search for a hundred thousand words',
      'query ($t: String!) { searchIssues(term: $t, first: 1) { totalCount } }',
      { t: 'a '.repeat(100_000) },
    ],
  ])('end early when they are %s', async (_what, query, variables) => {
    const answer = await ask(linear, query, variables);
    expect(new Set(answer.errors.map(({ message }) => message))).toEqual(new Set(['Query too complex']));
    expect(String(answer.errors[0]?.extensions['userPresentableMessage'])).toMatch(/Ask for fewer/);
  });

  it.each([
    [
      'a long alias in every row',
      `{ issues(first: 250) { nodes { ${'z'.repeat(17_000)}: id ${'y'.repeat(17_000)}: id } } }`,
    ],
    [
      'a text under many aliases',
      `{ issues(first: 250) { nodes { ${times(190, (n) => `a${n}: description`)} } } }`,
    ],
  ])('are not answered when they are %s', async (_what, query) => {
    expect(refusal(await ask(linear, query)).words).toMatch(/^The answer would be too long/);
  });
});
