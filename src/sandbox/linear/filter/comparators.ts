import { inputError } from '../errors.js';
import { toDay, toInstant } from '../query/dates.js';
import { isUuid } from '../store/find.js';

/** A filter or comparator object as GraphQL hands it over: checked against the schema already. */
export type Condition = Readonly<Record<string, unknown>>;

/** Narrows an input object; lists and scalars are not conditions. */
export function isCondition(value: unknown): value is Condition {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Operation = (value: string, operand: string) => boolean;

const fold = (text: string) => text.toLowerCase();
const foldAccents = (text: string) => fold(text).normalize('NFD').replace(/\p{M}/gu, '');

const textOperations: Readonly<Record<string, Operation>> = {
  eq: (value, operand) => value === operand,
  neq: (value, operand) => value !== operand,
  eqIgnoreCase: (value, operand) => fold(value) === fold(operand),
  neqIgnoreCase: (value, operand) => fold(value) !== fold(operand),
  contains: (value, operand) => value.includes(operand),
  notContains: (value, operand) => !value.includes(operand),
  containsIgnoreCase: (value, operand) => fold(value).includes(fold(operand)),
  notContainsIgnoreCase: (value, operand) => !fold(value).includes(fold(operand)),
  containsIgnoreCaseAndAccent: (value, operand) => foldAccents(value).includes(foldAccents(operand)),
  startsWith: (value, operand) => value.startsWith(operand),
  startsWithIgnoreCase: (value, operand) => fold(value).startsWith(fold(operand)),
  notStartsWith: (value, operand) => !value.startsWith(operand),
  endsWith: (value, operand) => value.endsWith(operand),
  notEndsWith: (value, operand) => !value.endsWith(operand),
};

type Comparable = string | number | boolean;

const orderOperations: Readonly<Record<string, (value: Comparable, operand: Comparable) => boolean>> = {
  eq: (value, operand) => value === operand,
  neq: (value, operand) => value !== operand,
  lt: (value, operand) => value < operand,
  lte: (value, operand) => value <= operand,
  gt: (value, operand) => value > operand,
  gte: (value, operand) => value >= operand,
};

interface Reading<V> {
  /** The operand as the store would hold it. */
  readonly operand: (raw: unknown) => V | undefined;
  readonly operations: Readonly<Record<string, (value: V, operand: V) => boolean>>;
}

function isOneOf<V>(reading: Reading<V>, value: V, list: unknown): boolean {
  return Array.isArray(list) && list.some((raw) => reading.operand(raw) === value);
}

function holds<V>(reading: Reading<V>, value: V, [name, raw]: readonly [string, unknown]): boolean {
  if (name === 'in') return isOneOf(reading, value, raw);
  if (name === 'nin') return !isOneOf(reading, value, raw);
  const operation = reading.operations[name];
  const operand = reading.operand(raw);
  if (operation === undefined || operand === undefined) throw inputError(`Invalid comparator: ${name}`);
  return operation(value, operand);
}

/** All given comparisons hold. As in SQL, an absent value satisfies none of them except `null: true`. */
function compare<V>(reading: Reading<V>, value: V | null, condition: Condition): boolean {
  return Object.entries(condition).every(([name, raw]) => {
    if (raw === null || raw === undefined) return true;
    if (name === 'null') return (value === null) === raw;
    return value !== null && holds(reading, value, [name, raw]);
  });
}

const asString = (raw: unknown) => (typeof raw === 'string' ? raw : undefined);
const asUuid = (raw: unknown) => {
  if (typeof raw === 'string' && isUuid(raw)) return raw.toLowerCase();
  throw inputError('Argument Validation Error', 'id must be a UUID.');
};

/** A string against a StringComparator or one of its kin. */
export function compareText(value: string | null, condition: Condition): boolean {
  return compare({ operand: asString, operations: textOperations }, value, condition);
}

/** An id against an IDComparator; anything but a UUID is refused rather than matching nothing. */
export function compareId(value: string | null, condition: Condition): boolean {
  return compare({ operand: asUuid, operations: textOperations }, value, condition);
}

/** A number against a NumberComparator; `and`/`or` as EstimateComparator has them. */
export function compareNumber(value: number | null, condition: Condition): boolean {
  const { and, or, ...rest } = condition;
  const operand = (raw: unknown) => (typeof raw === 'number' ? raw : undefined);
  const one = (part: unknown) => isCondition(part) && compareNumber(value, part);
  if (Array.isArray(and) && !and.every(one)) return false;
  if (Array.isArray(or) && or.length > 0 && !or.some(one)) return false;
  return compare<Comparable>({ operand, operations: orderOperations }, value, rest);
}

/** A boolean against a BooleanComparator. */
export function compareBoolean(value: boolean, condition: Condition): boolean {
  const operand = (raw: unknown) => (typeof raw === 'boolean' ? raw : undefined);
  return compare<Comparable>({ operand, operations: orderOperations }, value, condition);
}

/** A stored moment against dates or durations from now. */
export function compareInstant(value: string | null, condition: Condition, now: Date): boolean {
  const operand = (raw: unknown) => (typeof raw === 'string' ? toInstant(raw, now) : undefined);
  return compare<Comparable>({ operand, operations: orderOperations }, value, condition);
}

/** A stored day against dates or durations from today. */
export function compareDay(value: string | null, condition: Condition, now: Date): boolean {
  const operand = (raw: unknown) => (typeof raw === 'string' ? toDay(raw, now) : undefined);
  return compare<Comparable>({ operand, operations: orderOperations }, value, condition);
}
