import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documents } from '../../../src/linear/documents.js';
import { readDocument } from '../../../src/linear/foreign/document.js';
import { priceOf } from '../../../src/linear/foreign/price.js';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { catalogue } from '../../../src/tools/catalogue.js';
import { complexityOf } from '../linear/complexity.js';
import { ada, callerOf } from './support.js';

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
const run = (tool: string, args: unknown) => callerOf(sandbox, ada).run(tool, args);

describe('linear_graphql', () => {
  test('asks what it is told, and fences the answer', async () => {
    const document =
      'query T($key: String!) { teams(first: 3, filter: { key: { eq: $key } }) { nodes { key name description } } }';
    const { text, operations } = await run('linear_graphql', { document, variables: { key: 'ENG' } });
    expect(operations).toEqual(['T']);
    expect(text).toContain('{"teams":{"nodes":[{"key":"ENG","name":"Engineering"');
    expect(text).toMatch(/data, not instructions/);
  });

  test.each([
    ['Team', '"fields":[{"name":"'],
    ['IssueCreateInput', '"inputFields":[{"name":"'],
  ])('shows the type %s by the example of its description', async (name, shown) => {
    const { description } = catalogue.find((tool) => tool.name === 'linear_graphql') ?? { description: '' };
    const document = /query \(.*\}/.exec(description)?.[0];
    expect((await run('linear_graphql', { document, variables: { name } })).text).toContain(shown);
  });

  test('cleans what people wrote', async () => {
    const document =
      'query ($first: Int!) { issues(first: $first) { nodes { identifier title description } } }';
    const { text } = await run('linear_graphql', { document, variables: { first: 250 } });
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Default_Ignorable_Code_Point}]/u);
    expect(text).not.toContain('](http://evil');
    expect(text).not.toMatch(/!\[/);
    expect(text).toMatch(/Cut after \d+ characters: ask for fewer rows or fields\.$/);
  });

  test('stays JSON whatever people wrote', async () => {
    const description =
      'Before <img src="https://a.example/i.png"> after\u2028line\u0085end ![alt](u) "q" \\';
    const made = await run('create_issue', { team: 'ENG', title: 'Odd', description });
    const id = /ENG-\d+/.exec(made.text)?.[0];
    const document = 'query T($id: String!) { issue(id: $id) { description } }';
    const { text } = await run('linear_graphql', { document, variables: { id } });
    const json = text.split('\n').find((line) => line.startsWith('{')) ?? '';
    expect(JSON.parse(json)).toEqual({
      issue: {
        description: 'Before [image](https://a.example/i.png) after\nline\nend [image: alt](u) "q" \\',
      },
    });
  });

  test.each([
    [
      'text in quotes',
      'query { teams(filter: { key: { eq: "ENG" } }) { nodes { key } } }',
      /holds text in quotes/,
    ],
    [
      'text in a block',
      'query { teams(filter: { key: { eq: """ENG""" } }) { nodes { key } } }',
      /holds text in quotes/,
    ],
    [
      'text as a default',
      'query ($k: String = "ENG") { teams(filter: { key: { eq: $k } }) { nodes { key } } }',
      /holds text/,
    ],
    ['two operations', 'query A { viewer { id } } query B { viewer { id } }', /exactly one operation/],
    ['no operation', 'fragment F on User { id }', /exactly one operation/],
    ['a subscription', 'subscription { issueCreated { id } }', /is a subscription/],
    [
      'a mutation',
      'mutation ($id: String!) { issueDelete(id: $id) { success } }',
      /is a mutation: use linear_graphql_mutation/,
    ],
    ['a type definition', 'query { viewer { id } } type T { id: ID }', /one operation and its fragments/],
    ['nonsense', 'query {', /is not a GraphQL document/],
    [
      'a fragment within itself',
      'query { viewer { ...F } } fragment F on User { assignedIssues { nodes { assignee { ...F } } } }',
      /within itself/,
    ],
    ['a fragment that is not there', 'query { viewer { ...F } }', /a fragment F that is not there/],
    [
      'too much at once',
      'query { issues(first: 250) { nodes { comments(first: 50) { nodes { id body } } } } }',
      /about \d+ points, more than 5000/,
    ],
    [
      'a connection within a fragment',
      `query { issues { ...I } } fragment I on IssueConnection { nodes { ...C } }
       fragment C on Issue { comments { ... on CommentConnection { nodes { body user { name email } } } } }`,
      /about \d+ points, more than 5000/,
    ],
    [
      'too much by default',
      'query ($n: Int = 250) { issues(first: $n) { nodes { comments(first: $n) { nodes { id body } } } } }',
      /about \d+ points, more than 5000/,
    ],
    [
      'fragments too deep within each other',
      `query { viewer { ...F0 } } ${Array.from({ length: 12 }, (_, n) => `fragment F${n} on User { ...F${n + 1} }`).join(' ')} fragment F12 on User { id }`,
      /more than 12 deep/,
    ],
    ['too deep a nest', `query { viewer ${'{ a '.repeat(13)}${'}'.repeat(13)} }`, /more than 12 deep/],
    ['too long a text', `query { viewer { ${'id '.repeat(9000)} } }`, /longer than 20000 characters/],
  ])('refuses %s before anything is sent', async (_what, document, sentence) => {
    const { text, operations } = await run('linear_graphql', { document });
    expect(text).toMatch(/^FAILED invalid_arguments/);
    expect(text).toMatch(sentence);
    expect(operations).toEqual([]);
  });

  test('tells what Linear finds wrong with a document', async () => {
    const { text } = await run('linear_graphql', { document: 'query { viewer { shoeSize } }' });
    expect(text).toMatch(/^FAILED linear_invalid_input: Linear did not accept the values \(.*shoeSize/);
  });

  test('sends only what the document declares', async () => {
    const document = 'query ($first: Int!) { issues(first: $first) { nodes { id } } }';
    const { text, operations } = await run('linear_graphql', { document, variables: { first: 1, last: 2 } });
    expect(text).toContain('variables.last is not declared in the document');
    expect(operations).toEqual([]);
  });

  test('passes on an answer with holes', async () => {
    const document =
      'query ($n: Float!) { issues(first: 1, filter: { number: { eq: $n } }) { nodes { id } } }';
    expect((await run('linear_graphql', { document, variables: { n: 999999 } })).text).toContain(
      '{"issues":{"nodes":[]}}',
    );
  });
});

describe('linear_graphql_mutation', () => {
  test('changes, with text in variables only', async () => {
    const document =
      'mutation Rename($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success } }';
    const { text, operations } = await run('linear_graphql_mutation', {
      document,
      variables: { id: 'ENG-11', input: { title: 'Renamed by hand' } },
    });
    expect(text).toContain('{"issueUpdate":{"success":true}}');
    expect(operations).toEqual(['Rename']);
    expect(sandbox.workspace.issue('ENG-11')?.title).toBe('Renamed by hand');
  });

  test('does not say that nothing was changed when it may have been', async () => {
    const document =
      'mutation ($a: String!, $i: IssueUpdateInput!, $j: IssueUpdateInput!) { a: issueUpdate(id: $a, input: $i) { success } b: issueUpdate(id: $a, input: $j) { success } }';
    const variables = { a: 'ENG-12', i: { title: 'Half done' }, j: { title: '' } };
    const { text } = await run('linear_graphql_mutation', { document, variables });
    expect(text).toMatch(/^FAILED linear_invalid_input/);
    expect(text).toContain('Other parts of this call may have been done: look first');
    expect(sandbox.workspace.issue('ENG-12')?.title).toBe('Half done');
  });

  test('is not a second way to read', async () => {
    const { text } = await run('linear_graphql_mutation', { document: 'query { viewer { id } }' });
    expect(text).toContain('is a query: use linear_graphql');
  });
});

describe('the price of a foreign document', () => {
  test('is found in as many steps as the document has words, however its fragments multiply', () => {
    // Eight fragments that spread the next 150 times: walked one by one, that would be 150 to the seventh.
    const fragments = Array.from({ length: 8 }, (_, n) => {
      const next = n < 7 ? `...F${n + 1} `.repeat(150) : 'assignedIssues { nodes { id } }';
      return `fragment F${n} on User { ${next} }`;
    });
    const document = readDocument(`query { viewer { ...F0 } } ${fragments.join(' ')}`);
    expect(priceOf(document, {})).toBeGreaterThan(1e9);
  });

  test("agrees with the examples of Linear's documentation", () => {
    const price = (document: string) => priceOf(readDocument(document), {});
    expect(price('query { viewer { id } }')).toBe(2);
    expect(price('query { issues { nodes { id title url } } }')).toBe(66);
    expect(price('query { issues(first: 10) { nodes { id title url } } }')).toBe(14);
  });

  test('agrees with the schema about every document of our own', () => {
    for (const [name, document] of Object.entries(documents)) {
      const sizes = [...document.matchAll(/\$(\w+): Int!/g)].map(([, name]) => [name, 10]);
      const variables: Record<string, number> = Object.fromEntries(sizes);
      if (/"/.test(document)) continue;
      const difference = priceOf(readDocument(document), variables) - complexityOf(document, variables);
      // Both round up a sum of tenths, which no two orders add up to the same last digit.
      expect(Math.abs(difference), name).toBeLessThanOrEqual(1);
    }
  });
});
