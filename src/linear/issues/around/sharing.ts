import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../../client.js';
import { isMe } from '../../names/given.js';
import { type UserNode, userKind } from '../../names/kinds.js';
import {
  type PeopleFound,
  type PeopleVariables,
  pair,
  peopleLookup,
  peopleVariables,
} from '../../names/lookups.js';
import { oneNamed, withNotFound } from '../../names/resolving.js';
import { ISSUE_AT, type IssueAt } from '../../rows.js';

export const PREPARE_SHARE = operation<
  { viewer: UserNode; issue: Pick<L.Issue, 'id'> & IssueAt } & PeopleFound,
  { id: string } & PeopleVariables
>(`
  query PrepareShare($id: String!, ${peopleLookup.parameters}) {
    viewer { id name displayName email }
    issue(id: $id) { id ${ISSUE_AT} }
    ${peopleLookup.fields}
  }${peopleLookup.fragment}`);

export const SHARE_ISSUE = operation<
  Record<string, { success: boolean }>,
  { id: string; userId: string; share: boolean }
>(`
  mutation ShareIssue($id: String!, $userId: String!, $share: Boolean!) {
    shared: issueShare(id: $id, userId: $userId) @include(if: $share) { success }
    unshared: issueUnshare(id: $id, userId: $userId) @skip(if: $share) { success }
  }`);

/** Lets somebody who is not in the team see one issue of it, or ends that. */
export async function shareIssue(
  linear: Linear,
  wanted: { id: string; user: string; share: boolean },
): Promise<{ issue: IssueAt; user: string }> {
  const { id, user, share } = wanted;
  const asked = { argument: 'user', given: user };
  const lookup = linear.query(PREPARE_SHARE, { id, ...peopleVariables(isMe(user) ? [] : [asked]) });
  const data = await withNotFound(`issue ${id}`, lookup);
  const person = isMe(user) ? data.viewer : oneNamed(userKind, asked, pair(data.users, data.usersNear));
  await linear.query(SHARE_ISSUE, { id: data.issue.id, userId: person.id, share });
  return { issue: data.issue, user: person.name };
}
