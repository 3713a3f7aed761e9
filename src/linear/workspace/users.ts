import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { type UserNode, userKind } from '../names/kinds.js';
import { oneNamed } from '../names/resolving.js';
import { type Listed, type Paged, present } from '../rows.js';

export type UserDetail = UserNode &
  Pick<L.User, 'active' | 'admin' | 'guest' | 'timezone' | 'title' | 'url'> & {
    readonly teams: Paged<Pick<L.Team, 'key' | 'name'>>;
  };

export const GET_USER = operation<
  { viewer?: UserDetail; users?: Listed<UserDetail>; usersNear?: Listed<UserNode> },
  { me: boolean; people?: L.UserFilter; peopleNear?: L.UserFilter }
>(`
  query GetUser($me: Boolean!, $people: UserFilter, $peopleNear: UserFilter) {
    viewer @include(if: $me) { ...UserDetail }
    users(filter: $people, first: 5, includeDisabled: true) @skip(if: $me) { nodes { ...UserDetail } }
    usersNear: users(filter: $peopleNear, first: 12) @skip(if: $me) { nodes { id name displayName email } }
  }
  fragment UserDetail on User {
    id name displayName email active admin guest timezone title url
    teams(first: 30) { nodes { key name } pageInfo { hasNextPage endCursor } }
  }`);

/** The person whose token this is. */
export async function getViewer(linear: Linear): Promise<UserDetail> {
  const data = await linear.query(GET_USER, { me: true });
  return present(data.viewer);
}

/** The one person of that name, display name or email; fails with candidates. */
export async function getUser(linear: Linear, given: string): Promise<UserDetail> {
  const data = await linear.query(GET_USER, {
    me: false,
    people: userKind.exact(given),
    peopleNear: userKind.near(given),
  });
  const found = { exact: data.users?.nodes ?? [], near: data.usersNear?.nodes ?? [] };
  return oneNamed(userKind, { argument: 'user', given }, found);
}
