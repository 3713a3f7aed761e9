import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { missing } from '../names/meanings.js';
import {
  PAGE,
  type Page,
  type PageRequest,
  pageOf,
  pageVariables,
  turnPages,
  type Viewed,
} from '../pages.js';
import type { Named, Paged, Timestamp } from '../rows.js';

export type NotificationRow = Pick<L.Notification, 'id' | 'type' | 'title' | 'subtitle' | 'url'> & {
  readonly createdAt: Timestamp;
  readonly readAt?: Timestamp | null;
  readonly snoozedUntilAt?: Timestamp | null;
  readonly archivedAt?: Timestamp | null;
  readonly actor?: Named | null;
};

const NOTIFICATION_ROW = `
  fragment NotificationRow on Notification {
    id type title subtitle url createdAt readAt snoozedUntilAt archivedAt actor { name }
  }`;

export const LIST_NOTIFICATIONS = operation<
  Viewed & { inboxNotifications?: Paged<NotificationRow>; notifications?: Paged<NotificationRow> },
  { first: number; after?: string; unreadOnly: boolean; all: boolean }
>(`
  query ListNotifications($first: Int!, $after: String, $unreadOnly: Boolean!, $all: Boolean!) {
    viewer { id }
    inboxNotifications(first: $first, after: $after, unreadOnly: $unreadOnly) @skip(if: $all) {
      nodes { ...NotificationRow } pageInfo { hasNextPage endCursor }
    }
    notifications(first: $first, after: $after, includeArchived: true) @include(if: $all) {
      nodes { ...NotificationRow } pageInfo { hasNextPage endCursor }
    }
  }${NOTIFICATION_ROW}`);

/** What is in the inbox of the person, or everything that ever was. */
export async function listNotifications(
  linear: Linear,
  { unreadOnly, all }: { unreadOnly: boolean; all: boolean },
  page: PageRequest,
): Promise<Page<NotificationRow>> {
  const data = await linear.query(LIST_NOTIFICATIONS, { ...pageVariables(page), unreadOnly, all });
  const empty = { nodes: [], pageInfo: { hasNextPage: false } };
  return pageOf(data, data.inboxNotifications ?? data.notifications ?? empty);
}

/** So many notifications can be changed at once. */
export const MOST_AT_ONCE = 20;
const slots = Array.from({ length: MOST_AT_ONCE }, (_, index) => index);
const ids = slots.map((slot) => `$do${slot}: Boolean! = false, $id${slot}: String! = ""`).join(', ');
const each = (field: (slot: number) => string) =>
  slots.map((slot) => `n${slot}: ${field(slot)} @include(if: $do${slot}) { success }`).join('\n    ');

type Done = Readonly<Record<string, { success: boolean }>>;
type Chosen = Readonly<Record<string, unknown>>;

// One place for each of the twenty; those that are not needed are skipped.
export const UPDATE_NOTIFICATIONS = operation<Done, Chosen & { input: Moments }>(`
  mutation UpdateNotifications($input: NotificationUpdateInput!, ${ids}) {
    ${each((slot) => `notificationUpdate(id: $id${slot}, input: $input)`)}
  }`);
export const ARCHIVE_NOTIFICATIONS = operation<Done, Chosen>(`
  mutation ArchiveNotifications(${ids}) {
    ${each((slot) => `notificationArchive(id: $id${slot})`)}
  }`);
export const UNARCHIVE_NOTIFICATIONS = operation<Done, Chosen>(`
  mutation UnarchiveNotifications(${ids}) {
    ${each((slot) => `notificationUnarchive(id: $id${slot})`)}
  }`);
export const PREPARE_NOTIFICATIONS = operation<
  { notifications: Paged<NotificationRow> },
  { first: number; after?: string }
>(`
  query PrepareNotifications($first: Int!, $after: String) {
    notifications(first: $first, after: $after, includeArchived: true) {
      nodes { ...NotificationRow } pageInfo { hasNextPage endCursor }
    }
  }${NOTIFICATION_ROW}`);

export type NotificationAction = 'read' | 'unread' | 'archive' | 'unarchive' | 'snooze' | 'unsnooze';

/** Does one thing to several notifications, which are named by the first eight digits of their ids. */
export async function changeNotifications(
  linear: Linear,
  references: readonly string[],
  change: { action: NotificationAction; until: string | undefined; now: Date },
): Promise<readonly NotificationRow[]> {
  // Linear does not find one by a part of its id.
  const { rows } = await turnPages(
    {
      ask: (after) => linear.query(PREPARE_NOTIFICATIONS, pageVariables({ limit: PAGE, after })),
      rowsOf: ({ notifications }) => notifications,
      mostPages: 8,
    },
    (soFar) => references.every((reference) => soFar.some(fits(reference))),
  );
  const found = references.map((reference) => {
    const [row, another] = rows.filter(fits(reference));
    if (row === undefined || another !== undefined) {
      return missing('notification', reference);
    }
    return row;
  });
  const chosen = Object.fromEntries(
    found.flatMap(({ id }, slot) => [
      [`do${slot}`, true],
      [`id${slot}`, id],
    ]),
  );
  const { action } = change;
  if (action === 'archive') await linear.query(ARCHIVE_NOTIFICATIONS, chosen);
  else if (action === 'unarchive') await linear.query(UNARCHIVE_NOTIFICATIONS, chosen);
  else await linear.query(UPDATE_NOTIFICATIONS, { ...chosen, input: inputOf(change) });
  return found;
}

const fits =
  (reference: string) =>
  ({ id }: NotificationRow): boolean =>
    id.startsWith(reference.toLowerCase());

/** The SDK types moments as dates; over the wire they are text. */
type Moments = { readAt?: string | null; snoozedUntilAt?: string | null };

function inputOf(change: { action: NotificationAction; until: string | undefined; now: Date }) {
  const moments: Record<string, Moments> = {
    read: { readAt: change.now.toISOString() },
    unread: { readAt: null },
    snooze: { snoozedUntilAt: change.until ?? null },
    unsnooze: { snoozedUntilAt: null },
  };
  return moments[change.action] ?? {};
}
