import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { documents } from '../../../src/linear/documents.js';
import { FREE, hasShapeOf, LISTS } from '../../../src/linear/shape.js';
import { schema } from './complexity.js';

/** The names under which documents are answered with JSON, and with lists of objects. */
function namesIn(all: readonly string[]): { free: Set<string>; lists: Set<string> } {
  const found = { free: new Set<string>(), lists: new Set<string>() };
  for (const document of all) {
    const info = new TypeInfo(schema);
    const enter = (node: { alias?: { value: string } | undefined; name: { value: string } }) => {
      const type = info.getType();
      if (type == null) return;
      const name = (node.alias ?? node.name).value;
      const named = getNamedType(type);
      if (/^JSON/.test(named.name)) found.free.add(name);
      if (isCompositeType(named) && isListType(getNullableType(type))) found.lists.add(name);
    };
    visit(parse(document), visitWithTypeInfo(info, { Field: { enter } }));
  }
  return found;
}

describe('the shape of an answer', () => {
  const { free, lists } = namesIn(Object.values(documents));

  test('knows by name what is JSON and what is a list, as the schema has it', () => {
    expect([...FREE].sort()).toEqual([...free].sort());
    expect([...LISTS].sort()).toEqual([...lists].sort());
  });

  const document = `query Rows($withState: Boolean!) {
    viewer { id }
    issues(first: 1) { nodes { ...Row } pageInfo { hasNextPage } }
  }
  fragment Row on Issue { title labelIds state @include(if: $withState) { name } project { name } }`;
  const row = { title: 'x', labelIds: ['a'], project: null };
  const page = { nodes: [row], pageInfo: { hasNextPage: false } };
  const viewer = { id: '1' };

  test.each([
    ['every field that was selected', { viewer, issues: page }],
    [
      'what a directive may leave out',
      { viewer, issues: { ...page, nodes: [{ ...row, state: { name: 'x' } }] } },
    ],
    ['fields that nobody asked for', { viewer, issues: page, extra: 1 }],
  ])('takes %s', (_what, data) => {
    expect(hasShapeOf(document, data)).toBe(true);
  });

  test.each([
    ['a field that is missing', { viewer: {}, issues: page }],
    ['no connection', { viewer }],
    ['a list that is null', { viewer, issues: { ...page, nodes: null } }],
    ['an object for a list', { viewer, issues: { ...page, nodes: {} } }],
    ['a list for an object', { viewer: [], issues: page }],
    ['null in a list', { viewer, issues: { ...page, nodes: [null] } }],
    ['an object for a value', { viewer: { id: {} }, issues: page }],
    ['objects in a list of values', { viewer, issues: { ...page, nodes: [{ ...row, labelIds: [{}] }] } }],
    ['a value for an object', { viewer, issues: { ...page, nodes: [{ ...row, project: 'x' }] } }],
    ['no page information', { viewer, issues: { nodes: [row], pageInfo: null } }],
    ['nothing at all', null],
    ['a text', 'data'],
  ])('does not take %s', (_what, data) => {
    expect(hasShapeOf(document, data)).toBe(false);
  });
});
