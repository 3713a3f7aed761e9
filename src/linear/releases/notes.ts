import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { createUnderKey, type Made, madeById } from '../create-once.js';
import { allOf, eachWord, when } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { pipelineKind, releaseKind, type ThingNode } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import type { Named, Paged, Timestamp } from '../rows.js';

export type NoteRow = ThingNode & {
  readonly updatedAt: Timestamp;
  readonly releaseCount: number;
  readonly pipeline: Named;
};
export type NoteDetail = NoteRow & {
  readonly url: string;
  readonly releases: readonly Named[];
  readonly documentContent?: { readonly content?: string | null } | null;
};

const row = 'id name: title slugId updatedAt releaseCount pipeline { name }';
const NOTE_DETAIL = `
  fragment NoteDetail on ReleaseNote { ${row} url releases { name } documentContent { content } }`;

const listed = nameSlots({ pipeline: sources.pipelines, release: sources.releases });
export const LIST_RELEASE_NOTES = operation<
  Viewed & { releaseNotes: Paged<NoteRow> } & NamesFound,
  { filter: L.ReleaseNoteFilter; first: number } & NameVariables
>(`
  query ListReleaseNotes($filter: ReleaseNoteFilter, $first: Int!, $after: String, ${listed.parameters}) {
    viewer { id }
    releaseNotes(filter: $filter, first: $first, after: $after) {
      nodes { ${row} }
      pageInfo { hasNextPage endCursor }
    }
    ${listed.fields}
  }`);

export interface NoteQuery {
  readonly query?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly release?: string | undefined;
}

export async function listNotes(linear: Linear, query: NoteQuery, page: PageRequest): Promise<Page<NoteRow>> {
  const { pipeline, release } = query;
  const data = await linear.query(LIST_RELEASE_NOTES, {
    filter: allOf<L.ReleaseNoteFilter>([
      ...eachWord(query.query, (word) => ({ title: { containsIgnoreCase: word } })),
      when(pipeline, (given) => ({ pipeline: pipelineKind.exact(given) })),
      when(release, (given) => ({ release: releaseKind.exact(given) })),
    ]),
    ...pageVariables(page),
    ...listed.variables({ pipeline, release }),
  });
  listed.verify(data, { pipeline, release });
  return pageOf(data, data.releaseNotes);
}

const note = selecting<NoteDetail>(sources.releaseNotes, '...NoteDetail');
const one = nameSlots({ note });
export const GET_RELEASE_NOTE = operation<NamesFound, NameVariables>(`
  query GetReleaseNote(${one.parameters}) {
    viewer { id }
    ${one.fields}
  }${NOTE_DETAIL}`);

export async function getNote(linear: Linear, given: string): Promise<NoteDetail> {
  const data = await linear.query(GET_RELEASE_NOTE, one.variables({ note: given }));
  return one.one(data, 'note', given, 'release note');
}

/** What a note covers: releases one by one, or all from one to another. */
export interface NoteFields {
  readonly title?: string | undefined;
  readonly content?: string | undefined;
  readonly releases?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const references = { pipeline: sources.pipelines, release: { ...sources.releases, size: 40 } } as const;
const creating = nameSlots(references);
const updating = nameSlots({ ...references, note });
export const PREPARE_NOTE_CREATE = operation<Viewed & NamesFound, NameVariables>(`
  query PrepareNoteCreate(${creating.parameters}) {
    viewer { id }
    ${creating.fields}
  }`);
export const PREPARE_NOTE_UPDATE = operation<NamesFound, NameVariables>(`
  query PrepareNoteUpdate(${updating.parameters}) {
    viewer { id }
    ${updating.fields}
  }${NOTE_DETAIL}`);
export const CREATE_RELEASE_NOTE = operation<
  { releaseNoteCreate: { releaseNote: NoteDetail } },
  { input: L.ReleaseNoteCreateInput }
>(`
  mutation CreateReleaseNote($input: ReleaseNoteCreateInput!) {
    releaseNoteCreate(input: $input) { releaseNote { ...NoteDetail } }
  }${NOTE_DETAIL}`);
export const RELEASE_NOTE_MADE = madeById<NoteDetail>(
  'ReleaseNoteMade',
  ['releaseNotes', 'ReleaseNoteFilter'],
  '...NoteDetail',
  NOTE_DETAIL,
);
export const UPDATE_RELEASE_NOTE = operation<
  { releaseNoteUpdate: { releaseNote: NoteDetail } },
  { id: string; input: L.ReleaseNoteUpdateInput }
>(`
  mutation UpdateReleaseNote($id: String!, $input: ReleaseNoteUpdateInput!) {
    releaseNoteUpdate(id: $id, input: $input) { releaseNote { ...NoteDetail } }
  }${NOTE_DETAIL}`);

export async function createNote(
  linear: Linear,
  wanted: NoteFields & { pipeline: string },
  key?: string,
): Promise<Made<NoteDetail>> {
  const asked = { pipeline: wanted.pipeline, release: releasesIn(wanted) };
  const data = await linear.query(PREPARE_NOTE_CREATE, creating.variables(asked));
  const pipelineId = creating.one(data, 'pipeline', wanted.pipeline).id;
  const input = { ...inputOf(wanted, data), pipelineId };
  const create = async (id: string) =>
    (await linear.query(CREATE_RELEASE_NOTE, { input: { ...input, id } })).releaseNoteCreate.releaseNote;
  const creation = { of: 'release note', viewerId: data.viewer.id, key };
  return createUnderKey(linear, creation, { create, made: RELEASE_NOTE_MADE });
}

export async function updateNote(
  linear: Linear,
  given: string,
  {
    rewrite,
    ...changes
  }: Omit<NoteFields, 'content'> & {
    /** What becomes of the present text; refuses when it is not the one that was read. */
    readonly rewrite?: ((present: string) => string) | undefined;
  },
): Promise<{ before: NoteDetail; after: NoteDetail }> {
  const asked = { note: given, release: releasesIn(changes) };
  const data = await linear.query(PREPARE_NOTE_UPDATE, updating.variables(asked));
  const before = updating.one(data, 'note', given, 'release note');
  const content = rewrite?.(before.documentContent?.content ?? '');
  const input = inputOf({ ...changes, content }, data);
  const made = await linear.query(UPDATE_RELEASE_NOTE, { id: before.id, input });
  return { before, after: made.releaseNoteUpdate.releaseNote };
}

function releasesIn({ releases = [], from, to }: NoteFields): string[] {
  return [...releases, ...[from, to].filter((each) => each !== undefined)];
}

function inputOf({ title, content, releases, from, to }: NoteFields, data: NamesFound) {
  const id = (given: string) => creating.one(data, 'release', given).id;
  return {
    ...(title !== undefined && { title }),
    ...(content !== undefined && { content }),
    ...(releases !== undefined && { releaseIds: releases.map(id) }),
    ...(from !== undefined && { rangeFromReleaseId: id(from) }),
    ...(to !== undefined && { rangeToReleaseId: id(to) }),
  };
}
