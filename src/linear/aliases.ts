import { type Operation, operation } from './client.js';

type Variables = Record<string, unknown>;

/** One field of a mutation that is asked for several times in one request. */
export interface AliasedField {
  /** Of the operation; the count is added to it. */
  readonly name: string;
  /** Each variable's name and type; every repetition has its own. */
  readonly variables: Readonly<Record<string, string>>;
  /** The field, with `$name` where its own variable goes. */
  readonly field: string;
  readonly fragments?: string;
}

/** A mutation with one field so many times, as `item0`, `item1`, …; its text depends on the count alone. */
export function repeated<T>(of: AliasedField, count: number): Operation<Record<string, T>, Variables> {
  const names = Object.keys(of.variables);
  const numbers = Array.from({ length: count }, (_, index) => index);
  const parameters = numbers.flatMap((n) => names.map((name) => `$${name}${n}: ${of.variables[name]}`));
  const fields = numbers.map((n) => {
    const field = names.reduce((text, name) => text.replaceAll(`$${name}`, `$${name}${n}`), of.field);
    return `item${n}: ${field}`;
  });
  return operation(`
  mutation ${of.name}${count}(${parameters.join(', ')}) {
    ${fields.join('\n    ')}
  }${of.fragments ?? ''}`);
}

/** The variables of all repetitions, each with its number. */
export function numbered(all: readonly Variables[]): Variables {
  const entries = all.flatMap((variables, index) =>
    Object.entries(variables).map(([name, value]) => [`${name}${index}`, value] as const),
  );
  return Object.fromEntries(entries);
}

/** The answers in the order of the questions. */
export function inTurn<T>(data: Readonly<Record<string, T>>): T[] {
  return Object.keys(data).flatMap((_, index) => data[`item${index}`] ?? []);
}
