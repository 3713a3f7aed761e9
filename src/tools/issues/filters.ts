import { z } from 'zod';
import { fail } from '../../errors.js';
import { canExcludeCycle } from '../../linear/issues/finding/excluding.js';
import { type IssueQuery, type Sides, TRAITS, type Trait } from '../../linear/issues/finding/query.js';
import { isCycleNumber, isNone } from '../../linear/names/given.js';
import { listOf, name, names, PRIORITIES, priorityNumber, shortText } from '../fields.js';
import { dateRange, dayComparator, momentComparator, numberAsText, numberRange } from '../ranges.js';
import { issueIn } from '../references.js';

const NO = '!';

/** The filters of a list of issues. In a list of names, "!" in front of one excludes it. */
export const issueFilters = {
  assignee: names('Names, emails, "me", "none"').optional(),
  team: names('Keys or names').optional(),
  state: names('Names, or types: triage, backlog, unstarted, started, completed, canceled').optional(),
  is: traits().optional(),
  label: names('All of these; "a|b" is either, "group/label", "none"').optional(),
  priority: priorities().optional(),
  project: names('Names, slugs, links, "none"').optional(),
  milestone: names('Of projects, or "none"').optional(),
  cycle: cycles().optional(),
  release: names('Names or "none"').optional(),
  view: name('Only those of this custom view').optional(),
  creator: names('As assignee').optional(),
  delegate: names('Agents, or "none"').optional(),
  subscriber: names('All of these').optional(),
  parent: name('Its sub-issues; or "none"').optional(),
  estimate: numberRange('"3", "1..3", "..2" or "none"').optional(),
  due: dateRange('from..to, P7D for the next 7 days, "overdue", "none"', ['overdue', 'none']).optional(),
  updated: dateRange('from..to; P7D for the last 7 days').optional(),
  created: dateRange('As updated').optional(),
  started: dateRange('As updated, or "none"', ['none']).optional(),
  completed: dateRange('As started', ['none']).optional(),
  canceled: dateRange('As started', ['none']).optional(),
  triaged: dateRange('As started', ['none']).optional(),
  query: shortText('Words in title or description', 200).optional(),
  include_archived: z.boolean().describe('Archived issues as well').optional(),
};

const schema = z.strictObject(issueFilters);
const MOMENTS = ['created', 'updated', 'started', 'completed', 'canceled', 'triaged'] as const;

/** The filters as Linear's room takes them. */
export function queryOf(input: z.output<typeof schema>, now: Date): IssueQuery {
  refuseContradictions(input);
  const moment = (name: (typeof MOMENTS)[number]) => momentComparator({ name, range: input[name], now });
  return {
    team: sides(input.team),
    state: sides(input.state),
    labels: labelsOf(input.label),
    priority: input.priority,
    assignee: sides(input.assignee),
    creator: sides(input.creator),
    delegate: sides(input.delegate),
    subscriber: sides(input.subscriber),
    project: sides(input.project),
    milestone: sides(input.milestone),
    cycle: cyclesOf(input),
    release: sides(input.release),
    view: input.view,
    traits: traitsOf(input),
    parent: parentOf(input.parent),
    estimate: input.estimate,
    dates: {
      created: moment('created'),
      updated: moment('updated'),
      started: moment('started'),
      completed: moment('completed'),
      canceled: moment('canceled'),
      triaged: moment('triaged'),
      due: dayComparator({ name: 'due', range: input.due, now }),
    },
    text: input.query,
    includeArchived: input.include_archived,
  };
}

/** What no issue can be is a mistake, and "none" would be taken for an answer. */
function refuseContradictions({ is, label, project, milestone }: z.output<typeof schema>): void {
  const both = is?.any.find((trait) => is.none.includes(trait));
  if (both !== undefined) refuse(`is cannot be both ${both} and !${both}`);
  if (is?.any.includes('open') && is.any.includes('closed')) {
    refuse('is takes all of its words, and no issue is open and closed: leave both out');
  }
  const labels = sides(label)?.any ?? [];
  if (labels.length > 1 && labels.some(isNone)) {
    refuse('label takes all of its names, and "none" is no label: give it alone, or labels');
  }
  const named = sides(milestone)?.any ?? [];
  if (project?.every(isNone) && named.length > 0 && !named.some(isNone)) {
    refuse('project "none" has no milestone: leave one of them out');
  }
}

/** What is done is not overdue, unless it is said which states are meant. */
function traitsOf({ is, due, state }: z.output<typeof schema>): IssueQuery['traits'] {
  const saysWhich = state !== undefined || [...(is?.any ?? []), ...(is?.none ?? [])].some(isOfState);
  if (due !== 'overdue' || saysWhich) return is;
  return { any: [...(is?.any ?? []), 'open'], none: is?.none ?? [] };
}

function isOfState(trait: Trait): boolean {
  return trait === 'open' || trait === 'closed';
}

function sides(given: readonly string[] | undefined): Sides | undefined {
  if (given === undefined) return undefined;
  const isExcluded = (text: string): boolean => text.startsWith(NO) && text.length > 1;
  return {
    any: given.filter((text) => !isExcluded(text)),
    none: given.filter(isExcluded).map((text) => text.slice(1).trim()),
  };
}

function labelsOf(given: readonly string[] | undefined): IssueQuery['labels'] {
  const { any, none } = sides(given) ?? { any: [], none: [] };
  if (any.length + none.length === 0) return undefined;
  const choices = any.map((text) => text.split('|').map((label) => label.trim()));
  if (choices.flat().includes('')) refuse('label needs a name on both sides of "|"');
  return { all: choices, none };
}

function cyclesOf({ cycle, team }: z.output<typeof schema>): Sides | undefined {
  const given = sides(cycle);
  if (given === undefined) return undefined;
  const isOfOneTeam = (sides(team)?.any.length ?? 0) > 0;
  if ([...given.any, ...given.none].some(isCycleNumber) && !isOfOneTeam) {
    refuse('cycle by number needs team: numbers are per team');
  }
  if (!given.none.every(canExcludeCycle)) {
    refuse('cycle can be excluded as "!current", "!next", "!previous", "!none" or by number, not by name');
  }
  return given;
}

function parentOf(given: string | undefined): string | null | undefined {
  if (given === undefined) return undefined;
  return isNone(given) ? null : issueIn('parent', given);
}

function refuse(problem: string): never {
  return fail({ code: 'invalid_arguments', problems: [problem] });
}

/** Words of a fixed list, each with or without the mark of exclusion. */
function wordSides<W extends string>(words: readonly W[], description: string) {
  const find = (text: string): W | undefined =>
    words.find((word) => word === text.replace(NO, '').trim().toLowerCase());
  const word = z
    .string()
    .refine((text) => find(text) !== undefined, `must be one of ${words.join(', ')}, with or without "!"`);
  return listOf(word)
    .transform((given) => {
      const of = (excluded: boolean): W[] =>
        given.filter((text) => text.startsWith(NO) === excluded).flatMap((text) => find(text) ?? []);
      return { any: of(false), none: of(true) };
    })
    .describe(description);
}

function traits() {
  return wordSides<Trait>(TRAITS, `All of these: ${TRAITS.join(', ')}`);
}

function priorities() {
  const number = (value: unknown): unknown =>
    typeof value === 'number' ? (PRIORITIES[value] ?? value) : value;
  const digits = (value: unknown): unknown =>
    typeof value === 'string'
      ? value.replace(/^(!?)([0-4])$/, (_, no: string, digit: string) => no + PRIORITIES[Number(digit)])
      : number(value);
  return z
    .preprocess(
      (value) => (Array.isArray(value) ? value.map(digits) : digits(value)),
      wordSides(PRIORITIES, '').transform(({ any, none }) => ({
        any: any.map(priorityNumber),
        none: none.map(priorityNumber),
      })),
    )
    .describe(PRIORITIES.join(', '));
}

function cycles() {
  return z
    .preprocess((value) => (Array.isArray(value) ? value.map(numberAsText) : numberAsText(value)), names(''))
    .describe('"current", "next", "previous", "none"; number with team; name');
}
