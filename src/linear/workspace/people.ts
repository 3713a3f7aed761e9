import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import type { TeamNode, UserNode } from '../names/kinds.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import { type Paged, present } from '../rows.js';

export type PersonRow = UserNode &
  Pick<L.User, 'active' | 'admin' | 'guest' | 'app'> & { readonly title?: string | null };

export interface PeopleQuery {
  readonly query?: string | undefined;
  /** Members of this team only. */
  readonly team?: string | undefined;
  readonly includeInactive?: boolean | undefined;
}

const page = `(filter: $filter, first: $first, after: $after, includeDisabled: $includeDisabled) {
        nodes { id name displayName email active admin guest app title }
        pageInfo { hasNextPage endCursor }
      }`;
type WithMembers = TeamNode & { readonly members: Paged<PersonRow> };
const names = nameSlots({
  team: { ...selecting<WithMembers>(sources.teams, `id key name members${page}`), size: 2 },
});

export const LIST_USERS = operation<
  Viewed & { users?: Paged<PersonRow> } & NamesFound,
  { filter: L.UserFilter; first: number; includeDisabled: boolean; ofTeam: boolean } & NameVariables
>(`
  query ListUsers(
    $filter: UserFilter, $first: Int!, $after: String, $includeDisabled: Boolean, $ofTeam: Boolean!,
    ${names.parameters}
  ) {
    viewer { id }
    users${page.replace(') {', ') @skip(if: $ofTeam) {')}
    ${names.fields}
  }`);

/** One page of people, of the workspace or of a team. */
export async function listPeople(
  linear: Linear,
  query: PeopleQuery,
  request: PageRequest,
): Promise<Page<PersonRow>> {
  const { query: text, team, includeInactive = false } = query;
  const like = text === undefined ? undefined : { containsIgnoreCase: text };
  const data = await linear.query(LIST_USERS, {
    filter: like ? { or: [{ name: like }, { displayName: like }, { email: like }] } : {},
    ...pageVariables(request),
    includeDisabled: includeInactive,
    ofTeam: team !== undefined,
    ...names.variables({ team }),
  });
  const list = team === undefined ? data.users : names.one(data, 'team', team).members;
  return pageOf(data, present(list));
}
