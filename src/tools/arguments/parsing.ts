import { z } from 'zod';
import { fail } from '../../errors.js';
import { distance } from '../../linear/names/comparing.js';
import { oneLine, withoutImages } from '../../linear/text.js';
import { jsonSchemaOf } from '../schema.js';
import { asMeant } from './meant.js';

const MOST_PROBLEMS = 8;

/** Typed input, or `invalid_arguments` with one problem per wrong argument, named and in plain words. */
export function parseArguments<S extends z.ZodObject>(schema: S, args: unknown): z.output<S> {
  const given = args ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    return refuse([`the arguments must be a JSON object, not ${shown(given)}`]);
  }
  const keys = Object.keys(schema.shape);
  // zod strips this key before it looks for unknown ones, and nothing may be dropped silently.
  const hidden = Object.hasOwn(given, '__proto__') ? ['__proto__'] : [];
  const result = parsed(schema, given);
  if (result.success && hidden.length === 0) return result.data;
  const issues = result.success ? [] : result.error.issues;
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? [issue] : []));
  const ofTool = unknown.filter(({ path }) => path.length === 0).flatMap((issue) => issue.keys);
  const within = unknown.filter(({ path }) => path.length > 0);
  const wrong = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? [] : [describe(issue, given, schema)],
  );
  return refuse([
    ...unknownKeys([...new Set([...hidden, ...ofTool])], keys),
    ...within.flatMap((issue) => unknownWithin(pathOf(issue.path, given), issue, keysAt(schema, issue.path))),
    ...wrong,
  ]);
}

/** What only is of another JSON type than its field is taken for what it says. */
function parsed<S extends z.ZodObject>(schema: S, given: object): z.ZodSafeParseResult<z.output<S>> {
  const result = schema.safeParse(given);
  if (result.success) return result;
  const meant = asMeant(given, result.error.issues);
  return meant === undefined ? result : schema.safeParse(meant);
}

function refuse(problems: readonly string[]): never {
  const listed = problems.slice(0, MOST_PROBLEMS);
  const rest = problems.length - listed.length;
  fail({ code: 'invalid_arguments', problems: rest > 0 ? [...listed, `and ${rest} more`] : listed });
}

function unknownKeys(unknown: readonly string[], keys: readonly string[]): string[] {
  if (unknown.length === 0) return [];
  const described = unknown.slice(0, 4).map((key) => `there is no argument ${withNearest(key, keys)}`);
  const rest = unknown.length - described.length;
  const all = keys.length === 0 ? 'this tool takes none' : `the arguments are ${keys.join(', ')}`;
  return [...described, ...(rest > 0 ? [`${rest} more unknown arguments`] : []), all];
}

/** Keys that an argument itself does not take. */
function unknownWithin(
  where: string,
  { keys }: { keys: readonly string[] },
  known: readonly string[],
): string[] {
  const described = keys.slice(0, 4).map((key) => `${where} has no ${withNearest(key, known)}`);
  return [...described, `it takes ${known.join(', ')}`];
}

function withNearest(key: string, keys: readonly string[]): string {
  const nearest = nearestKey(key, keys);
  return `${shown(key)}${nearest === undefined ? '' : ` (did you mean ${nearest}?)`}`;
}

/** What the argument at a path takes, as the tool tells it to clients. */
function keysAt(schema: z.ZodObject, path: readonly PropertyKey[]): string[] {
  const at = path.reduce<unknown>(
    (node, part) =>
      typeof part === 'number' ? member(node, 'items') : member(member(node, 'properties'), part),
    jsonSchemaOf(schema, 'input'),
  );
  return Object.keys(member(at, 'properties') ?? {});
}

function member(value: unknown, key: PropertyKey): object | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'object' && found !== null ? found : undefined;
}

function describe(issue: z.core.$ZodIssue, given: object, schema: z.ZodObject): string {
  const where = pathOf(issue.path, given);
  const value = valueAt(given, issue.path);
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return `${where} is required`;
      return `${where} must be ${isLone(issue, given) ? 'a list of objects' : expected(issue.expected)}, not ${shown(value)}${value === null ? instead(issue, schema) : ''}`;
    case 'invalid_value':
      if (value === undefined) return `${where} is required`;
      return `${where} must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}, not ${shown(value)}`;
    case 'too_small':
      return `${where} must be at least ${issue.minimum}, not ${shown(value)}`;
    case 'too_big':
      return `${where} must be at most ${issue.maximum}, not ${shown(value)}`;
    case 'custom':
      return `${where} ${oneLine(issue.message, 200)}`;
    default:
      return `${where} is not valid: ${shown(value)}`;
  }
}

/** Whether it was given for the only element of a list, and cannot be one. */
function isLone({ path, ...issue }: z.core.$ZodIssue, given: object): boolean {
  return (
    issue.code === 'invalid_type' &&
    issue.expected === 'object' &&
    typeof path.at(-1) === 'number' &&
    !Array.isArray(valueAt(given, path.slice(0, -1)))
  );
}

/** Many write null for what they do not mean to give. */
function instead({ path: [key, ...within] }: z.core.$ZodIssue, { shape }: z.ZodObject): string {
  const field = within.length === 0 && typeof key === 'string' ? shape[key] : undefined;
  if (field === undefined || !z.safeParse(field, undefined).success) return '';
  return z.safeParse(field, []).success ? ': [] for none, or leave it out' : ': leave it out instead';
}

/** The words of an array index count from one, as people do; a single value that stands for a list has none. */
function pathOf(path: readonly PropertyKey[], given: object): string {
  const [head, ...rest] = path;
  if (head === undefined) return 'the arguments';
  const tail = rest.map((part, index) => {
    if (typeof part !== 'number') return `.${String(part)}`;
    return Array.isArray(valueAt(given, path.slice(0, index + 1))) ? `, entry ${part + 1}` : '';
  });
  return String(head) + tail.join('');
}

function valueAt(given: object, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    // A single value stands for a list of one: its only entry is the value itself.
    if (typeof value !== 'object' || value === null) return value;
    return typeof key === 'number' && !Array.isArray(value) ? value : Reflect.get(value, key);
  }, given);
}

function expected(type: string): string {
  switch (type) {
    case 'int':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'an object';
    default:
      return `a ${type}`;
  }
}

/** A value as a message may repeat it: short, one line, and only the kind of anything that is not short by nature. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(oneLine(withoutImages(oneLine(value, 120)), 60));
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function nearestKey(key: string, keys: readonly string[]): string | undefined {
  const wanted = plain(key);
  const ranked = keys
    .map((candidate) => ({ candidate, distance: distance(wanted, plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best !== undefined && best.distance <= Math.min(2, Math.ceil(wanted.length / 3))) return best.candidate;
  const begins = (long: string, short: string): boolean => short.length > 2 && long.startsWith(short);
  return keys.find((candidate) => begins(plain(candidate), wanted) || begins(wanted, plain(candidate)));
}

/** `dueDate`, `due-date` and `due_date` are the same word. */
function plain(key: string): string {
  return key
    .slice(0, 40)
    .toLowerCase()
    .replace(/[_\-\s]/g, '');
}
