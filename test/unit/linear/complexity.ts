import {
  buildSchema,
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { linearSdl } from '../../../src/sandbox/linear/schema/sdl.js';

export const schema = buildSchema(linearSdl);

/**
 * Linear's published formula: a scalar costs 0.1, an object 1, and a connection multiplies its nodes by `first` (50
 * when absent). Directives are not looked at, so a part that is skipped counts all the same: the dearest reading.
 */
export function complexityOf(document: string, variables: Readonly<Record<string, unknown>>): number {
  const parsed = parse(document);
  const fragments = new Map(
    parsed.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );

  const price = (set: SelectionSetNode, type: GraphQLNamedType): number => {
    let sum = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(node.name.value);
        if (fragment)
          sum += price(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value) ?? type);
        continue;
      }
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition && schema.getType(node.typeCondition.name.value);
        sum += price(node.selectionSet, condition ?? type);
        continue;
      }
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      const field = type.getFields()[node.name.value];
      if (!field) continue;
      const of = getNamedType(field.type);
      if (isLeafType(of) || !node.selectionSet) {
        sum += 0.1;
        continue;
      }
      const first = node.arguments?.find((argument) => argument.name.value === 'first')?.value;
      const size =
        first?.kind === Kind.INT
          ? Number(first.value)
          : first?.kind === Kind.VARIABLE
            ? Number(variables[first.name.value])
            : 50;
      sum += 1 + price(node.selectionSet, of) * (isObjectType(of) && 'pageInfo' in of.getFields() ? size : 1);
    }
    return sum;
  };

  const [operation] = parsed.definitions.filter(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  const root = operation && schema.getRootType(operation.operation);
  return operation && root ? Math.ceil(price(operation.selectionSet, root)) : Number.NaN;
}
