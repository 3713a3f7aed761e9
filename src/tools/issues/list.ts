import { z } from 'zod';
import { fail } from '../../errors.js';
import type { IssueQuery } from '../../linear/issues/filter.js';
import { type IssuePage, listIssues, searchIssues } from '../../linear/issues/list.js';
import { isCycleNumber } from '../../linear/names/kinds.js';
import type { IssueRow } from '../../linear/rows.js';
import { cycleName, listOf, name, names, priority, priorityNumber, shortText, since } from '../fields.js';
import { linesWithin, MOST_TOKENS } from '../text/budget.js';
import { checkCursorOwner, readCursor, writeCursor } from '../text/cursor.js';
import { counted, issueLine, ROW_LEGEND } from '../text/rows.js';
import { type Answer, defineTool } from '../tool.js';

const ORDERS = ['updated', 'created', 'priority', 'due'] as const;
const ORDER_WORDS = {
  updated: 'latest update first',
  created: 'newest first',
  priority: 'most urgent first',
  due: 'earliest due date first',
} as const;

const listInput = z.strictObject({
  assignee: name('Name, email, "me" or "none"').optional(),
  team: name('Key or name').optional(),
  state: names('State names or types (started, completed, …); any of them').optional(),
  open_only: z.boolean().describe('Leave out completed, canceled and duplicate').optional(),
  label: names('Label names or "group/label"; all of them').optional(),
  priority: listOf(priority()).describe('Any of them').optional(),
  project: name('Name, slug, link or "none"').optional(),
  cycle: cycleName('"current", "next", "previous", "none"; number or name with team').optional(),
  creator: name('Name, email or "me"').optional(),
  query: shortText('Words in title or description', 200).optional(),
  updated_since: since('ISO date, or P7D for the last 7 days').optional(),
  created_since: since('As updated_since').optional(),
  include_archived: z.boolean().describe('Archived issues as well').optional(),
  sort: z.enum(ORDERS).describe('Latest or most urgent first, earliest due date first').default('updated'),
  limit: z.int().min(1).max(250).describe('Rows per page').default(50),
  cursor: shortText('From the previous page, with the same filters', 500).optional(),
});

export const listIssuesTool = defineTool({
  name: 'list_issues',
  title: 'List issues',
  description:
    'Lists Linear issues that match all given filters, one line each. For "my issues" pass assignee "me". Nobody is assumed.',
  toolset: 'issues',
  access: 'read',
  input: listInput,
  run: async (input, { linear }) => {
    const { sort, limit, cursor } = input;
    const query = queryOf(input);
    const bound = { ...query, sort };
    const after = cursor === undefined ? undefined : readCursor(cursor, bound);
    const page = await listIssues(linear, query, { order: sort, limit, after });
    if (cursor !== undefined) checkCursorOwner(cursor, page.viewerId);
    return { text: listText(page, { sort, next: (end) => writeCursor(bound, page.viewerId, end) }) };
  },
});

function queryOf(input: z.output<typeof listInput>): IssueQuery {
  if (input.cycle !== undefined && isCycleNumber(input.cycle) && input.team === undefined) {
    fail({ code: 'invalid_arguments', problems: ['cycle by number needs team: numbers are per team'] });
  }
  return {
    team: input.team,
    states: input.state,
    labels: input.label,
    priorities: input.priority?.map(priorityNumber),
    assignee: input.assignee,
    creator: input.creator,
    project: input.project,
    cycle: input.cycle,
    text: input.query,
    updatedSince: input.updated_since,
    createdSince: input.created_since,
    openOnly: input.open_only,
    includeArchived: input.include_archived,
  };
}

function listText(
  page: IssuePage,
  options: { sort: keyof typeof ORDER_WORDS; next: (endCursor: string) => string },
): string {
  if (page.rows.length === 0) return 'No issues match these filters.';
  const more = page.endCursor === undefined ? '' : ', more follow';
  const header = `${counted(page.rows.length, 'issue')}${more}, ${ORDER_WORDS[options.sort]}. ${ROW_LEGEND}`;
  const last =
    page.endCursor === undefined
      ? undefined
      : `More issues match: repeat the call with cursor "${options.next(page.endCursor)}".`;
  return rowsText(header, page.rows, last);
}

/** Rows up to what an answer may hold; a cut says how to get the rest. */
function rowsText(header: string, rows: readonly IssueRow[], last: string | undefined): string {
  const lines = rows.map(issueLine);
  const shown = linesWithin(lines, MOST_TOKENS - 400);
  const cut =
    shown.length < lines.length
      ? `Cut after ${shown.length} of ${lines.length} rows to keep the answer short: repeat the call with limit ${shown.length}.`
      : last;
  return [header, ...shown, ...(cut === undefined ? [] : [cut])].join('\n');
}

export const searchIssuesTool = defineTool({
  name: 'search_issues',
  title: 'Search issues',
  description:
    'Finds Linear issues by meaning and by words in title, description and comments, best match first. To filter by fields use list_issues.',
  toolset: 'issues',
  access: 'read',
  input: z.strictObject({
    term: shortText('What to look for', 500),
    team: name('Key or name').optional(),
    limit: z.int().min(1).max(100).describe('Rows at most').default(20),
  }),
  run: async (input, { linear }): Promise<Answer> => {
    const { rows, total } = await searchIssues(linear, input);
    if (rows.length === 0) return { text: 'Nothing found. Try other words, or list_issues with filters.' };
    const header = `${rows.length} of ${counted(total, 'match').replace('matchs', 'matches')}, best first. ${ROW_LEGEND}`;
    const rest = total - rows.length;
    const last = rest > 0 ? `${rest} more: raise limit (at most 100) or use narrower words.` : undefined;
    return { text: rowsText(header, rows, last) };
  },
});
