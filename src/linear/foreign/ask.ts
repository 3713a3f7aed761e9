import { fail } from '../../errors.js';
import type { Linear } from '../client.js';
import { oneLine } from '../text.js';
import { type ForeignDocument, readDocument } from './document.js';
import { priceOf } from './price.js';

/** Half of what Linear takes at most: an estimate is one. */
export const MOST_POINTS = 5_000;

type Variables = Readonly<Record<string, unknown>>;

/** Sends a caller's own document, when it is one of that kind and not too dear. The answer is whatever Linear gave. */
export async function askForeign(
  linear: Linear,
  kind: ForeignDocument['kind'],
  asked: { document: string; variables: Variables },
): Promise<unknown> {
  const { document, variables } = asked;
  const read = readDocument(document);
  if (read.kind !== kind) {
    const tool = read.kind === 'mutation' ? 'linear_graphql_mutation' : 'linear_graphql';
    fail({ code: 'invalid_arguments', problems: [`document is a ${read.kind}: use ${tool}`] });
  }
  const declared = read.operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  const unknown = Object.keys(variables).find((name) => !declared.includes(name));
  if (unknown !== undefined) {
    const problem = `variables.${oneLine(unknown, 40)} is not declared in the document`;
    fail({ code: 'invalid_arguments', problems: [problem] });
  }
  const points = priceOf(read, variables);
  if (points > MOST_POINTS) {
    const problem = `document would cost about ${points} points, more than ${MOST_POINTS}: ask for fewer with "first", or for fewer fields`;
    fail({ code: 'invalid_arguments', problems: [problem] });
  }
  return linear.query<unknown, Record<string, unknown>>({ document, isForeign: true }, { ...variables });
}
