import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { inputError } from '../errors.js';
import { PAGE_SIZE } from './paginate.js';

/** Linear's published prices and its limit for one query. */
export const PRICE = { scalar: 0.1, object: 1, limit: 10_000 } as const;

/** Fragments that spread each other many times over would take exponential work; nobody needs this many fields. */
const MOST_FIELDS = 200_000;

export interface Priced {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Linear's documented formula: a scalar costs 0.1, an object 1, and a connection multiplies what its nodes and edges
 * cost by `first` (or `last`; 50 when absent). The sum is rounded up.
 */
export function complexityOf({ schema, document, operation, variables }: Priced): number {
  const fragments = fragmentsOf(document);
  let visited = 0;

  function selection(set: SelectionSetNode, parent: GraphQLNamedType | undefined, pageSize: number): number {
    let sum = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const pages = pageSize > 0 && (node.name.value === 'nodes' || node.name.value === 'edges');
        sum += field(node, parent) * (pages ? pageSize : 1);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const type =
          node.typeCondition === undefined ? parent : schema.getType(node.typeCondition.name.value);
        sum += selection(node.selectionSet, type, pageSize);
      } else {
        const fragment = fragments.get(node.name.value);
        if (fragment === undefined) continue;
        sum += selection(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), pageSize);
      }
    }
    return sum;
  }

  function field(node: FieldNode, parent: GraphQLNamedType | undefined): number {
    visited += 1;
    if (visited > MOST_FIELDS) throw inputError('Query too complex', 'The query has too many fields.');
    const type = fieldType(node, parent);
    if (node.selectionSet === undefined || type === undefined || isLeafType(type)) return PRICE.scalar;
    const pageSize = isConnection(type) ? requestedSize(node, variables) : 0;
    return PRICE.object + selection(node.selectionSet, type, pageSize);
  }

  const root = schema.getRootType(operation.operation) ?? undefined;
  // Floating point sums such as 65.99999999999999 must not cost a point more than they say.
  return Math.ceil(Number(selection(operation.selectionSet, root, 0).toFixed(6)));
}

/** The fragments of a document by their names. */
export function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
}

function fieldType(node: FieldNode, parent: GraphQLNamedType | undefined): GraphQLNamedType | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
  const definition = parent.getFields()[node.name.value];
  return definition === undefined ? undefined : getNamedType(definition.type);
}

function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && 'pageInfo' in type.getFields();
}

function requestedSize(node: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  for (const argument of node.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    const { value } = argument;
    const size =
      value.kind === Kind.INT
        ? Number(value.value)
        : value.kind === Kind.VARIABLE
          ? variables[value.name.value]
          : null;
    if (typeof size === 'number') return Math.max(1, size);
  }
  return PAGE_SIZE.standard;
}
