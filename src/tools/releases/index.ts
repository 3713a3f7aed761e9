import type { Tool } from '../tool.js';
import { createReleaseNoteTool, listReleaseNotesTool, updateReleaseNoteTool } from './notes.js';
import {
  createReleaseTool,
  getReleaseTool,
  listReleasePipelinesTool,
  listReleasesTool,
  updateReleaseTool,
} from './releases.js';

export const releaseTools: readonly Tool[] = [
  listReleasesTool,
  getReleaseTool,
  createReleaseTool,
  updateReleaseTool,
  listReleasePipelinesTool,
  listReleaseNotesTool,
  createReleaseNoteTool,
  updateReleaseNoteTool,
];
