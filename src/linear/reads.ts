import { Kind, type OperationDefinitionNode, parse } from 'graphql/language/index.js';

/** What sending a document can do. */
interface Effect {
  readonly isRead: boolean;
  /** Several things one after the other: when one is refused, those before it are done. */
  readonly isSeveral: boolean;
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

/** Whether a mutation has several root fields, or a fragment of them (GraphQL §6.2.2: they are done in turn). */
export function isSeveralWrites(document: string): boolean {
  const { isRead, isSeveral } = effectOf(document);
  return !isRead && isSeveral;
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
      isSeveral: roots.length > 1 || roots.some(({ kind }) => kind !== Kind.FIELD),
    };
  } catch {
    return { isRead: false, isSeveral: true };
  }
}
