import { createCommentTool } from '../comments.js';
import type { Tool } from '../tool.js';
import { getIssueTool } from './get.js';
import { listIssuesTool, searchIssuesTool } from './list.js';
import { createIssueTool, updateIssueTool } from './write.js';

/** The toolset `issues`, in the order in which a model reads it. */
export const issueTools: readonly Tool[] = [
  listIssuesTool,
  searchIssuesTool,
  getIssueTool,
  createIssueTool,
  updateIssueTool,
  createCommentTool,
];
