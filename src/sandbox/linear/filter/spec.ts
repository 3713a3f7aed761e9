import type { RequestContext } from '../context.js';
import { inputError } from '../errors.js';
import type {
  AttachmentRecord,
  CommentRecord,
  CycleRecord,
  IssueRecord,
  LabelRecord,
  MilestoneRecord,
  ProjectRecord,
  ProjectStatusRecord,
  StateRecord,
  TeamRecord,
  UserRecord,
} from '../model.js';
import type { NounSpecs } from '../nouns/filters.js';
import { stepsOf, stepsOfText } from '../query/bounds.js';
import {
  type Condition,
  compareBoolean,
  compareDay,
  compareId,
  compareInstant,
  compareNumber,
  compareText,
  isCondition,
} from './comparators.js';

/** What a filter is judged with: who asks and when, and the filters of every other noun, since they nest. */
export interface FilterScope {
  readonly context: RequestContext;
  readonly specs: Specs;
}

/** Whether a record satisfies the condition given for one field of a filter. */
export type Test<T> = (record: T, condition: Condition, scope: FilterScope) => boolean;

/** The fields a filter understands. */
export type Spec<T> = Readonly<Record<string, Test<T>>>;

/** The filter of each noun. */
export interface Specs extends NounSpecs {
  readonly attachment: Spec<AttachmentRecord>;
  readonly comment: Spec<CommentRecord>;
  readonly cycle: Spec<CycleRecord>;
  readonly issue: Spec<IssueRecord>;
  readonly label: Spec<LabelRecord>;
  readonly milestone: Spec<MilestoneRecord>;
  readonly project: Spec<ProjectRecord>;
  readonly state: Spec<StateRecord>;
  readonly status: Spec<ProjectStatusRecord>;
  readonly team: Spec<TeamRecord>;
  readonly user: Spec<UserRecord>;
}

type Get<T, V> = (record: T, context: RequestContext) => V;

export const text =
  <T>(get: Get<T, string | null>): Test<T> =>
  (record, condition, { context }) => {
    const value = get(record, context);
    // Each comparison goes through the text for itself.
    context.spend(stepsOfText(value) * Object.keys(condition).length);
    return compareText(value, condition);
  };

export const number =
  <T>(get: Get<T, number | null>): Test<T> =>
  (record, condition, { context }) =>
    compareNumber(get(record, context), condition);

export const bool =
  <T>(get: Get<T, boolean>): Test<T> =>
  (record, condition, { context }) =>
    compareBoolean(get(record, context), condition);

export const instant =
  <T>(get: Get<T, string | null>): Test<T> =>
  (record, condition, { context }) =>
    compareInstant(get(record, context), condition, context.now);

export const day =
  <T>(get: Get<T, string | null>): Test<T> =>
  (record, condition, { context }) =>
    compareDay(get(record, context), condition, context.now);

export const id =
  <T>(get: Get<T, string>): Test<T> =>
  (record, condition, { context }) =>
    compareId(get(record, context), condition);

/** Full text of several fields: every word has to occur. */
export const content =
  <T>(get: Get<T, string>): Test<T> =>
  (record, condition, { context }) => {
    const haystack = get(record, context).toLowerCase();
    context.spend(stepsOfText(haystack));
    const has = (term: unknown) =>
      typeof term === 'string' &&
      term
        .toLowerCase()
        .split(/\s+/)
        .every((word) => haystack.includes(word));
    const { contains, notContains } = condition;
    return (
      (typeof contains !== 'string' || has(contains)) &&
      !(typeof notContains === 'string' && has(notContains))
    );
  };

/** A relation to one record or none. `null: true` asks for none; any other condition needs one. */
export const one =
  <T, R>(get: Get<T, R | undefined>, pick: (specs: Specs) => Spec<R>): Test<T> =>
  (record, condition, scope) =>
    matchesOne(get(record, scope.context), condition, { spec: pick(scope.specs), scope });

export interface Matching<R> {
  readonly spec: Spec<R>;
  readonly scope: FilterScope;
}

function list(value: unknown): readonly Condition[] {
  return Array.isArray(value) ? value.filter(isCondition) : [];
}

function matchesOne<R>(related: R | undefined, condition: Condition, matching: Matching<R>): boolean {
  matching.scope.context.spend(1);
  const { null: absent, and, or, ...rest } = condition;
  if (typeof absent === 'boolean' && (related === undefined) !== absent) return false;
  // `and` and `or` of a nullable relation may ask for its absence themselves.
  if (!list(and).every((part) => matchesOne(related, part, matching))) return false;
  const choices = list(or);
  if (choices.length > 0 && !choices.some((part) => matchesOne(related, part, matching))) return false;
  if (!asksSomething(rest)) return true;
  return related !== undefined && matchesFields(related, rest, matching);
}

function asksSomething(condition: Condition): boolean {
  return Object.values(condition).some((value) => value !== null && value !== undefined);
}

function matchesFields<R>(record: R, condition: Condition, { spec, scope }: Matching<R>): boolean {
  return Object.entries(condition).every(([name, value]) => {
    if (!isCondition(value)) return true;
    const test = spec[name];
    scope.context.spend(stepsOf(value));
    if (test === undefined) throw inputError(`Filter field is not supported: ${name}`);
    return test(record, value, scope);
  });
}

/** A relation to many records: `some`, `every`, `length`; plain fields mean "some record satisfies all of them". */
export const many =
  <T, R>(get: Get<T, readonly R[]>, pick: (specs: Specs) => Spec<R>): Test<T> =>
  (record, condition, scope) =>
    matchesMany(get(record, scope.context), condition, { spec: pick(scope.specs), scope });

function matchesMany<R>(related: readonly R[], condition: Condition, matching: Matching<R>): boolean {
  matching.scope.context.spend(1);
  const { some, every, length, null: absent, and, or, ...rest } = condition;
  const match = (part: Condition) => (record: R) => matchesOne(record, part, matching);
  if (typeof absent === 'boolean' && (related.length === 0) !== absent) return false;
  if (isCondition(some) && !related.some(match(some))) return false;
  if (isCondition(every) && !related.every(match(every))) return false;
  if (isCondition(length) && !compareNumber(related.length, length)) return false;
  if (!list(and).every((part) => matchesMany(related, part, matching))) return false;
  const choices = list(or);
  if (choices.length > 0 && !choices.some((part) => matchesMany(related, part, matching))) return false;
  return !asksSomething(rest) || related.some(match(rest));
}

/** Keeps the records that satisfy a filter argument; no filter keeps all. */
export function applyFilter<T>(records: readonly T[], filter: unknown, matching: Matching<T>): readonly T[] {
  if (!isCondition(filter)) return records;
  return records.filter((record) => matchesOne(record, filter, matching));
}
