import { buildSchema, isInputObjectType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { linearSdl } from '../../../src/sandbox/linear/schema/sdl.js';
import { differences } from './linear-compare.js';
import { key, type Published, parsePublished, readPublishedTypes } from './linear-published.js';

describe('the embedded Linear’s schema', () => {
  let published: Published;

  beforeAll(() => {
    published = parsePublished(readPublishedTypes());
  });

  const differing = (from: string | RegExp, to: string) => {
    const planted = linearSdl.replace(from, to);
    expect(planted, 'the difference is planted').not.toBe(linearSdl);
    return differences(buildSchema(planted), published);
  };

  it('is a faithful subset of the schema that @linear/sdk publishes', () => {
    expect(differences(buildSchema(linearSdl), published)).toEqual([]);
  });

  it('is compared in full: hundreds of fields of dozens of types', () => {
    const types = Object.values(buildSchema(linearSdl).getTypeMap());
    const fields = types.flatMap((type) =>
      isObjectType(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : [],
    );
    expect(types.length).toBeGreaterThan(120);
    expect(fields.length).toBeGreaterThan(800);
    expect(published.objects.get(key('Issue'))?.get('assignee')).toBe('User');
    expect(published.objects.get(key('IssueFilter'))?.get('or')).toBe('[IssueFilter!]');
    expect(published.objects.get(key('Issue'))?.get('labelIds')).toBe('[String!]!');
  });

  it.each([
    [
      'a field that Linear does not have',
      'branchName: String!',
      'branch: String!',
      'Issue.branch is not published',
    ],
    [
      'another nullability',
      'branchName: String!',
      'branchName: String',
      'Issue.branchName is String; published: String!',
    ],
    ['another type', 'number: Float!', 'number: Int!', 'Issue.number is Int!; published: Float!'],
    [
      'another nullability inside a list',
      'labelIds: [String!]!',
      'labelIds: [String]!',
      'Issue.labelIds is [String]!; published: [String!]!',
    ],
    [
      'an argument that Linear does not have',
      'issue(id: String!)',
      'issue(key: String!)',
      'Query.issue(…).key is not published',
    ],
    [
      'a missing argument that Linear requires',
      'issueUpdate(id: String!, input',
      'issueUpdate(input',
      'Mutation.issueUpdate(…).id is required by Linear and missing here',
    ],
    [
      'an optional argument made required',
      'term: String!',
      'term: String',
      'Query.searchIssues(…).term is String; published: String!',
    ],
    [
      'a missing enum value',
      'enum PaginationOrderBy { createdAt updatedAt }',
      'enum PaginationOrderBy { createdAt }',
      'enum PaginationOrderBy has createdAt; published: createdAt, updatedAt',
    ],
    [
      'an input field that Linear does not have',
      'containsIgnoreCase: String',
      'like: String',
      'StringComparator.like is not published',
    ],
    [
      'a type that Linear does not have',
      'type Mutation {',
      'type Gadget { id: ID! } type Mutation {',
      'type Gadget is not published',
    ],
    [
      'a scalar that Linear does not have',
      'scalar UUID',
      'scalar UUID scalar Money',
      'scalar Money is not published',
    ],
  ])('would be reported for %s', (_what, from, to, sentence) => {
    expect(differing(from, to)).toContain(sentence);
  });

  it('refuses to compare with a file that does not parse', () => {
    expect(() => parsePublished('type = {')).toThrow(/do not parse/);
  });
});
