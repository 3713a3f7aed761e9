import { Kind, parse } from 'graphql';

/** Documents are constants, but for those that people write themselves. */
const MOST_KNOWN = 300;
const known = new Map<string, boolean>();

/**
 * Whether everything that a document can make Linear do is a query. It is parsed and not searched for words: comments,
 * commas and several operations in one document would all get past a pattern. What cannot be parsed is no read.
 */
export function isRead(document: string): boolean {
  const before = known.get(document);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const answer = consistsOfQueries(document);
  known.set(document, answer);
  return answer;
}

function consistsOfQueries(document: string): boolean {
  try {
    return parse(document, { noLocation: true, maxTokens: 20_000 }).definitions.every(
      (each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ||
        (each.kind === Kind.OPERATION_DEFINITION && each.operation === 'query'),
    );
  } catch {
    return false;
  }
}
