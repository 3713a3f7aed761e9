import type { LinearDocument as L } from '@linear/sdk';
import { type Linear, operation } from '../client.js';
import { type CycleNode, teamKind } from '../names/kinds.js';
import { allOf, when } from '../names/meanings.js';
import { type NamesFound, type NameVariables, nameSlots, selecting } from '../names/slots.js';
import * as sources from '../names/sources.js';
import { type Page, type PageRequest, pageOf, pageVariables, type Viewed } from '../pages.js';
import { type Paged, present, type Timestamp } from '../rows.js';

export type CyclePlace = 'current' | 'next' | 'previous' | 'upcoming' | 'past';

/** A cycle with how it goes; the histories hold a number a day, of which the last is today's. */
export type CycleRow = CycleNode & {
  readonly description?: string | null;
  readonly progress: number;
  readonly startsAt: Timestamp;
  readonly endsAt: Timestamp;
  readonly scopeHistory: readonly number[];
  readonly completedScopeHistory: readonly number[];
  readonly inProgressScopeHistory: readonly number[];
  readonly issueCountHistory: readonly number[];
  readonly team: Pick<L.Team, 'key'>;
};

const names = nameSlots({ team: sources.teams });
export const LIST_CYCLES = operation<
  Viewed & { cycles: Paged<CycleRow> } & NamesFound,
  { filter: L.CycleFilter; first: number } & NameVariables
>(`
  query ListCycles($filter: CycleFilter, $first: Int!, $after: String, ${names.parameters}) {
    viewer { id }
    cycles(filter: $filter, first: $first, after: $after) {
      nodes {
        id number name description isActive isNext isPrevious progress startsAt endsAt
        scopeHistory completedScopeHistory inProgressScopeHistory issueCountHistory
        team { key }
      }
      pageInfo { hasNextPage endCursor }
    }
    ${names.fields}
  }`);

/** Cycles of a team, or of all that the person sees. */
export async function listCycles(
  linear: Linear,
  { team, place }: { team?: string | undefined; place?: CyclePlace | undefined },
  page: PageRequest,
): Promise<Page<CycleRow>> {
  const filter = allOf<L.CycleFilter>([
    when(team, (given) => ({ team: teamKind.exact(given) })),
    when(place, placeFilter),
  ]);
  const data = await linear.query(LIST_CYCLES, {
    filter,
    ...pageVariables(page),
    ...names.variables({ team }),
  });
  names.verify(data, { team });
  const found = pageOf(data, data.cycles);
  // Linear pages by creation; within a page the order of time is what a reader expects.
  return { ...found, rows: [...found.rows].sort(inTime) };
}

function inTime(a: CycleRow, b: CycleRow): number {
  return a.team.key.localeCompare(b.team.key) || a.number - b.number;
}

function placeFilter(place: CyclePlace): L.CycleFilter {
  const yes = { eq: true };
  switch (place) {
    case 'current':
      return { isActive: yes };
    case 'next':
      return { isNext: yes };
    case 'previous':
      return { isPrevious: yes };
    case 'upcoming':
      return { isFuture: yes };
    case 'past':
      return { isPast: yes };
  }
}

/** Everything about a cycle that a write can change. */
export type CycleState = CycleNode & {
  readonly description?: string | null;
  readonly startsAt: Timestamp;
  readonly endsAt: Timestamp;
  readonly team: Pick<L.Team, 'key'>;
};
export type CycleChanges = Pick<L.CycleUpdateInput, 'name' | 'description'> & {
  /** Days, as a cycle's dates are shown. */
  readonly starts?: string | undefined;
  readonly ends?: string | undefined;
};
type CycleInput = Pick<L.CycleUpdateInput, 'name' | 'description'> & { startsAt?: string; endsAt?: string };

const STATE = `
  fragment CycleState on Cycle {
    id number name description isActive isNext isPrevious startsAt endsAt team { key }
  }`;
const slots = nameSlots({
  team: sources.teams,
  cycle: selecting<CycleState>(sources.cycles, '...CycleState'),
});
export const PREPARE_CYCLE_UPDATE = operation<NamesFound, NameVariables>(`
  query PrepareCycleUpdate(${slots.parameters}) {
    viewer { id }
    ${slots.fields}
  }${STATE}`);
export const UPDATE_CYCLE = operation<
  { cycleUpdate: { cycle?: CycleState | null } },
  { id: string; input: CycleInput }
>(`
  mutation UpdateCycle($id: String!, $input: CycleUpdateInput!) {
    cycleUpdate(id: $id, input: $input) { cycle { ...CycleState } }
  }${STATE}`);

export async function updateCycle(
  linear: Linear,
  { team, cycle }: { team: string; cycle: string },
  { starts, ends, ...rest }: CycleChanges,
): Promise<{ before: CycleState; after: CycleState }> {
  const scope = { cycle: { team: teamKind.exact(team) } };
  const data = await linear.query(PREPARE_CYCLE_UPDATE, slots.variables({ team, cycle }, scope));
  slots.verify(data, { team });
  const before = slots.one(data, 'cycle', cycle);
  const input: CycleInput = {
    ...rest,
    ...(starts !== undefined && { startsAt: onDay(starts, before.startsAt) }),
    ...(ends !== undefined && { endsAt: onDay(ends, before.endsAt) }),
  };
  const { cycleUpdate } = await linear.query(UPDATE_CYCLE, { id: before.id, input });
  return { before, after: present(cycleUpdate.cycle) };
}

/** Another day at the same time of day: cycles meet at midnight where the team is, which is not that of UTC. */
function onDay(day: string, present: Timestamp): string {
  return day + present.slice(10);
}
