import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { UPDATED_AT } from '../enums.js';
import { type LabelNode, teamKind } from '../names/kinds.js';
import {
  allOf,
  eachWord,
  labelFilter,
  personFilter,
  type SinceQuery,
  sinceFilters,
  when,
} from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import type { ThingNode } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import type { ProjectRow } from '../projects/list.js';
import { PROJECT_ROW } from '../projects/list.js';
import { INITIATIVE_UPDATE_ROW, type UpdateRow } from '../projects/updates.js';
import type { Named, Paged, Part, Timestamp } from '../rows.js';

export type InitiativeRow = ThingNode & {
  readonly status: string;
  readonly health?: string | null;
  readonly targetDate?: string | null;
  readonly priority: number;
  readonly updatedAt: Timestamp;
  readonly archivedAt?: Timestamp | null;
  readonly trashed?: boolean | null;
  readonly owner?: Named | null;
};

/** Everything about an initiative that a write can change. */
export type InitiativeState = InitiativeRow & {
  readonly description?: string | null;
  readonly content?: string | null;
  readonly icon?: string | null;
  readonly color?: string | null;
  readonly url: string;
  readonly leadTeam?: Pick<L.Team, 'key'> | null;
  readonly labels: Part<LabelNode>;
  readonly parentInitiatives: Part<Named & { readonly id: string }>;
  readonly projects: Paged<ProjectRow>;
};
export type InitiativeDetail = InitiativeState & {
  readonly createdAt: Timestamp;
  readonly initiativeUpdates?: Part<UpdateRow>;
  readonly subInitiatives?: Part<InitiativeRow>;
  readonly documents?: Part<{ readonly title: string; readonly slugId: string }>;
};

const row = 'id name slugId status health targetDate priority updatedAt archivedAt trashed owner { name }';
export const INITIATIVE_STATE = `
  fragment InitiativeState on Initiative {
    ${row} description content icon color url
    leadTeam { key }
    labels(first: 20) { nodes { id name parent { name } } pageInfo { hasNextPage } }
    parentInitiatives(first: 10) { nodes { id name } pageInfo { hasNextPage } }
  }`;
export const INITIATIVE_ROW = `
  fragment InitiativeRow on Initiative { ${row} }`;

export interface InitiativeQuery extends SinceQuery {
  readonly query?: string | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly owner?: string | undefined;
  readonly leadTeam?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly health?: readonly string[] | undefined;
  readonly includeArchived?: boolean | undefined;
}

const names = nameSlots({
  owner: sources.anybodyOrNone,
  team: sources.teams,
  label: sources.initiativeLabels,
});
export const LIST_INITIATIVES = operation<
  Viewed & { initiatives: Paged<InitiativeRow> } & NamesFound,
  { filter: L.InitiativeFilter; first: number } & NameVariables
>(`
  query ListInitiatives(
    $filter: InitiativeFilter, $first: Int!, $after: String, $orderBy: PaginationOrderBy,
    $includeArchived: Boolean, ${names.parameters}
  ) {
    viewer { id }
    initiatives(filter: $filter, first: $first, after: $after, orderBy: $orderBy, includeArchived: $includeArchived) {
      nodes { ...InitiativeRow }
      pageInfo { hasNextPage endCursor }
    }
    ${names.fields}
  }${INITIATIVE_ROW}`);

export async function listInitiatives(
  linear: Linear,
  query: InitiativeQuery,
  page: PageRequest,
): Promise<Page<InitiativeRow>> {
  const given = { owner: query.owner, team: query.leadTeam, label: query.labels };
  const data = await linear.query(LIST_INITIATIVES, {
    filter: allOf<L.InitiativeFilter>([
      ...eachWord(query.query, (word) => ({ name: { containsIgnoreCase: word } })),
      when(query.statuses, (words) => ({ status: { in: [...words] } })),
      when(query.owner, (name) => ({ owner: personFilter(name) })),
      when(query.leadTeam, (name) => ({ leadTeam: teamKind.exact(name) })),
      ...(query.labels ?? []).map((name) => ({ labels: labelFilter(name) })),
      when(query.health, (words) => ({ health: { in: [...words] } })),
      ...sinceFilters(query),
    ]),
    ...pageVariables(page),
    orderBy: UPDATED_AT,
    includeArchived: query.includeArchived ?? false,
    ...names.variables(given),
  });
  names.verify(data, given, (slot) => (slot === 'team' ? 'lead_team' : slot));
  return pageOf(data, data.initiatives);
}

export interface InitiativeParts {
  readonly updates: boolean;
  readonly documents: boolean;
  readonly children: boolean;
}

const detailed = nameSlots({
  initiative: selecting<InitiativeDetail>(
    sources.initiatives,
    `...InitiativeState
      createdAt
      projects(first: 40) { nodes { ...ProjectRow } pageInfo { hasNextPage endCursor } }
      initiativeUpdates(first: 5) @include(if: $updates) { nodes { ...InitiativeUpdateRow } pageInfo { hasNextPage } }
      subInitiatives(first: 30) @include(if: $children) { nodes { ...InitiativeRow } pageInfo { hasNextPage } }
      documents(first: 50) @include(if: $documents) { nodes { title slugId } pageInfo { hasNextPage } }`,
    'includeArchived: true',
  ),
});
export const GET_INITIATIVE = operation<NamesFound, { updates: boolean } & NameVariables>(`
  query GetInitiative($updates: Boolean!, $children: Boolean!, $documents: Boolean!, ${detailed.parameters}) {
    viewer { id }
    ${detailed.fields}
  }${INITIATIVE_STATE}${INITIATIVE_ROW}${PROJECT_ROW}${INITIATIVE_UPDATE_ROW}`);

export async function getInitiative(
  linear: Linear,
  given: string,
  parts: InitiativeParts,
): Promise<InitiativeDetail> {
  const data = await linear.query(GET_INITIATIVE, { ...parts, ...detailed.variables({ initiative: given }) });
  return detailed.one(data, 'initiative', given);
}
