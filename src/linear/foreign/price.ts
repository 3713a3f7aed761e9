import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql/language/index.js';
import type { ForeignDocument } from './document.js';

/** Linear takes 50 of a connection when it is not told how many. */
const PAGE = 50;

/**
 * What Linear will charge for a document, by its published formula: 0.1 for a scalar, 1 for an object, and a
 * connection multiplies what is in it by its `first`. Without the schema, a connection is known by its `nodes` or
 * `edges`, and an object by its having fields. Linear's own figure is lower for flat pages.
 */
export function priceOf(
  { operation, fragments }: ForeignDocument,
  variables: Readonly<Record<string, unknown>>,
): number {
  const known = new Map<string, number>();
  const values = { ...defaultsOf(operation), ...variables };
  const hasNodes = nodesFinder(fragments);

  const ofFragment = (name: string): number => {
    const price = known.get(name) ?? ofSet(fragments.get(name)?.selectionSet);
    known.set(name, price);
    return price;
  };
  const ofSet = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, each) => {
      if (each.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(each.name.value);
      return sum + (each.kind === Kind.INLINE_FRAGMENT ? ofSet(each.selectionSet) : ofField(each));
    }, 0);
  const ofField = (field: FieldNode): number => {
    if (field.selectionSet === undefined) return 0.1;
    const times = isAsked(field) || hasNodes(field.selectionSet) ? sizeOf(field, values) : 1;
    return 1 + ofSet(field.selectionSet) * times;
  };

  return Math.ceil(Number(ofSet(operation.selectionSet).toFixed(6)));
}

function isAsked(field: FieldNode): boolean {
  return field.arguments?.some(({ name }) => ['first', 'last'].includes(name.value)) ?? false;
}

/** Whether a selection is that of a connection, by itself or by a fragment in it; each is looked into once. */
function nodesFinder(
  fragments: ForeignDocument['fragments'],
): (set: SelectionSetNode | undefined) => boolean {
  const known = new Map<string, boolean>();
  const hasNodes = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).some((each) => {
      if (each.kind === Kind.FIELD) return ['nodes', 'edges'].includes(each.name.value);
      return each.kind === Kind.INLINE_FRAGMENT ? hasNodes(each.selectionSet) : ofFragment(each.name.value);
    });
  const ofFragment = (name: string): boolean => {
    const answer = known.get(name) ?? hasNodes(fragments.get(name)?.selectionSet);
    known.set(name, answer);
    return answer;
  };
  return hasNodes;
}

/** What variables are when they are not given. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, number> {
  const entries = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)] as const] : [],
  );
  return Object.fromEntries(entries);
}

function sizeOf(field: FieldNode, values: Readonly<Record<string, unknown>>): number {
  for (const { name, value } of field.arguments ?? []) {
    if (name.value !== 'first' && name.value !== 'last') continue;
    const size =
      value.kind === Kind.INT
        ? Number(value.value)
        : value.kind === Kind.VARIABLE
          ? values[value.name.value]
          : undefined;
    if (typeof size === 'number') return Math.max(1, size);
  }
  return PAGE;
}
