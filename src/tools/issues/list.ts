import { z } from 'zod';
import { type ListedIssue, listIssues } from '../../linear/issues/finding/list.js';
import { searchIssues } from '../../linear/issues/finding/search.js';
import { name, shortText } from '../fields.js';
import { linesWithin, MOST_TOKENS } from '../text/budget.js';
import { placeOf, turned } from '../text/paging.js';
import { counted, issueLine, joined, ROW_LEGEND } from '../text/rows.js';
import { nameField, quotedTitle } from '../text/untrusted.js';
import { type Answer, defineTool } from '../tool.js';
import { issueFilters, queryOf } from './filters.js';

const ORDER_WORDS = {
  updated: 'latest update first',
  created: 'newest first',
  priority: 'most urgent first',
  due: 'earliest due date first',
  estimate: 'largest estimate first',
  oldest: 'oldest first',
  stale: 'longest without an update first',
} as const;
const ORDERS = ['updated', 'created', 'priority', 'due', 'estimate', 'oldest', 'stale'] as const;

const listInput = z.strictObject({
  ...issueFilters,
  sort: z.enum(ORDERS).describe('Order').default('updated'),
  detail: z.enum(['row', 'full']).describe('"full" adds dates, estimate, cycle, text').default('row'),
  limit: z.int().min(1).max(250).describe('Rows per page').default(50),
  cursor: shortText('From the previous page, with the same filters', 500).optional(),
});

export const listIssuesTool = defineTool({
  name: 'list_issues',
  title: 'List issues',
  description:
    'Lists Linear issues that match all given filters, one line each. In lists, "!" before a name excludes it: state ["!Done"]. For "my issues" pass assignee "me"; nobody is assumed.',
  toolset: 'issues',
  access: 'read',
  input: listInput,
  run: async (input, { linear, now }) => {
    const { sort, limit, cursor, detail, ...filters } = input;
    const query = queryOf(filters, now);
    // What was asked for, not what it means today: a page may be turned after midnight.
    const bound = [filters, sort];
    const place = placeOf(cursor, bound);
    const { after } = place;
    const page = await listIssues(linear, query, { order: sort, limit, after, inFull: detail === 'full' });
    const { shown, next } = turned(page, page.rows.map(rowText), { place, query: bound, tokens: ROOM });
    if (page.rows.length === 0) return { text: 'No issues match these filters.' };
    const more = next === undefined ? '' : ', more follow';
    const header = `${counted(shown.length, 'issue')}${more}, ${ORDER_WORDS[sort]}. ${ROW_LEGEND}${cautionOf(query)}`;
    const last = next === undefined ? [] : [`More issues match: repeat the call with cursor "${next}".`];
    return { text: [header, ...shown, ...last].join('\n') };
  },
});

const ROOM = MOST_TOKENS - 400;

/** Linear's filter knows whether there is such a relation, not what became of the other issue. */
function cautionOf({ traits }: ReturnType<typeof queryOf>): string {
  const asked = [...(traits?.any ?? []), ...(traits?.none ?? [])];
  return asked.includes('blocked') || asked.includes('blocking')
    ? ' Blockers that are finished count as well: get_issue with relations shows the state of each.'
    : '';
}

function rowText(row: ListedIssue): string {
  return joined([issueLine(row), ...detailFields(row)]);
}

/** What `detail: "full"` adds to a row, each with its name. */
function detailFields(row: ListedIssue): (string | undefined)[] {
  return [
    row.createdAt ? `created ${row.createdAt.slice(0, 10)}` : undefined,
    row.creator ? `by ${nameField(row.creator.name)}` : undefined,
    row.delegate ? `delegate ${nameField(row.delegate.name)}` : undefined,
    row.completedAt ? `completed ${row.completedAt.slice(0, 10)}` : undefined,
    row.cycle ? `cycle ${row.cycle.number}` : undefined,
    row.estimate == null ? undefined : `estimate ${row.estimate}`,
    row.projectMilestone ? `milestone ${nameField(row.projectMilestone.name)}` : undefined,
    row.parent ? `parent ${row.parent.identifier}` : undefined,
    row.description ? quotedTitle(row.description, 200) : undefined,
  ];
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
    const shown = linesWithin(rows.map(rowText), ROOM);
    const header = `${shown.length} of ${counted(total, 'match').replace('matchs', 'matches')}, best first. ${ROW_LEGEND}`;
    const rest = total - shown.length;
    const last = rest > 0 ? [`${rest} more: raise limit (at most 100) or use narrower words.`] : [];
    return { text: [header, ...shown, ...last].join('\n') };
  },
});
