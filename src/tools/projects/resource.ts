import { suggestProjects } from '../../linear/names/suggestions.js';
import type { Resource } from '../resource.js';
import { getProjectTool } from './read.js';

/** What `get_project` shows with what belongs to its state. */
export const projectResource: Resource = {
  name: 'project',
  title: 'Linear project',
  description: 'A project with its milestones, latest updates and members; by name or slug.',
  uriTemplate: 'linear://project/{id}',
  toolset: 'projects',
  access: 'read',
  read: (id, context) =>
    getProjectTool.run({ project: id, include: ['milestones', 'updates', 'members'] }, context),
  complete: (beginning, { linear }) => suggestProjects(linear, beginning),
};
