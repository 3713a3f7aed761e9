import { customerTools } from './customers/index.js';
import { cycleTools } from './cycles/index.js';
import { documentTools } from './documents/index.js';
import { documentResource } from './documents/resource.js';
import { graphqlTools } from './graphql/index.js';
import { inboxTools } from './inbox/index.js';
import { initiativeTools } from './initiatives/index.js';
import { issueTools } from './issues/index.js';
import { issueResource } from './issues/resource.js';
import { projectTools } from './projects/index.js';
import { projectResource } from './projects/resource.js';
import { releaseTools } from './releases/index.js';
import type { Resource } from './resource.js';
import { reviewTools } from './reviews/index.js';
import type { Tool } from './tool.js';
import { viewTools } from './views/index.js';
import { workspaceTools } from './workspace/index.js';

/** Every tool this server knows, in the order in which a model reads them: one array for each toolset. */
export const catalogue: readonly Tool[] = [
  ...issueTools,
  ...workspaceTools,
  ...projectTools,
  ...cycleTools,
  ...documentTools,
  ...initiativeTools,
  ...viewTools,
  ...inboxTools,
  ...releaseTools,
  ...customerTools,
  ...reviewTools,
  ...graphqlTools,
];

export const resources: readonly Resource[] = [issueResource, projectResource, documentResource];

export { prompts } from './prompts/index.js';
