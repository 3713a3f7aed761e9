import { type FieldNode, type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';

/** Rows of a connection that nobody set a `first` for. */
const ROWS = 50;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * An answer in the shape of any document, for clients whose documents are generated (the SDK asks for every field of a
 * node). Values are plausible by name and say nothing: only shape, size and number of requests matter.
 */
export function synthesize(document: string, variables: Record<string, unknown>): string {
  const { definitions } = parse(document);
  const fragments = new Map<string, FragmentDefinitionNode>();
  let root: SelectionSetNode | undefined;
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) root = definition.selectionSet;
  }
  if (root === undefined) throw new Error('A document without an operation');
  const rows = typeof variables['first'] === 'number' ? variables['first'] : ROWS;
  return JSON.stringify({ data: objectOf(root, { fragments, rows }, 0) });
}

interface Context {
  fragments: Fragments;
  rows: number;
}

function objectOf(selection: SelectionSetNode, context: Context, row: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const field of fieldsOf(selection, context.fragments)) {
    object[field.alias?.value ?? field.name.value] = leafOf(field, context, row);
  }
  return object;
}

function fieldsOf(selection: SelectionSetNode, fragments: Fragments): FieldNode[] {
  return selection.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    const inner =
      node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value)?.selectionSet;
    return inner === undefined ? [] : fieldsOf(inner, fragments);
  });
}

/** What the SDK maps over without a connection around it. */
const LISTS =
  /^(reactions|labelIds|previousIdentifiers|sharedWithUsers|syncedWith|entities|disabledLabelIds)$/;

function leafOf(field: FieldNode, context: Context, row: number): unknown {
  const name = field.name.value;
  const { selectionSet } = field;
  if (selectionSet !== undefined) {
    if (name === 'nodes') {
      return Array.from({ length: context.rows }, (_, n) => objectOf(selectionSet, context, n));
    }
    return LISTS.test(name) ? [] : objectOf(selectionSet, context, row);
  }
  if (LISTS.test(name)) return [];
  if (name === '__typename') return 'Node';
  if (/^has/.test(name)) return false;
  if (/At$/.test(name)) return '2026-05-04T10:00:00.000Z';
  if (name === 'id') return `00000000-0000-4000-8000-${String(row).padStart(12, '0')}`;
  if (name === 'identifier') return `ENG-${row}`;
  if (/^(priority|number|estimate|sortOrder|position)/i.test(name)) return row;
  return `${name} ${row}`;
}
