import { GraphQLError } from 'graphql/error/index.js';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql/language/index.js';
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
  } catch (error) {
    // The parser's words quote the text; the place does not.
    const [place] = error instanceof GraphQLError ? (error.locations ?? []) : [];
    const where = place === undefined ? '' : `: see line ${place.line}, column ${place.column}`;
    return refuse(`is not a GraphQL document${where}`);
  }
}

function refuseText(document: DocumentNode): void {
  visit(document, {
    StringValue: () => refuse('holds text in quotes: declare a variable and pass the text in variables'),
  });
}

/** Each fragment is measured once: spreads of spreads would otherwise multiply into more steps than there is time. */
function checkDepth({ operation, fragments }: Pick<ForeignDocument, 'operation' | 'fragments'>): void {
  const known = new Map<string, number>();

  const heightOf = (set: SelectionSetNode | undefined, open: readonly string[]): number =>
    (set?.selections ?? []).reduce((most, each) => {
      if (each.kind === Kind.FRAGMENT_SPREAD) return Math.max(most, heightOfFragment(each.name.value, open));
      const own = each.kind === Kind.FIELD ? 1 : 0;
      return Math.max(most, own + heightOf(each.selectionSet, open));
    }, 0);
  // A fragment in a fragment is a level too.
  const heightOfFragment = (name: string, open: readonly string[]): number => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const fragment = fragments.get(name);
    if (fragment === undefined) return refuse(`spreads a fragment ${name} that is not there`);
    if (open.includes(name)) return refuse(`has a fragment ${name} within itself`);
    const height = 1 + heightOf(fragment.selectionSet, [...open, name]);
    known.set(name, height);
    return height;
  };

  if (heightOf(operation.selectionSet, []) > MOST_DEPTH) refuse(`is nested more than ${MOST_DEPTH} deep`);
}

function refuse(problem: string): never {
  return fail({ code: 'invalid_arguments', problems: [`document ${problem}`] });
}
