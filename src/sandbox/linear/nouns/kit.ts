import type { GraphQLFieldResolver } from 'graphql';
import type { RequestContext } from '../context.js';
import { notFound } from '../errors.js';
import type { Spec, Specs } from '../filter/spec.js';
import { specs } from '../filter/specs.js';
import type { Entity } from '../model.js';
import { invalid, requireText, withinLimit } from '../mutations/checks.js';
import { toDay, toInstant } from '../query/dates.js';
import type { Compare } from '../query/order.js';
import type { Connection, PageArgs } from '../query/paginate.js';
import { list } from '../resolvers/lists.js';
import type { Store } from '../store/store.js';

/** What the nouns of this folder have in common: how their records are found, listed and written. */

interface Rows<T> {
  get(id: string): T | undefined;
  all(): readonly T[];
}

interface NounOptions<T> {
  /** Linear's name of the type, for "Entity not found". */
  readonly entity: string;
  readonly table: (store: Store) => Rows<T>;
  readonly visible: (record: T, context: RequestContext) => boolean;
  readonly spec?: (specs: Specs) => Spec<T>;
}

export interface Noun<T> {
  /** A record by UUID or, where it has one, by slug; Linear's "Entity not found" when it is not there or not visible. */
  by(reference: string, context: RequestContext): T;
  seen(context: RequestContext): readonly T[];
  /** Newest first unless `compare` says otherwise. */
  list(records: readonly T[], args: PageArgs, context: RequestContext, compare?: Compare<T>): Connection<T>;
}

export function noun<T extends Entity>({ entity, table, visible, spec }: NounOptions<T>): Noun<T> {
  const seen = (context: RequestContext) =>
    table(context.store)
      .all()
      .filter((record) => visible(record, context));
  return {
    seen,
    by(reference, context) {
      const slug = reference.split('-').at(-1);
      const record =
        table(context.store).get(reference.toLowerCase()) ??
        table(context.store)
          .all()
          .find((one) => 'slugId' in one && one.slugId === slug);
      if (record === undefined || !visible(record, context)) throw notFound(entity);
      return record;
    },
    list: (records, args, context, compare) =>
      list(
        records.filter((record) => visible(record, context)),
        args,
        {
          context,
          anchor: (id) => table(context.store).get(id),
          ...(spec && { spec: spec(specs) }),
          ...(compare && { compare }),
        },
      ),
  };
}

/** A mutation: what it stores comes back under `field`, with the outcome that every payload carries. */
export function write<A>(
  field: string,
  run: (args: A, context: RequestContext) => unknown,
): GraphQLFieldResolver<undefined, RequestContext, A> {
  return (_root, args, context) => ({
    [field]: run(args, context),
    success: true,
    lastSyncId: context.store.nextSyncId(),
  });
}

/** Input as GraphQL hands it over: checked against the schema, not yet against Linear's rules. */
export type Input = Readonly<Record<string, unknown>>;
type Rule<V> = (value: unknown, context: RequestContext) => V;
/** How each field of an input becomes the field of that name in the record. */
export type Rules<R> = { readonly [K in keyof R]?: Rule<R[K]> };

/** The part of a record that an input sets; fields without a rule are refused. */
export function patchOf<R>(input: Input, rules: Rules<R>, context: RequestContext): Partial<R> {
  const known: Readonly<Record<string, Rule<unknown> | undefined>> = { ...rules };
  const entries = Object.entries(input).flatMap(([name, value]) => {
    const rule = known[name];
    if (value === undefined) return [];
    if (rule === undefined) throw invalid(`${name} is not supported by the embedded workspace.`);
    return [[name, rule(value, context)] as const];
  });
  // Each rule is typed by the field it writes, which `fromEntries` cannot express.
  return Object.fromEntries(entries) as Partial<R>;
}

export const rule = {
  text: (name: string, limit: number) => (value: unknown) =>
    requireText(name, typeof value === 'string' ? value : null, limit),
  note: (name: string, limit: number) => (value: unknown) =>
    typeof value === 'string' ? withinLimit(name, value, limit) : null,
  day: (value: unknown, { now }: RequestContext) => (typeof value === 'string' ? toDay(value, now) : null),
  instant: (value: unknown, { now }: RequestContext) =>
    typeof value === 'string' ? toInstant(value, now) : null,
  flag: (value: unknown) => value === true,
  whole: (name: string, most: number) => (value: unknown) => {
    const number = typeof value === 'number' ? value : 0;
    if (number < 0 || number > most) throw invalid(`${name} must be between 0 and ${most}.`);
    return number;
  },
  word:
    <W extends string>(...words: readonly W[]) =>
    (value: unknown): W => {
      const found = words.find((word) => word === value);
      if (found === undefined) throw invalid(`must be one of ${words.join(', ')}.`);
      return found;
    },
  words: (value: unknown) => (Array.isArray(value) ? value.map(String) : []),
  /** A reference to a record that the person can see; `null` empties it. */
  one:
    <T extends { id: string }>(by: (reference: string, context: RequestContext) => T) =>
    (value: unknown, context: RequestContext) =>
      typeof value === 'string' ? by(value, context).id : null,
  must:
    <T extends { id: string }>(by: (reference: string, context: RequestContext) => T) =>
    (value: unknown, context: RequestContext) =>
      by(String(value), context).id,
  many:
    <T extends { id: string }>(by: (reference: string, context: RequestContext) => T) =>
    (value: unknown, context: RequestContext): readonly string[] =>
      Array.isArray(value) ? [...new Set(value.map((each) => by(String(each), context).id))] : [],
} as const;

/** The moment of a change, as records hold it. */
export function touched({ now }: RequestContext) {
  return { updatedAt: now.toISOString() };
}
