import type { LinearDocument as L } from '@linear/sdk';
import { missing } from '../names/meanings.js';
import { type NamesFound, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { documentKind, initiativeKind, issueKind, projectKind, type ThingNode } from '../names/things.js';
import { ISSUE_AT, type IssueAt, type Listed, type Named } from '../rows.js';
import type { CommentPlace } from './references.js';

/** What a comment is on, as far as it is named; one of these. */
export interface CommentedOn {
  readonly issue?: IssueAt | null;
  readonly project?: Named | null;
  readonly initiative?: Named | null;
  readonly documentContent?: { readonly document?: { readonly title: string } | null } | null;
  readonly projectUpdate?: { readonly id: string; readonly project: Named } | null;
  readonly initiativeUpdate?: { readonly id: string; readonly initiative: Named } | null;
}

export const COMMENTED_ON = `issue { ${ISSUE_AT} } project { name } initiative { name }
    documentContent { document { title } } projectUpdate { id project { name } }
    initiativeUpdate { id initiative { name } }`;

/** Everything but issues, whose identifiers need no look-up. */
type NamedPlaces = Pick<CommentPlace, 'project' | 'initiative' | 'document'>;
type Commentable = ThingNode & { readonly documentContentId?: string | null };

export const places = nameSlots({
  project: sources.projects,
  initiative: sources.initiatives,
  document: selecting<Commentable>(sources.documents, 'id name: title slugId documentContentId'),
});

/** The update that is commented on, of whichever of the two kinds it is. */
export const UPDATE_FIELDS = `
    ofProjects: projectUpdates(filter: $ofProjects, first: 1) @include(if: $askUpdate) { nodes { id } }
    ofInitiatives: initiativeUpdates(filter: $ofInitiatives, first: 1) @include(if: $askUpdate) { nodes { id } }`;
export const UPDATE_PARAMETERS =
  '$askUpdate: Boolean!, $ofProjects: ProjectUpdateFilter, $ofInitiatives: InitiativeUpdateFilter';
export type UpdatesFound = { ofProjects?: Listed<{ id: string }>; ofInitiatives?: Listed<{ id: string }> };

/** The names of a place, and its update, as the documents above look them up. */
export function placeVariables({ project, initiative, document, update }: CommentPlace) {
  const byId = { id: { eq: update ?? '' } };
  return {
    askUpdate: update !== undefined,
    ...(update !== undefined && { ofProjects: byId, ofInitiatives: byId }),
    ...places.variables({ project, initiative, document } satisfies NamedPlaces),
  };
}

/** The comments on a place: the same rules as the look-up of its name. */
export function onPlace({ issue, project, initiative, document, update }: CommentPlace): L.CommentFilter {
  return {
    ...(issue !== undefined && { issue: issueKind.exact(issue) }),
    ...(project !== undefined && { project: projectKind.exact(project) }),
    ...(initiative !== undefined && { initiative: initiativeKind.exact(initiative) }),
    ...(document !== undefined && { documentContent: { document: documentKind.exact(document) } }),
    ...(update !== undefined && {
      or: [{ projectUpdate: { id: { eq: update } } }, { initiativeUpdate: { id: { eq: update } } }],
    }),
  };
}

/**
 * The same with what is said about its status updates: a link to a comment on one of them leads to the project or
 * initiative.
 */
export function onPlaceOrUpdates(place: CommentPlace): L.CommentFilter {
  const { project, initiative } = place;
  if (project !== undefined) {
    return { or: [onPlace(place), { projectUpdate: { project: projectKind.exact(project) } }] };
  }
  if (initiative !== undefined) {
    return { or: [onPlace(place), { initiativeUpdate: { initiative: initiativeKind.exact(initiative) } }] };
  }
  return onPlace(place);
}

/** The kind of place, where what it is called is not known. */
export function placeWords({ project, initiative, document }: CommentPlace): string {
  if (project !== undefined) return 'that project';
  if (initiative !== undefined) return 'that initiative';
  return document === undefined ? 'that status update' : 'that document';
}

/** Makes sure that the place is one thing that the person sees; fails with candidates otherwise. */
export function verifyPlace(place: CommentPlace, data: NamesFound & UpdatesFound): void {
  const { project, initiative, document, update } = place;
  places.verify(data, { project, initiative, document });
  if (update !== undefined) updateIn(update, data);
}

/** The place as a new comment names it. */
export function placeInput(
  { issue, project, initiative, document, update }: CommentPlace,
  data: NamesFound & UpdatesFound,
): Pick<
  L.CommentCreateInput,
  'issueId' | 'projectId' | 'initiativeId' | 'documentContentId' | 'projectUpdateId' | 'initiativeUpdateId'
> {
  return {
    ...(issue !== undefined && { issueId: issue }),
    ...(project !== undefined && { projectId: places.one(data, 'project', project).id }),
    ...(initiative !== undefined && { initiativeId: places.one(data, 'initiative', initiative).id }),
    ...(document !== undefined && { documentContentId: contentOf(document, data) }),
    ...(update !== undefined && updateIn(update, data)),
  };
}

function contentOf(given: string, data: NamesFound): string {
  return places.one(data, 'document', given).documentContentId ?? missing('document with a text', given);
}

/** The update that a comment is on, as a reply to it names it. */
export function updateInput({ projectUpdate, initiativeUpdate }: CommentedOn) {
  if (projectUpdate) return { projectUpdateId: projectUpdate.id };
  return initiativeUpdate ? { initiativeUpdateId: initiativeUpdate.id } : undefined;
}

function updateIn(given: string, { ofProjects, ofInitiatives }: UpdatesFound) {
  if (ofProjects?.nodes[0] !== undefined) return { projectUpdateId: given };
  return ofInitiatives?.nodes[0] === undefined
    ? missing('status update', given)
    : { initiativeUpdateId: given };
}
