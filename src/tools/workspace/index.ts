import type { Tool } from '../tool.js';
import { listAgentSkillsTool, listTemplatesTool, listUsersTool } from './library.js';
import { listTeamsTool } from './teams.js';
import { getUserTool } from './users.js';
import { getWorkspaceTool } from './workspace.js';

export const workspaceTools: readonly Tool[] = [
  getWorkspaceTool,
  listTeamsTool,
  getUserTool,
  listUsersTool,
  listTemplatesTool,
  listAgentSkillsTool,
];
