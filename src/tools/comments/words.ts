import type { CommentedOn } from '../../linear/comments/places.js';
import { issueAt } from '../text/rows.js';
import { nameField, quotedTitle } from '../text/untrusted.js';

/** What a comment is on, in a few words. */
export function onWords(on: CommentedOn): string {
  const { issue, project, initiative, documentContent, projectUpdate, initiativeUpdate } = on;
  if (issue) return issueAt(issue);
  if (project) return `project ${nameField(project.name)}`;
  if (initiative) return `initiative ${nameField(initiative.name)}`;
  if (documentContent?.document) return `document ${quotedTitle(documentContent.document.title, 60)}`;
  if (projectUpdate) return `update ${projectUpdate.id} of project ${nameField(projectUpdate.project.name)}`;
  if (initiativeUpdate)
    return `update ${initiativeUpdate.id} of initiative ${nameField(initiativeUpdate.initiative.name)}`;
  return 'something else';
}
