import { createCommentTool } from './comments.js';
import { getIssueTool } from './issues/get.js';
import { listIssuesTool, searchIssuesTool } from './issues/list.js';
import { createIssueTool, updateIssueTool } from './issues/write.js';
import { listTeamsTool } from './teams.js';
import type { Tool } from './tool.js';
import { getUserTool } from './users.js';

/** Every tool this server knows, in the order in which a model reads them. */
export const catalogue: readonly Tool[] = [
  listIssuesTool,
  searchIssuesTool,
  getIssueTool,
  createIssueTool,
  updateIssueTool,
  createCommentTool,
  listTeamsTool,
  getUserTool,
];
