import type { LinearDocument as L } from '@linear/sdk';
import { fail } from '../../errors.js';
import { cleanName } from './comparing.js';
import { isMe, isNone } from './given.js';
import { labelKind, userKind } from './kinds.js';
import { type Found, labelOfTeam, type ScopedLabel } from './resolving.js';

/** A person in a filter: a name or `me`. */
export function somebody(given: string): L.UserFilter {
  return isMe(given) ? { isMe: { eq: true } } : userKind.exact(given);
}

/** The same where there may be nobody: `none`. */
export function personFilter(given: string): L.NullableUserFilter {
  return isNone(given) ? { null: true } : somebody(given);
}

/** A label of projects or initiatives in a filter: a name, a group, or `group/label`. */
export function labelFilter(given: string): { some: L.ProjectLabelCollectionFilter } {
  const { or } = labelKind.exact(given);
  return {
    some: {
      or: (or ?? []).map(({ id, name, parent }) => ({
        ...(id && { id }),
        ...(name && { name }),
        ...(parent && { parent }),
      })),
    },
  };
}

/** The ids of labels of projects or initiatives; a group is not a label to put on. */
export function planLabelIds(labels: readonly string[], found: Found<ScopedLabel>): string[] {
  return labels.map((given) => labelOfTeam({ argument: 'label', given }, found, '').id);
}

/** Something that was named by its id and is not there, or not for this person. */
export function missing(argument: string, given: string): never {
  return fail({ code: 'name_not_found', argument, given: cleanName(given), candidates: [] });
}

/** Only what was given, with the conditions joined by "and". */
export function allOf<Filter>(parts: readonly (Filter | undefined)[]): { and?: Filter[] } {
  const given = parts.filter((part) => part !== undefined);
  return given.length === 0 ? {} : { and: given };
}

/** A filter for each word of a text, all of which have to match; words in quotes stay together. */
export function eachWord<Filter>(text: string | undefined, make: (word: string) => Filter): Filter[] {
  if (text === undefined) return [];
  const words = [...text.matchAll(/"([^"]*[^"\s][^"]*)"|\S+/g)].map((match) => (match[1] ?? match[0]).trim());
  return words.map(make);
}

/** A part of a filter, when there is something to filter by. */
export function when<T, Filter>(given: T | undefined, make: (given: T) => Filter): Filter | undefined {
  return given === undefined ? undefined : make(given);
}

/** From when on something was made, or changed: a day, a time, or a duration back from now. */
export interface SinceQuery {
  readonly createdSince?: string | undefined;
  readonly updatedSince?: string | undefined;
}

export function sinceFilters({ createdSince, updatedSince }: SinceQuery) {
  return [
    when(createdSince, (gte) => ({ createdAt: { gte } })),
    when(updatedSince, (gte) => ({ updatedAt: { gte } })),
  ];
}
