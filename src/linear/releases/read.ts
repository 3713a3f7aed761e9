import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { CREATED_AT, PIPELINE_TYPE, STAGE_TYPE } from '../enums.js';
import { teamKind } from '../names/kinds.js';
import { allOf, eachWord, type SinceQuery, sinceFilters, when } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { pipelineKind, releaseStageKind, type ThingNode } from '../names/things.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import { ISSUE_ROW, type IssueRow, type Listed, type Named, type Paged, type Timestamp } from '../rows.js';

export type ReleaseRow = ThingNode & {
  readonly version?: string | null;
  readonly startDate?: string | null;
  readonly targetDate?: string | null;
  readonly completedAt?: Timestamp | null;
  readonly issueCount: number;
  readonly stage: Named & { readonly type: string };
  readonly pipeline: Named;
};
/** Everything about a release that a write can change. */
export type ReleaseState = ReleaseRow & {
  readonly description?: string | null;
  readonly commitSha?: string | null;
  readonly startedAt?: Timestamp | null;
  readonly url: string;
};
export type ReleaseDetail = ReleaseState & {
  readonly issues?: Paged<IssueRow>;
  readonly releaseNotes: readonly { readonly title?: string | null; readonly slugId: string }[];
};

const row =
  'id name version startDate targetDate completedAt issueCount stage { name type } pipeline { name }';
export const RELEASE_STATE = `
  fragment ReleaseState on Release { ${row} description commitSha startedAt url }`;

export interface ReleaseQuery extends SinceQuery {
  readonly query?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly stage?: string | undefined;
  readonly stageType?: readonly string[] | undefined;
  readonly version?: string | undefined;
  readonly hasNotes?: boolean | undefined;
}

const listed = nameSlots({ pipeline: sources.pipelines, stage: sources.releaseStages });
export const LIST_RELEASES = operation<
  Viewed & { releases: Paged<ReleaseRow> } & NamesFound,
  { filter: L.ReleaseFilter; first: number } & NameVariables
>(`
  query ListReleases(
    $filter: ReleaseFilter, $first: Int!, $after: String, $orderBy: PaginationOrderBy, ${listed.parameters}
  ) {
    viewer { id }
    releases(filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
      nodes { ${row} }
      pageInfo { hasNextPage endCursor }
    }
    ${listed.fields}
  }`);

export async function listReleases(
  linear: Linear,
  query: ReleaseQuery,
  page: PageRequest,
): Promise<Page<ReleaseRow>> {
  const { pipeline, stage } = query;
  const data = await linear.query(LIST_RELEASES, {
    filter: allOf<L.ReleaseFilter>([
      ...eachWord(query.query, (word) => ({ name: { containsIgnoreCase: word } })),
      when(pipeline, (given) => ({ pipeline: pipelineKind.exact(given) })),
      when(stage, (given) => ({ stage: releaseStageKind.exact(given) })),
      when(query.stageType, (words) => ({ stage: { type: { in: stageTypes(words) } } })),
      when(query.version, (given) => ({ version: { eqIgnoreCase: given } })),
      when(query.hasNotes, (has) => ({ hasReleaseNotes: { eq: has } })),
      ...sinceFilters(query),
    ]),
    ...pageVariables(page),
    orderBy: CREATED_AT,
    ...listed.variables({ pipeline, stage }),
  });
  listed.verify(data, { pipeline, stage });
  return pageOf(data, data.releases);
}

function stageTypes(words: readonly string[]): L.ReleaseStageType[] {
  return Object.values(STAGE_TYPE).filter((type) => words.includes(type));
}

const one = nameSlots({
  release: selecting<ReleaseDetail>(
    sources.releases,
    `...ReleaseState
      releaseNotes { title slugId }
      issues(first: 50) @include(if: $issues) { nodes { ...IssueRow } pageInfo { hasNextPage endCursor } }`,
    'includeArchived: true',
  ),
});
export const GET_RELEASE = operation<NamesFound, { issues: boolean } & NameVariables>(`
  query GetRelease($issues: Boolean!, ${one.parameters}) {
    viewer { id }
    ${one.fields}
  }${RELEASE_STATE}${ISSUE_ROW}`);

export async function getRelease(linear: Linear, given: string, issues: boolean): Promise<ReleaseDetail> {
  const data = await linear.query(GET_RELEASE, { issues, ...one.variables({ release: given }) });
  return one.one(data, 'release', given);
}

export type PipelineRow = ThingNode & {
  readonly type: string;
  readonly isProduction: boolean;
  readonly approximateReleaseCount: number;
  readonly stages: Listed<Named & { readonly type: string; readonly position: number }>;
  readonly teams: Listed<Pick<L.Team, 'key'>>;
};
export interface PipelineQuery {
  readonly query?: string | undefined;
  readonly team?: string | undefined;
  readonly type?: 'continuous' | 'scheduled' | undefined;
  readonly isProduction?: boolean | undefined;
}

const ofTeam = nameSlots({ team: sources.teams });
export const LIST_PIPELINES = operation<
  Viewed & { releasePipelines: Paged<PipelineRow> } & NamesFound,
  { filter: L.ReleasePipelineFilter; first: number } & NameVariables
>(`
  query ListPipelines($filter: ReleasePipelineFilter, $first: Int!, $after: String, ${ofTeam.parameters}) {
    viewer { id }
    releasePipelines(filter: $filter, first: $first, after: $after) {
      nodes {
        id name type isProduction approximateReleaseCount
        stages(first: 8) { nodes { name type position } }
        teams(first: 5) { nodes { key } }
      }
      pageInfo { hasNextPage endCursor }
    }
    ${ofTeam.fields}
  }`);

export async function listPipelines(
  linear: Linear,
  query: PipelineQuery,
  page: PageRequest,
): Promise<Page<PipelineRow>> {
  const { team, type } = query;
  const data = await linear.query(LIST_PIPELINES, {
    filter: allOf<L.ReleasePipelineFilter>([
      ...eachWord(query.query, (word) => ({ name: { containsIgnoreCase: word } })),
      when(team, (given) => ({ teams: { some: teamKind.exact(given) } })),
      when(type, (word) => ({ type: { eq: PIPELINE_TYPE[word] } })),
      when(query.isProduction, (is) => ({ isProduction: { eq: is } })),
    ]),
    ...pageVariables(page),
    ...ofTeam.variables({ team }),
  });
  ofTeam.verify(data, { team });
  return pageOf(data, data.releasePipelines);
}
