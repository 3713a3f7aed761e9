import { type Listed, present } from '../rows.js';
import { same } from './comparing.js';
import type { Kind } from './kinds.js';
import { allNamed, type Found, oneNamed } from './resolving.js';

/** Where the things of one kind are asked for, and what is selected of each. */
export interface NameSource<Node> {
  readonly kind: Kind<Node, unknown>;
  /** The connection on the query root. */
  readonly root: string;
  /** The type of its filter; without one everything is fetched. */
  readonly filter?: string;
  readonly select: string;
  /** What is selected of candidates, when `select` is more than their names. */
  readonly brief?: string;
  /** Further arguments of the connection. */
  readonly more?: string;
  /** One name may mean several things at once: in a filter all of them are meant. */
  readonly isShared?: boolean;
  /** Of `me` and `none`, those that whoever asks understands without a lookup; everything else is a name. */
  readonly words?: readonly string[];
  /** How many of a name are fetched: one, and a second to know that it is not the only one; more for several. */
  readonly size?: number;
}

/** The same source with more selected of the one that is meant: what it may be confused with stays brief. */
export function selecting<Node>(source: NameSource<Node>, select: string, more?: string): NameSource<Node> {
  return { ...source, select, brief: source.select, size: 1, ...(more !== undefined && { more }) };
}

/** Data of an operation as far as slots are concerned. */
export type NamesFound = Readonly<Record<string, unknown>>;
export type NameVariables = Readonly<Record<string, unknown>>;

type Node = { readonly id: string };
type Sources = Readonly<Record<string, NameSource<Node>>>;
type NodeOf<Source> = Source extends NameSource<infer Node> ? Node : never;
type Names<S> = { readonly [K in keyof S]?: string | readonly string[] | null | undefined };

/**
 * The names that an operation takes, each in a slot of its own: the text that its document needs to look them up in
 * the same request, and the judgement of what came back. A slot whose name is not given is skipped.
 */
export function nameSlots<S extends Sources>(sources: S) {
  const slots = Object.entries(sources);

  function found<K extends keyof S & string>(data: NamesFound, slot: K): Found<NodeOf<S[K]>> {
    const exact = nodesOf<NodeOf<S[K]>>(data[`by${big(slot)}`]);
    const isWhole = sources[slot]?.filter === undefined;
    return { exact, near: isWhole ? exact : nodesOf(data[`near${big(slot)}`]) };
  }

  function one<K extends keyof S & string>(
    data: NamesFound,
    slot: K,
    given: string,
    argument: string = slot,
  ): NodeOf<S[K]> {
    const kind = kindOf<NodeOf<S[K]>>(sources[slot]);
    const { exact, near } = found(data, slot);
    const isBrief = sources[slot]?.brief !== undefined;
    const all = isBrief ? nodesOf<NodeOf<S[K]>>(data[`all${big(slot)}`]) : exact;
    const meant = oneNamed<NodeOf<S[K]>, NodeOf<S[K]>>(kind, { argument, given }, { exact: all, near });
    return isBrief ? present(exact.find((node) => node.id === meant.id)) : meant;
  }

  return {
    /** For the head of the operation. */
    parameters: slots.map(([slot, source]) => parametersOf(slot, source)).join(', '),
    /** For its selection on the query root. */
    fields: slots.map(([slot, source]) => fieldsOf(slot, source)).join('\n    '),
    /** `scope` narrows a slot: the milestones of one project, the cycles of one team. */
    variables(names: Names<S>, scope: { readonly [K in keyof S]?: object | undefined } = {}): NameVariables {
      return Object.assign(
        {},
        ...slots.map(([slot, source]) => variablesOf(slot, source, listed(names[slot], source), scope[slot])),
      );
    },
    /** The one thing of that name; fails with candidates. */
    one,
    /** Makes sure that each name that was given means one thing, or several where that is meant. */
    verify(data: NamesFound, names: Names<S>, argument: (slot: string) => string = (slot) => slot): void {
      for (const [slot, source] of slots) {
        for (const given of listed(names[slot], source)) {
          const asked = { argument: argument(slot), given };
          if (source.isShared) allNamed<Node, Node>(kindOf(source), asked, found(data, slot));
          else one(data, slot, given, asked.argument);
        }
      }
    },
    found,
  };
}

/** The names to look up. */
function listed(
  given: string | readonly string[] | null | undefined,
  { words = [] }: NameSource<never>,
): readonly string[] {
  const all = given == null ? [] : typeof given === 'string' ? [given] : given;
  return all.filter((each) => !words.some((word) => same(word, each)));
}

function variablesOf(
  slot: string,
  { kind, filter }: NameSource<never>,
  given: readonly string[],
  scope: object | undefined,
): NameVariables {
  const ask = { [`ask${big(slot)}`]: given.length > 0 };
  if (given.length === 0 || filter === undefined) return ask;
  const within = (names: unknown): unknown => (scope === undefined ? names : { and: [scope, names] });
  return {
    ...ask,
    [`by${big(slot)}`]: within(anyOf(given.map((each) => kind.exact(each)))),
    [`near${big(slot)}`]: within(anyOf(given.map((each) => kind.near(each)))),
  };
}

function anyOf(filters: readonly unknown[]): unknown {
  return filters.length === 1 ? filters[0] : { or: filters };
}

function parametersOf(slot: string, { filter }: NameSource<never>): string {
  const name = big(slot);
  return `$ask${name}: Boolean!${filter === undefined ? '' : `, $by${name}: ${filter}, $near${name}: ${filter}`}`;
}

function fieldsOf(slot: string, source: NameSource<never>): string {
  const { root, filter, select, brief = select, more, size = 5 } = source;
  const name = big(slot);
  const field = (alias: string, first: number, selected: string, variable = alias): string => {
    const args = [...(filter ? [`filter: $${variable}`] : []), `first: ${first}`, ...(more ? [more] : [])];
    return `${alias}: ${root}(${args.join(', ')}) @include(if: $ask${name}) { nodes { ${selected} } }`;
  };
  const exact = field(`by${name}`, filter === undefined ? 50 : size, select);
  if (filter === undefined) return exact;
  const all = source.brief === undefined ? [] : [field(`all${name}`, 5, brief, `by${name}`)];
  return [exact, ...all, field(`near${name}`, 12, brief)].join('\n    ');
}

/** The document asked for exactly these nodes, which the name of the slot cannot tell the compiler. */
function nodesOf<Node>(connection: unknown): readonly Node[] {
  return (connection as Listed<Node> | undefined)?.nodes ?? [];
}

/** A source's kind, for the nodes that the source selects. */
function kindOf<Node>(source: NameSource<Node> | undefined): Kind<Node, unknown> {
  if (source === undefined) throw new RangeError('no such slot');
  return source.kind;
}

function big(slot: string): string {
  return slot.charAt(0).toUpperCase() + slot.slice(1);
}
