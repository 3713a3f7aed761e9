import { commentOperations } from './comments/documents.js';
import { customerOperations } from './customers/documents.js';
import { cycleOperations } from './cycles/documents.js';
import { documentOperations } from './docs/documents.js';
import { inboxOperations } from './inbox/documents.js';
import { initiativeOperations } from './initiatives/documents.js';
import { issueOperations } from './issues/documents.js';
import { keepingOperations } from './keeping/documents.js';
import { SUGGEST_DOCUMENTS, SUGGEST_PROJECTS } from './names/suggestions.js';
import { projectOperations } from './projects/documents.js';
import { releaseOperations } from './releases/documents.js';
import { reviewsOperations } from './reviews/documents.js';
import { viewOperations } from './views/documents.js';
import { workspaceOperations } from './workspace/documents.js';

const operations: readonly { readonly document: string }[] = [
  ...issueOperations,
  ...commentOperations,
  ...keepingOperations,
  ...workspaceOperations,
  ...projectOperations,
  ...cycleOperations,
  ...documentOperations,
  ...initiativeOperations,
  ...viewOperations,
  ...inboxOperations,
  ...releaseOperations,
  ...customerOperations,
  ...reviewsOperations,
  SUGGEST_PROJECTS,
  SUGGEST_DOCUMENTS,
];

/** Every document this server can send, by operation name; a test validates and prices each of them. */
export const documents: Readonly<Record<string, string>> = Object.fromEntries(
  operations.map((each) => [operationName(each), each.document]),
);

function operationName({ document }: { document: string }): string {
  return /^\s*(?:query|mutation) (\w+)/.exec(document)?.[1] ?? document;
}
