import type { Tool } from '../tool.js';
import { createPlanningLabelTool, updatePlanningLabelTool } from './labels.js';
import { createMilestoneTool, deleteMilestoneTool, updateMilestoneTool } from './milestones.js';
import { getProjectTool, listProjectsTool } from './read.js';
import {
  createStatusUpdateTool,
  deleteStatusUpdateTool,
  listStatusUpdatesTool,
  updateStatusUpdateTool,
} from './updates.js';
import { createProjectTool, deleteProjectTool, relateProjectsTool, updateProjectTool } from './write.js';

export const projectTools: readonly Tool[] = [
  listProjectsTool,
  getProjectTool,
  createProjectTool,
  updateProjectTool,
  deleteProjectTool,
  relateProjectsTool,
  createMilestoneTool,
  updateMilestoneTool,
  deleteMilestoneTool,
  listStatusUpdatesTool,
  createStatusUpdateTool,
  updateStatusUpdateTool,
  deleteStatusUpdateTool,
  createPlanningLabelTool,
  updatePlanningLabelTool,
];
