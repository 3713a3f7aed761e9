import {
  type FieldNode,
  type GraphQLField,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';
import { tooComplex } from '../errors.js';
import { fragmentsOf, type Priced } from './complexity.js';

/** Twice what the standard query of GraphQL's own tools is answered with; nobody needs more at once. */
const MOST_VALUES = 100_000;

type Fields = Readonly<Record<string, GraphQLField<unknown, unknown> | undefined>>;

const META: Fields = { __schema: SchemaMetaFieldDef, __type: TypeMetaFieldDef };

/**
 * Refuses an operation that asks for more of the schema than anybody needs, before it is executed: types have fields,
 * which have types, and some aliases on the way become more values than there is memory for. What would be answered is
 * counted exactly, lists and fragments and all, in no more steps than it may have values. Throws as for any query that
 * is too complex.
 */
export function checkIntrospection({ schema, document, operation, variables }: Priced): void {
  const fragments = fragmentsOf(document);
  // The resolvers of introspection read nothing else of it.
  const info = { schema } as GraphQLResolveInfo;
  let values = 0;

  function ofSet(set: SelectionSetNode | undefined, fields: Fields, source: unknown): void {
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) ofField(node, fields[node.name.value], source);
      else if (node.kind === Kind.INLINE_FRAGMENT) ofSet(node.selectionSet, fields, source);
      else ofSet(fragments.get(node.name.value)?.selectionSet, fields, source);
    }
  }

  function ofField(node: FieldNode, field: Fields[string], source: unknown): void {
    values += 1;
    if (values > MOST_VALUES) throw tooComplex(values, MOST_VALUES);
    // What is no introspection has a price of its own.
    const type = getNamedType(field?.type);
    if (field === undefined || !isObjectType(type)) return;
    const answer = field.resolve?.(source, getArgumentValues(field, node, variables), undefined, info);
    const each: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
    for (const value of each) if (value) ofSet(node.selectionSet, type.getFields(), value);
  }

  ofSet(operation.selectionSet, META, undefined);
}
