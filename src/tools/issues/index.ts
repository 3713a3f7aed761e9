import { addLinksTool, deleteAttachmentTool, prepareUploadTool } from '../around/attachments.js';
import { archiveIssuesTool, deleteIssuesTool } from '../around/lifecycle.js';
import { markIssueTool } from '../around/marks.js';
import { linkIssuesTool } from '../around/relations.js';
import { extractImagesTool, shareIssueTool } from '../around/sharing.js';
import { listCommentsTool } from '../comments/list.js';
import { createCommentTool, deleteCommentTool, updateCommentTool } from '../comments/write.js';
import { createLabelTool, listLabelsTool, updateLabelTool } from '../keeping/labels.js';
import { createStateTool, updateStateTool } from '../keeping/states.js';
import type { Tool } from '../tool.js';
import { createIssuesTool, updateIssuesTool } from './batch.js';
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
  createIssuesTool,
  updateIssuesTool,
  linkIssuesTool,
  addLinksTool,
  markIssueTool,
  archiveIssuesTool,
  deleteIssuesTool,
  createCommentTool,
  updateCommentTool,
  listCommentsTool,
  deleteCommentTool,
  deleteAttachmentTool,
  prepareUploadTool,
  extractImagesTool,
  shareIssueTool,
  listLabelsTool,
  createLabelTool,
  updateLabelTool,
  createStateTool,
  updateStateTool,
];
