import { suggestIssues } from '../../linear/issues/finding/suggest.js';
import type { Resource } from '../resource.js';
import { getIssueTool } from './get.js';

/** What `get_issue` shows with everything that belongs to the conversation about it. */
export const issueResource: Resource = {
  name: 'issue',
  title: 'Linear issue',
  description: 'An issue with its comments, relations, sub-issues and attachments.',
  uriTemplate: 'linear://issue/{id}',
  toolset: 'issues',
  access: 'read',
  read: (id, context) =>
    getIssueTool.run({ ids: [id], include: ['comments', 'relations', 'children', 'attachments'] }, context),
  complete: (beginning, { linear }) => suggestIssues(linear, beginning),
};
