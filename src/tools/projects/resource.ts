import { listProjects } from '../../linear/projects/list.js';
import { oneLine } from '../../linear/text.js';
import type { Resource } from '../resource.js';
import { getProjectTool } from './read.js';

/** What `get_project` shows with everything that says how it goes. */
export const projectResource: Resource = {
  name: 'project',
  title: 'Linear project',
  description: 'A project with its milestones, latest status updates, documents and dependencies.',
  uriTemplate: 'linear://project/{id}',
  toolset: 'projects',
  access: 'read',
  read: (id, context) =>
    getProjectTool.run(
      { project: id, include: ['milestones', 'updates', 'documents', 'relations'] },
      context,
    ),
  complete: async (beginning, { linear }) => {
    if (beginning.trim() === '') return [];
    const page = { limit: 20, order: 'updated' } as const;
    const { rows } = await listProjects(linear, { query: beginning.trim().slice(0, 100) }, page);
    // A name with a slash cannot stand in the address: such a project goes by its slug.
    return rows.map(({ name, slugId }) => (/[/?#]/.test(name) ? slugId : oneLine(name, 200)));
  },
};
