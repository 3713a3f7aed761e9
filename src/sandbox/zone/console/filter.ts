import type { AuditEvent } from '../instruments/audit.js';

/** What the console is asked to show; an empty text asks for everything. */
export interface Filter {
  /** Identifier of the person (`sub`). */
  person: string;
  event: string;
  outcome: string;
  resource: string;
}

export const FIELDS = ['person', 'event', 'outcome', 'resource'] as const;

/** A page of the log, newest first. */
export interface Slice {
  events: AuditEvent[];
  /** How many match in all. */
  matching: number;
  /** The id to ask for with `before`, when there are older ones. */
  older: string | undefined;
  /** Whether this is where new events appear. */
  isNewest: boolean;
}

export const PAGE_SIZE = 50;

/** Reads the query; what is not one text is no filter. */
export function readFilter(query: Readonly<Record<string, unknown>>): Filter {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '');
  return {
    person: text('person'),
    event: text('event'),
    outcome: text('outcome'),
    resource: text('resource'),
  };
}

const valueIn = (event: AuditEvent, field: (typeof FIELDS)[number]): string =>
  ({ person: event.user, event: event.event, outcome: event.status, resource: event.resource })[field] ?? '';

/** The events that match, from the one after `before` on. An id that has been dropped begins at the top. */
export function sliceOf(newestFirst: readonly AuditEvent[], filter: Filter, before: string): Slice {
  const wanted = FIELDS.filter((field) => filter[field] !== '');
  const matching = newestFirst.filter((event) =>
    wanted.every((field) => valueIn(event, field) === filter[field]),
  );
  const from = before === '' ? 0 : matching.findIndex(({ id }) => id === before) + 1;
  const events = matching.slice(from, from + PAGE_SIZE);
  const older = matching.length > from + PAGE_SIZE ? events.at(-1)?.id : undefined;
  return { events, matching: matching.length, older, isNewest: from === 0 };
}

const MOST_OPTIONS = 100;

/** The values by which the log can be filtered: those that occur in it, newest first, each once. */
export function optionsIn(newestFirst: readonly AuditEvent[], field: (typeof FIELDS)[number]): string[] {
  const values = new Set<string>();
  for (const event of newestFirst) {
    const value = valueIn(event, field);
    if (value !== '') values.add(value);
    if (values.size >= MOST_OPTIONS) break;
  }
  return [...values];
}
