import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { withNotFound } from '../names/resolving.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { Viewed } from '../pages.js';
import { DOCUMENT_DETAIL, type DocumentDetail } from './docs.js';

/** Where a document is to be, by name: one of these. */
export interface PlaceGiven {
  readonly project?: string | undefined;
  readonly initiative?: string | undefined;
  readonly team?: string | undefined;
  /** A UUID or identifier, which Linear resolves. */
  readonly issue?: string | undefined;
}
export interface DocumentFields extends PlaceGiven {
  readonly title?: string | undefined;
  readonly content?: string | undefined;
  readonly icon?: string | undefined;
}

const places = {
  project: sources.projects,
  initiative: sources.initiatives,
  team: sources.teams,
} as const;
const creating = nameSlots(places);
const updating = nameSlots({
  ...places,
  document: selecting<DocumentDetail>(sources.documents, '...DocumentDetail', 'includeArchived: true'),
});

export const PREPARE_DOCUMENT_CREATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareDocumentCreate(${creating.parameters}) {
    viewer { id }
    ${creating.fields}
  }`);
export const PREPARE_DOCUMENT_UPDATE = operation<NamesFound, NameVariables>(`
  query PrepareDocumentUpdate(${updating.parameters}) {
    viewer { id }
    ${updating.fields}
  }${DOCUMENT_DETAIL}`);
export const CREATE_DOCUMENT = operation<
  { documentCreate: { document: DocumentDetail } },
  { input: L.DocumentCreateInput }
>(`
  mutation CreateDocument($input: DocumentCreateInput!) {
    documentCreate(input: $input) { document { ...DocumentDetail } }
  }${DOCUMENT_DETAIL}`);
export const DOCUMENT_MADE = madeById<DocumentDetail>(
  'DocumentMade',
  ['documents', 'DocumentFilter'],
  '...DocumentDetail',
  DOCUMENT_DETAIL,
);
export const UPDATE_DOCUMENT = operation<
  { documentUpdate: { document: DocumentDetail } },
  { id: string; input: L.DocumentUpdateInput }
>(`
  mutation UpdateDocument($id: String!, $input: DocumentUpdateInput!) {
    documentUpdate(id: $id, input: $input) { document { ...DocumentDetail } }
  }${DOCUMENT_DETAIL}`);
type Done = { done: { success: boolean } };
export const DELETE_DOCUMENT = operation<Done, { id: string }>(`
  mutation DeleteDocument($id: String!) { done: documentDelete(id: $id) { success } }`);
export const RESTORE_DOCUMENT = operation<Done, { id: string }>(`
  mutation RestoreDocument($id: String!) { done: documentUnarchive(id: $id) { success } }`);

export async function createDocument(
  linear: Linear,
  wanted: DocumentFields & { title: string },
  key?: string,
): Promise<Made<DocumentDetail>> {
  const { project, initiative, team, issue, title } = wanted;
  const data = await linear.query(PREPARE_DOCUMENT_CREATE, creating.variables({ project, initiative, team }));
  const input = { title, ...textOf(wanted), ...placeOf(wanted, data) };
  const create = async (id: string) => {
    const made = linear.query(CREATE_DOCUMENT, { input: { ...input, id } });
    return (await withNotFound(`issue ${issue}`, made)).documentCreate.document;
  };
  const creation = { of: 'document', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: DOCUMENT_MADE });
}

/** Changes a document; a new place takes it away from the old one. */
export async function updateDocument(
  linear: Linear,
  given: string,
  changes: Omit<DocumentFields, 'content'> & {
    /** What becomes of the present text; refuses when it is not the one that was read. */
    readonly rewrite?: ((present: string) => string) | undefined;
  },
): Promise<{ before: DocumentDetail; after: DocumentDetail }> {
  const { project, initiative, team, issue, title } = changes;
  const asked = { document: given, project, initiative, team };
  const data = await linear.query(PREPARE_DOCUMENT_UPDATE, updating.variables(asked));
  const before = updating.one(data, 'document', given);
  const moved = placeOf(changes, data);
  const isMoved = Object.keys(moved).length > 0;
  const input: L.DocumentUpdateInput = {
    ...(title !== undefined && { title }),
    ...textOf({ icon: changes.icon, content: changes.rewrite?.(before.content ?? '') }),
    ...(isMoved && {
      projectId: null,
      initiativeId: null,
      teamId: null,
      issueId: null,
      cycleId: null,
      releaseId: null,
    }),
    ...moved,
  };
  const made = withNotFound(`issue ${issue}`, linear.query(UPDATE_DOCUMENT, { id: before.id, input }));
  return { before, after: (await made).documentUpdate.document };
}

/** Moves a document to the trash, or brings it back. */
export async function deleteDocument(
  linear: Linear,
  given: string,
  restore: boolean,
): Promise<DocumentDetail> {
  const data = await linear.query(PREPARE_DOCUMENT_UPDATE, updating.variables({ document: given }));
  const before = updating.one(data, 'document', given);
  await linear.query(restore ? RESTORE_DOCUMENT : DELETE_DOCUMENT, { id: before.id });
  return before;
}

function textOf({ content, icon }: DocumentFields) {
  return { ...(content !== undefined && { content }), ...(icon !== undefined && { icon }) };
}

function placeOf({ project, initiative, team, issue }: PlaceGiven, data: NamesFound) {
  return {
    ...(project !== undefined && { projectId: creating.one(data, 'project', project).id }),
    ...(initiative !== undefined && { initiativeId: creating.one(data, 'initiative', initiative).id }),
    ...(team !== undefined && { teamId: creating.one(data, 'team', team).id }),
    ...(issue !== undefined && { issueId: issue }),
  };
}
