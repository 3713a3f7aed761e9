import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { UPDATED_AT } from '../enums.js';
import { byPresentName } from '../issues/former.js';
import { teamKind } from '../names/kinds.js';
import { allOf, eachWord, type SinceQuery, sinceFilters, somebody, when } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { initiativeKind, issueKind, projectKind, type ThingNode } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import { ISSUE_AT, type IssueAt, type Named, type Paged, type Timestamp } from '../rows.js';

/** What a document belongs to: exactly one of these. */
export interface DocumentPlace {
  readonly project?: Named | null;
  readonly initiative?: Named | null;
  readonly issue?: IssueAt | null;
  readonly team?: Pick<L.Team, 'key'> | null;
  readonly cycle?: { readonly number: number } | null;
  readonly release?: Named | null;
}
export type DocumentRow = ThingNode &
  DocumentPlace & {
    readonly updatedAt: Timestamp;
    readonly archivedAt?: Timestamp | null;
    readonly trashed?: boolean | null;
    readonly creator?: Named | null;
  };
export type DocumentDetail = DocumentRow & {
  readonly url: string;
  readonly content?: string | null;
  readonly icon?: string | null;
  readonly createdAt: Timestamp;
  readonly updatedBy?: Named | null;
};

const place = `project { name } initiative { name } issue { ${ISSUE_AT} } team { key } cycle { number } release { name }`;
const row = `id name: title slugId updatedAt archivedAt trashed creator { name } ${place}`;
export const DOCUMENT_DETAIL = `
  fragment DocumentDetail on Document { ${row} url content icon createdAt updatedBy { name } }`;

export interface DocumentQuery extends SinceQuery {
  readonly query?: string | undefined;
  readonly project?: string | undefined;
  readonly initiative?: string | undefined;
  readonly team?: string | undefined;
  /** A UUID or an identifier. */
  readonly issue?: string | undefined;
  readonly creator?: string | undefined;
  readonly includeArchived?: boolean | undefined;
}

const listed = nameSlots({
  project: sources.projects,
  initiative: sources.initiatives,
  team: sources.teams,
  issue: sources.issues,
  creator: sources.anybody,
});
export const LIST_DOCUMENTS = operation<
  Viewed & { documents: Paged<DocumentRow> } & NamesFound,
  { filter: L.DocumentFilter; first: number } & NameVariables
>(`
  query ListDocuments(
    $filter: DocumentFilter, $first: Int!, $after: String, $orderBy: PaginationOrderBy, $includeArchived: Boolean,
    ${listed.parameters}
  ) {
    viewer { id }
    documents(filter: $filter, first: $first, after: $after, orderBy: $orderBy, includeArchived: $includeArchived) {
      nodes { ${row} }
      pageInfo { hasNextPage endCursor }
    }
    ${listed.fields}
  }`);

/** One page of documents, the latest change first. */
export async function listDocuments(
  linear: Linear,
  query: DocumentQuery,
  page: PageRequest,
): Promise<Page<DocumentRow>> {
  return byPresentName(linear, query.issue, (issue) => listNamed(linear, { ...query, issue }, page));
}

async function listNamed(
  linear: Linear,
  query: DocumentQuery,
  page: PageRequest,
): Promise<Page<DocumentRow>> {
  const { project, initiative, team, issue, creator } = query;
  const given = { project, initiative, team, issue, creator };
  const data = await linear.query(LIST_DOCUMENTS, {
    filter: documentFilter(query),
    ...pageVariables(page),
    orderBy: UPDATED_AT,
    includeArchived: query.includeArchived ?? false,
    ...listed.variables(given),
  });
  listed.verify(data, given);
  return pageOf(data, data.documents);
}

function documentFilter(query: DocumentQuery): L.DocumentFilter {
  return allOf<L.DocumentFilter>([
    ...eachWord(query.query, (word) => ({
      or: [{ title: { containsIgnoreCase: word } }, { searchableContent: { contains: word } }],
    })),
    when(query.project, (given) => ({ project: projectKind.exact(given) })),
    when(query.initiative, (given) => ({ initiative: initiativeKind.exact(given) })),
    when(query.team, (given) => ({ team: teamKind.exact(given) })),
    when(query.issue, (given) => ({ issue: issueKind.exact(given) })),
    when(query.creator, (given) => ({ creator: somebody(given) })),
    ...sinceFilters(query),
  ]);
}

const named = nameSlots({
  document: selecting<DocumentDetail>(sources.documents, '...DocumentDetail', 'includeArchived: true'),
});
export const GET_DOCUMENT = operation<NamesFound, NameVariables>(`
  query GetDocument(${named.parameters}) {
    viewer { id }
    ${named.fields}
  }${DOCUMENT_DETAIL}`);

/** One document by title, slug, link or UUID. */
export async function getDocument(linear: Linear, given: string): Promise<DocumentDetail> {
  const data = await linear.query(GET_DOCUMENT, named.variables({ document: given }));
  return named.one(data, 'document', given);
}
