import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../../client.js';
import { teamKind } from '../../names/kinds.js';
import { type TeamsFound, type TeamVariables, teamLookup, teamVariables } from '../../names/lookups.js';
import { verifyNames } from '../../names/verifying.js';
import { type IssueRow, type Paged, SEARCH_ROW } from '../../rows.js';

export const SEARCH_ISSUES = operation<
  { searchIssues: Paged<IssueRow> & { totalCount: number } } & TeamsFound,
  { term: string; filter?: L.IssueFilter; first: number } & TeamVariables
>(`
  query SearchIssues($term: String!, $filter: IssueFilter, $first: Int!, ${teamLookup.parameters}) {
    searchIssues(term: $term, filter: $filter, first: $first, includeComments: true) {
      nodes { ...SearchRow }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
    ${teamLookup.fields}
  }
  ${SEARCH_ROW}${teamLookup.fragment}`);

/** Issues by meaning and words, best first, with the number of all that match. */
export async function searchIssues(
  linear: Linear,
  search: { term: string; team?: string | undefined; limit: number },
): Promise<{ rows: readonly IssueRow[]; total: number }> {
  const { term, team, limit } = search;
  const data = await linear.query(SEARCH_ISSUES, {
    term,
    first: limit,
    ...(team !== undefined && { filter: { team: teamKind.exact(team) } }),
    ...teamVariables(team),
  });
  verifyNames({ team }, data);
  return { rows: data.searchIssues.nodes, total: data.searchIssues.totalCount };
}
