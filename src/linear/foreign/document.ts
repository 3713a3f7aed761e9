import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  visit,
} from 'graphql';
import { fail } from '../../errors.js';

/** A document that a caller wrote, found fit to be sent. */
export interface ForeignDocument {
  readonly kind: 'query' | 'mutation';
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

const MOST_CHARACTERS = 20_000;
const MOST_TOKENS = 4_000;
const MOST_DEPTH = 12;

/**
 * Reads a caller's document: one operation, no subscription, nothing nested too deeply, no fragment within itself, and
 * no text in it. Text belongs into the variables, where it cannot become syntax; numbers, booleans, enum values and
 * `null` may stand in the document, since nobody's words can be hidden in them.
 */
export function readDocument(text: string): ForeignDocument {
  if (text.length > MOST_CHARACTERS) return refuse(`is longer than ${MOST_CHARACTERS} characters`);
  const document = parsed(text);
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const [operation, another] = operations;
  if (operation === undefined || another !== undefined) return refuse('must hold exactly one operation');
  if (operation.operation === 'subscription') return refuse('is a subscription; ask with a query instead');
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  if (fragments.size + 1 < document.definitions.length)
    return refuse('may hold one operation and its fragments only');
  refuseText(document);
  checkDepth({ operation, fragments });
  return { kind: operation.operation, operation, fragments };
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: MOST_TOKENS });
  } catch {
    // The parser quotes the text; where it stands in a long one helps nobody who can parse it themselves.
    return refuse('is not a GraphQL document');
  }
}

function refuseText(document: DocumentNode): void {
  visit(document, {
    StringValue: () => refuse('holds text in quotes: declare a variable and pass the text in variables'),
  });
}

function checkDepth({ operation, fragments }: Pick<ForeignDocument, 'operation' | 'fragments'>): void {
  const walk = (
    node: { readonly selectionSet?: OperationDefinitionNode['selectionSet'] | undefined },
    depth: number,
    open: readonly string[],
  ): void => {
    if (depth > MOST_DEPTH) refuse(`is nested more than ${MOST_DEPTH} deep`);
    for (const each of node.selectionSet?.selections ?? []) {
      if (each.kind !== Kind.FRAGMENT_SPREAD) {
        walk(each, each.kind === Kind.FIELD ? depth + 1 : depth, open);
        continue;
      }
      const name = each.name.value;
      const fragment = fragments.get(name);
      if (fragment === undefined) refuse(`spreads a fragment ${name} that is not there`);
      else if (open.includes(name)) refuse(`has a fragment ${name} within itself`);
      // A fragment in a fragment is a level too: otherwise a few of them could be walked without end.
      else walk(fragment, depth + 1, [...open, name]);
    }
  };
  walk(operation, 0, []);
}

function refuse(problem: string): never {
  return fail({ code: 'invalid_arguments', problems: [`document ${problem}`] });
}
