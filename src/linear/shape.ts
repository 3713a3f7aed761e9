import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql/language/index.js';

/** What a document selects of something: each field under the name that it is answered with. */
interface Shape {
  readonly fields: readonly Field[];
}
interface Field {
  readonly name: string;
  /** Of what is selected below it; a value without fields has none. */
  readonly shape: Shape | undefined;
  /** A directive, or a fragment on one type of several, may leave it out. */
  readonly isOptional: boolean;
}

/** Values that Linear's schema types as JSON: all others are scalars, or lists of them. */
export const FREE: ReadonlySet<string> = new Set([
  'filterData',
  'projectFilterData',
  'initiativeFilterData',
  'templateData',
]);
/** What our documents are answered lists of objects under; some of these names are connections elsewhere. */
export const LISTS: ReadonlySet<string> = new Set([
  'addedLabels',
  'checks',
  'edges',
  'files',
  'headers',
  'issues',
  'nodes',
  'reactions',
  'releaseNotes',
  'releases',
  'removedLabels',
  'templates',
]);
/** Never null in a connection, whatever else may be. */
const RELAY = new Set(['edges', 'nodes', 'pageInfo']);

/** Documents are constants. Those that are made for a number of items are at most a few dozen each. */
const MOST_KNOWN = 300;
const known = new Map<string, Shape>();

/**
 * Whether the data is built as the document asks: every field that was selected is there, objects are objects and
 * values are values. Types of values and nullability are not looked at: that would take the schema, and the data of
 * every call would pay for it.
 */
export function hasShapeOf(document: string, data: unknown): boolean {
  return fits(data, shapeOf(document));
}

function fits(value: unknown, shape: Shape): boolean {
  if (!isRecord(value)) return false;
  for (const field of shape.fields) {
    const inner = value[field.name];
    if (inner === undefined ? !field.isOptional : !fieldFits(inner, field)) return false;
  }
  return true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldFits(value: unknown, { name, shape }: Field): boolean {
  if (shape === undefined) return FREE.has(name) || isPlain(value);
  if (value === null) return !RELAY.has(name);
  if (Array.isArray(value)) return LISTS.has(name) && value.every((each) => fits(each, shape));
  return name !== 'nodes' && name !== 'edges' && fits(value, shape);
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((each) => each !== null && typeof each !== 'object');
  return value === null || typeof value !== 'object';
}

function shapeOf(document: string): Shape {
  const before = known.get(document);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const shape = compile(parse(document, { noLocation: true }));
  known.set(document, shape);
  return shape;
}

/** The shape of the one operation in a document of ours, with its fragments in their places. */
function compile({ definitions }: DocumentNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }

  function gather(selection: SelectionSetNode, into: Map<string, Field>, isOptional: boolean): void {
    for (const node of selection.selections) {
      const mayMiss = isOptional || (node.directives ?? []).length > 0;
      if (node.kind === Kind.FIELD) {
        const shape = node.selectionSet && shaped(node.selectionSet);
        const name = (node.alias ?? node.name).value;
        into.set(name, { name, shape, isOptional: mayMiss });
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        gather(node.selectionSet, into, true);
      } else {
        const fragment = fragments.get(node.name.value);
        if (fragment !== undefined) gather(fragment.selectionSet, into, mayMiss);
      }
    }
  }

  function shaped(selection: SelectionSetNode): Shape {
    const fields = new Map<string, Field>();
    gather(selection, fields, false);
    return { fields: [...fields.values()] };
  }

  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  return operation === undefined ? { fields: [] } : shaped(operation.selectionSet);
}
