import { cycleTools } from './cycles/index.js';
import { issueTools } from './issues/index.js';
import { projectTools } from './projects/index.js';
import type { Tool } from './tool.js';
import { workspaceTools } from './workspace/index.js';

/** Every tool this server knows, in the order in which a model reads them: one array for each toolset. */
export const catalogue: readonly Tool[] = [...issueTools, ...workspaceTools, ...projectTools, ...cycleTools];
