import { Kind, type OperationDefinitionNode, parse, type SelectionNode } from 'graphql/language/index.js';

/** What sending a document can do. */
interface Effect {
  readonly isRead: boolean;
  readonly roots: readonly SelectionNode[];
}

/** Documents are constants, but for those that people write themselves. */
const MOST_KNOWN = 300;
const known = new Map<string, Effect>();

/**
 * Whether everything that a document can make Linear do is a query. It is parsed and not searched for words: comments,
 * commas and several operations in one document would all get past a pattern. What cannot be parsed is no read.
 */
export function isRead(document: string): boolean {
  return effectOf(document).isRead;
}

/** What a document with these variables changes. */
export interface Writes {
  readonly isRead: boolean;
  /** Several things one after the other (GraphQL §6.2.2): when one is refused, those before it are done. */
  readonly isSeveral: boolean;
  /** The name of the first of them in the answer, where that can be told. */
  readonly first?: string | undefined;
}

/** Of the root fields of a mutation, those that its directives leave out are not done. */
export function writesOf(document: string, variables: Readonly<Record<string, unknown>>): Writes {
  const { isRead, roots } = effectOf(document);
  const asked = roots.filter((root) => isAsked(root, variables));
  const [first] = asked;
  const isPlain = asked.every(({ kind }) => kind === Kind.FIELD);
  return {
    isRead,
    isSeveral: !isRead && (asked.length !== 1 || !isPlain),
    first: isPlain && first?.kind === Kind.FIELD ? (first.alias ?? first.name).value : undefined,
  };
}

function isAsked({ directives = [] }: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return directives.every(({ name, arguments: [condition] = [] }) => {
    if (condition?.value.kind !== Kind.VARIABLE) return true;
    const value = variables[condition.value.name.value];
    return name.value === 'skip' ? value !== true : value !== false;
  });
}

function effectOf(document: string): Effect {
  const before = known.get(document);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const effect = worked(document);
  known.set(document, effect);
  return effect;
}

function worked(document: string): Effect {
  try {
    const { definitions } = parse(document, { noLocation: true, maxTokens: 20_000 });
    const operations = definitions.filter(
      (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
    );
    const others = definitions.filter(
      ({ kind }) => kind !== Kind.OPERATION_DEFINITION && kind !== Kind.FRAGMENT_DEFINITION,
    );
    const roots = operations.flatMap(({ selectionSet }) => selectionSet.selections);
    return {
      isRead: others.length === 0 && operations.every(({ operation }) => operation === 'query'),
      roots,
    };
  } catch {
    return { isRead: false, roots: [] };
  }
}
