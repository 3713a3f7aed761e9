import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { teamKind } from '../names/kinds.js';
import { type TeamsFound, type TeamVariables, teamLookup, teamVariables } from '../names/lookups.js';
import { type Page, type PageRequest, pageOf, pageVariables } from '../pages.js';
import type { Paged } from '../rows.js';
import { KEPT_LABEL, type KeptLabel, teamIn } from './labels.js';

export const LIST_LABELS = operation<
  { viewer: { id: string }; labels: Paged<KeptLabel> } & TeamsFound,
  { filter: L.IssueLabelFilter; first: number; after?: string } & TeamVariables
>(`
  query ListLabels($filter: IssueLabelFilter!, $first: Int!, $after: String, ${teamLookup.parameters}) {
    viewer { id }
    labels: issueLabels(filter: $filter, first: $first, after: $after) {
      nodes { ...KeptLabel }
      pageInfo { hasNextPage endCursor }
    }
    ${teamLookup.fields}
  }${KEPT_LABEL}${teamLookup.fragment}`);

/** Labels that issues can carry: those of a team with those of the workspace, or all. */
export async function listLabels(
  linear: Linear,
  query: { team?: string | undefined; text?: string | undefined },
  page: PageRequest,
): Promise<Page<KeptLabel>> {
  const { team, text } = query;
  const data = await linear.query(LIST_LABELS, {
    filter: {
      ...(team !== undefined && { team: { or: [{ null: true }, teamKind.exact(team)] } }),
      ...(text !== undefined && {
        or: [{ name: { containsIgnoreCase: text } }, { parent: { name: { containsIgnoreCase: text } } }],
      }),
    },
    ...pageVariables(page),
    ...teamVariables(team),
  });
  if (team !== undefined) teamIn(team, data);
  return pageOf(data, data.labels);
}
