import { z } from 'zod';
import {
  changeNotifications,
  listNotifications,
  MOST_AT_ONCE,
  type NotificationRow,
} from '../../linear/inbox/inbox.js';
import { names } from '../fields.js';
import { givenBack, minute } from '../issues/facts.js';
import { moment } from '../issues/fields.js';
import { AS_BEFORE, beforeAfter, refuse } from '../shared/changes.js';
import { listAnswer, paging } from '../shared/lists.js';
import { counted, joined } from '../text/rows.js';
import { nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool, type Tool } from '../tool.js';

const listNotificationsTool = defineTool({
  name: 'list_notifications',
  title: 'List notifications',
  description: 'Reads the Linear inbox of the person, the newest first.',
  toolset: 'inbox',
  access: 'read',
  input: z.strictObject({
    unread_only: z.boolean().default(false).describe('Leave out what was read'),
    all: z.boolean().default(false).describe('Archived and snoozed as well'),
    ...paging,
  }),
  run: async ({ unread_only: unreadOnly, all, limit, cursor }, { linear, now }) => {
    if (unreadOnly && all) refuse('use unread_only or all, not both');
    return listAnswer(
      {
        cursor,
        query: { unreadOnly, all },
        load: (after) => listNotifications(linear, { unreadOnly, all }, { limit, after }),
      },
      {
        noun: 'notification',
        legend: 'Row: id | what | "about" "text" | by | when (UTC) | state.',
        line: (row) => notificationLine(row, now),
      },
    );
  },
});

function notificationLine(row: NotificationRow, now: Date): string {
  const sleepsUntil = sleepOf(row, now);
  return joined([
    row.id.slice(0, 8),
    nameField(row.type),
    [quotedTitle(row.title, 100), ...(row.subtitle ? [quotedTitle(row.subtitle, 100)] : [])].join(' '),
    row.actor ? nameField(row.actor.name) : undefined,
    minute(row.createdAt),
    row.readAt ? 'read' : 'unread',
    sleepsUntil ? `snoozed until ${givenBack(sleepsUntil)}` : undefined,
    row.archivedAt ? 'archived' : undefined,
  ]);
}

/** Until when it sleeps; a time that is over is no longer one. */
function sleepOf({ snoozedUntilAt }: NotificationRow, now: Date): string | undefined {
  return snoozedUntilAt && Date.parse(snoozedUntilAt) > now.getTime() ? snoozedUntilAt : undefined;
}

const ACTIONS = ['read', 'unread', 'archive', 'unarchive', 'snooze', 'unsnooze'] as const;

const markNotificationsTool = defineTool({
  name: 'mark_notifications',
  title: 'Mark notifications',
  description:
    'Marks notifications in the Linear inbox read or unread, archives, snoozes, or takes that back.',
  toolset: 'inbox',
  access: 'write',
  idempotent: true,
  input: z.strictObject({
    ids: names('As list_notifications shows them', { max: MOST_AT_ONCE }),
    action: z.enum(ACTIONS).describe('What to do'),
    until: moment('With snooze: time such as 2026-03-31T09:00Z').optional(),
  }),
  run: async ({ ids, action, until }, { linear, now }) => {
    if ((action === 'snooze') !== (until !== undefined)) refuse('until is for snooze, which needs it');
    const wakes = until === undefined ? undefined : inFuture(until, now);
    const references = [...new Set(ids.map(referenceIn))];
    const changed = await changeNotifications(linear, references, { action, until: wakes, now });
    const lines = changed.map((row) =>
      joined([row.id.slice(0, 8), quotedTitle(row.title, 100), change(row, action, { until: wakes, now })]),
    );
    const done = lines.filter((line) => !line.endsWith(AS_BEFORE)).length;
    return { text: [`${counted(done, 'notification')} changed:`, ...lines].join('\n') };
  },
});

function referenceIn(given: string): string {
  return /^[0-9a-f]{8}(?:-[0-9a-f-]{27})?$/i.test(given)
    ? given
    : refuse('ids must be as list_notifications shows them: eight hexadecimal digits');
}

function inFuture(moment: string, now: Date): string {
  const time = Date.parse(moment);
  if (time <= now.getTime()) return refuse('until must be in the future');
  return new Date(time).toISOString();
}

/** Before → after, in the words of the action. */
function change(
  row: NotificationRow,
  action: (typeof ACTIONS)[number],
  { until, now }: { until: string | undefined; now: Date },
): string {
  const shelfBefore = row.archivedAt ? 'archived' : 'in the inbox';
  const sleep = sleepOf(row, now);
  switch (action) {
    case 'read':
    case 'unread':
      return beforeAfter(row.readAt ? 'read' : 'unread', action);
    case 'archive':
      return beforeAfter(shelfBefore, 'archived');
    case 'unarchive':
      return beforeAfter(shelfBefore, 'in the inbox');
    case 'snooze':
      return beforeAfter(
        sleep ? `snoozed until ${givenBack(sleep)}` : 'awake',
        `snoozed until ${until ? givenBack(until) : ''}`,
      );
    case 'unsnooze':
      return beforeAfter(sleep ? 'snoozed' : 'awake', 'awake');
  }
}

export const inboxTools: readonly Tool[] = [listNotificationsTool, markNotificationsTool];
