import { z } from 'zod';
import { type CycleRow, type CycleState, listCycles, updateCycle } from '../../linear/cycles/cycles.js';
import { cycleName, day, longText, name, shortText } from '../fields.js';
import { percent } from '../projects/rows.js';
import { askedFor, changeAnswer, changeLines, type FieldReader } from '../shared/changes.js';
import { listAnswer, paging } from '../shared/lists.js';
import { beginningOf, shareOf } from '../text/budget.js';
import { counted, joined } from '../text/rows.js';
import { bodyText, createFence, nameField, quotedTitle } from '../text/untrusted.js';
import { defineTool, type Tool } from '../tool.js';

const listCyclesTool = defineTool({
  name: 'list_cycles',
  title: 'List cycles',
  description: 'Lists Linear cycles with their dates and progress. For the issues of one use list_issues.',
  toolset: 'cycles',
  access: 'read',
  input: z.strictObject({
    team: name('Key or name').optional(),
    which: z.enum(['current', 'next', 'previous', 'upcoming', 'past']).optional().describe('All without it'),
    limit: z.int().min(1).max(250).default(20).describe('Rows per page'),
    cursor: paging.cursor,
  }),
  run: async ({ team, which, limit, cursor }, { linear }) =>
    listAnswer(
      {
        cursor,
        query: { team, which },
        load: (after) => listCycles(linear, { team, place: which }, { limit, after }),
      },
      {
        noun: 'cycle',
        legend:
          'Row: team cycle number | name | place | dates | done | points: scope, done, in progress | issues | description, whole when listed alone.',
        line: (row, among) => (among === 1 ? cycleText(row) : cycleLine(row)),
      },
    ),
});

function cycleText(row: CycleRow): string {
  const text = bodyText(row.description ?? '');
  if (text.length <= MOST_IN_ROW) return cycleLine(row);
  const { piece, cut } = beginningOf(text, shareOf(1));
  const fence = createFence();
  return [
    cycleLine({ ...row, description: null }),
    fence.notice,
    fence.block(`description${cut}`, piece),
  ].join('\n');
}

/** Characters of a description. */
const MOST_IN_ROW = 200;

function cycleLine(row: CycleRow): string {
  const place = row.isActive ? 'current' : row.isNext ? 'next' : row.isPrevious ? 'previous' : undefined;
  const [scope, done, started] = [
    row.scopeHistory,
    row.completedScopeHistory,
    row.inProgressScopeHistory,
  ].map((history) => history.at(-1) ?? 0);
  return joined([
    `${row.team.key} cycle ${row.number}`,
    row.name ? quotedTitle(row.name) : undefined,
    place,
    `${row.startsAt.slice(0, 10)} to ${row.endsAt.slice(0, 10)}`,
    percent(row.progress),
    `${scope}, ${done}, ${started}`,
    counted(row.issueCountHistory.at(-1) ?? 0, 'issue'),
    row.description ? quotedTitle(row.description, MOST_IN_ROW) : undefined,
  ]);
}

const fields: readonly FieldReader<CycleState>[] = [
  ['name', (cycle) => cycle.name, 'quoted'],
  ['description', (cycle) => cycle.description, 'long'],
  ['starts', (cycle) => cycle.startsAt.slice(0, 10)],
  ['ends', (cycle) => cycle.endsAt.slice(0, 10)],
];

const updateCycleTool = defineTool({
  name: 'update_cycle',
  title: 'Update cycle',
  description:
    'Renames or moves a Linear cycle and answers before → after. Cycles cannot be created by the API.',
  toolset: 'cycles',
  access: 'write',
  destructive: true,
  idempotent: true,
  extra: true,
  input: z.strictObject({
    team: name('Key or name'),
    cycle: cycleName('"current", "next", number or name'),
    name: shortText('', 255).nullable().describe('New name').optional(),
    description: longText('Markdown').optional(),
    starts: day('YYYY-MM-DD').optional(),
    ends: day('YYYY-MM-DD').optional(),
  }),
  run: async ({ team, cycle, ...input }, { linear }) => {
    const asked = askedFor(input, []);
    const states = await updateCycle(
      linear,
      { team, cycle },
      {
        ...(input.name !== undefined && { name: input.name }),
        ...(input.description !== undefined && { description: input.description }),
        starts: input.starts,
        ends: input.ends,
      },
    );
    const opening = `Cycle ${states.after.number} of ${nameField(states.after.team.key)}`;
    return changeAnswer(opening, changeLines(states, fields, asked), undefined);
  },
});

export const cycleTools: readonly Tool[] = [listCyclesTool, updateCycleTool];
