import { commentOperations } from './comments/documents.js';
import { issueOperations } from './issues/documents.js';
import { keepingOperations } from './keeping/documents.js';
import { LIST_TEAMS } from './teams.js';
import { GET_USER } from './users.js';

const operations: readonly { readonly document: string }[] = [
  ...issueOperations,
  ...commentOperations,
  ...keepingOperations,
  LIST_TEAMS,
  GET_USER,
];

/** Every document this server can send, by operation name; a test validates and prices each of them. */
export const documents: Readonly<Record<string, string>> = Object.fromEntries(
  operations.map((each) => [operationName(each), each.document]),
);

function operationName({ document }: { document: string }): string {
  return /^\s*(?:query|mutation) (\w+)/.exec(document)?.[1] ?? document;
}
