import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../../client.js';
import { lookThrough, onlyComment } from '../../comments/pages.js';
import { withNotFound } from '../../names/resolving.js';
import { PAGE } from '../../pages.js';
import { ISSUE_AT, type IssueAt, type Listed, type Paged, present } from '../../rows.js';

type Target = { readonly id: string; readonly reactions: readonly Reaction[] };
type Reaction = Pick<L.Reaction, 'id' | 'emoji'> & { readonly user?: { readonly id: string } | null };

export const MARKS_OF_ISSUE = operation<
  {
    viewer: { id: string };
    issue: IssueAt & {
      id: string;
      favorite?: { id: string } | null;
      reactions: readonly Reaction[];
      subscribers: Listed<{ id: string }>;
      comments?: Paged<Target>;
    };
  },
  { id: string; withComments: boolean; only: L.CommentFilter; after?: string }
>(`
  query MarksOfIssue($id: String!, $withComments: Boolean!, $only: CommentFilter!, $after: String) {
    viewer { id }
    issue(id: $id) {
      id ${ISSUE_AT}
      favorite { id }
      reactions { id emoji user { id } }
      subscribers(first: 1, filter: { isMe: { eq: true } }) { nodes { id } }
      comments(filter: $only, first: ${PAGE}, after: $after) @include(if: $withComments) {
        nodes { id reactions { id emoji user { id } } } pageInfo { hasNextPage endCursor }
      }
    }
  }`);

type Done = { success: boolean };

/** One document for all marks: what is not wanted is not included, and its variables are fillers. */
export const MARK_ISSUE = operation<
  Record<string, Done>,
  {
    id: string;
    subscribe: boolean;
    unsubscribe: boolean;
    favor: boolean;
    favorite: { issueId: string };
    unfavor: boolean;
    favoriteId: string;
    react: boolean;
    reaction: { emoji: string; issueId?: string; commentId?: string };
    unreact: boolean;
    reactionId: string;
    remind: boolean;
    remindAt: string;
  }
>(`
  mutation MarkIssue(
    $id: String!, $subscribe: Boolean!, $unsubscribe: Boolean!, $favor: Boolean!, $favorite: FavoriteCreateInput!,
    $unfavor: Boolean!, $favoriteId: String!, $react: Boolean!, $reaction: ReactionCreateInput!, $unreact: Boolean!,
    $reactionId: String!, $remind: Boolean!, $remindAt: DateTime!
  ) {
    subscribed: issueSubscribe(id: $id) @include(if: $subscribe) { success }
    unsubscribed: issueUnsubscribe(id: $id) @include(if: $unsubscribe) { success }
    favored: favoriteCreate(input: $favorite) @include(if: $favor) { success }
    unfavored: favoriteDelete(id: $favoriteId) @include(if: $unfavor) { success }
    reacted: reactionCreate(input: $reaction) @include(if: $react) { success }
    unreacted: reactionDelete(id: $reactionId) @include(if: $unreact) { success }
    reminded: issueReminder(id: $id, reminderAt: $remindAt) @include(if: $remind) { success }
  }`);

/** What somebody wants on an issue, or on a comment of it, for themselves. */
export interface Marks {
  readonly subscribed?: boolean | undefined;
  readonly favorite?: boolean | undefined;
  readonly addReaction?: string | undefined;
  readonly removeReaction?: string | undefined;
  readonly remindAt?: string | undefined;
}

/** What was asked for, and whether it was so already. */
export interface Marked {
  readonly issue: IssueAt;
  readonly marks: readonly { readonly what: keyof Marks; readonly asBefore: boolean }[];
}

/** Sets the person's own marks. Reactions go to the comment when one is named. */
export async function markIssue(
  linear: Linear,
  place: { id: string; comment?: string | undefined },
  marks: Marks,
): Promise<Marked> {
  const { data, comment: target } = await lookUp(linear, place);
  const { issue, viewer } = data;
  const own = (emoji: string | undefined): string | undefined =>
    (target?.reactions ?? issue.reactions).find((one) => one.user?.id === viewer.id && one.emoji === emoji)
      ?.id;
  const { subscribed, favorite, addReaction, removeReaction, remindAt } = marks;
  const isSubscribed = issue.subscribers.nodes.length > 0;
  const favoriteId = issue.favorite?.id;
  const reactionId = own(removeReaction);
  const steps = {
    subscribe: subscribed === true && !isSubscribed,
    unsubscribe: subscribed === false && isSubscribed,
    favor: favorite === true && favoriteId === undefined,
    unfavor: favorite === false && favoriteId !== undefined,
    react: addReaction !== undefined && own(addReaction) === undefined,
    unreact: reactionId !== undefined,
    remind: remindAt !== undefined,
  };
  if (Object.values(steps).includes(true)) {
    await linear.query(MARK_ISSUE, {
      id: issue.id,
      ...steps,
      favorite: { issueId: issue.id },
      favoriteId: favoriteId ?? '',
      reaction: { emoji: addReaction ?? '', ...(target ? { commentId: target.id } : { issueId: issue.id }) },
      reactionId: reactionId ?? '',
      remindAt: remindAt ?? '1970-01-01T00:00:00Z',
    });
  }
  const asked: [keyof Marks, boolean][] = [
    ['subscribed', steps.subscribe || steps.unsubscribe],
    ['favorite', steps.favor || steps.unfavor],
    ['addReaction', steps.react],
    ['removeReaction', steps.unreact],
    ['remindAt', steps.remind],
  ];
  const given = asked.filter(([what]) => marks[what] !== undefined);
  return { issue, marks: given.map(([what, isNew]) => ({ what, asBefore: !isNew })) };
}

/** The issue with what the person has on it already, and the comment when one is named. */
async function lookUp(
  linear: Linear,
  { id, comment: reference }: { id: string; comment?: string | undefined },
) {
  const ask = (after?: string) => {
    const only = onlyComment(reference ?? '');
    const withComments = reference !== undefined;
    const variables = { id, withComments, only, ...(after !== undefined && { after }) };
    return withNotFound(`issue ${id}`, linear.query(MARKS_OF_ISSUE, variables));
  };
  if (reference === undefined) return { data: await ask(), comment: undefined };
  return lookThrough(
    { ask, rowsOf: (data) => present(data.issue.comments) },
    { reference, on: (data) => data.issue.identifier },
  );
}
