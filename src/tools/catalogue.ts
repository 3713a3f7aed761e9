import { issueTools } from './issues/index.js';
import { projectTools } from './projects/index.js';
import { listTeamsTool } from './teams.js';
import type { Tool } from './tool.js';
import { getUserTool } from './users.js';

/** Every tool this server knows, in the order in which a model reads them: one array for each toolset. */
export const catalogue: readonly Tool[] = [...issueTools, listTeamsTool, getUserTool, ...projectTools];
