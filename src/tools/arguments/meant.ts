import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * The arguments with what they plainly mean where only its JSON type, or its case, is another: `"3"` for a number,
 * `"true"` for a yes, `"Open"` for a fixed word. `undefined` when there is nothing of that. Models write so, and to be
 * told costs them a call. An object as text is not taken: what is nested in it was not bounded with the message.
 */
export function asMeant(given: object, issues: readonly Issue[]): object | undefined {
  let meant: unknown = given;
  for (const issue of issues) meant = changedAt(meant, issue.path, (value) => valueMeant(value, issue));
  return meant === given || typeof meant !== 'object' || meant === null ? undefined : meant;
}

function valueMeant(value: unknown, issue: Issue): unknown {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  if (issue.code === 'invalid_value') {
    return issue.values.find((each) => String(each).toLowerCase() === word) ?? value;
  }
  if (issue.code !== 'invalid_type') return value;
  switch (issue.expected) {
    case 'int':
    case 'number':
      return /^\d{1,15}$/.test(word) ? Number(word) : value;
    case 'boolean':
      return word === 'true' || word === 'false' ? word === 'true' : value;
    default:
      return value;
  }
}

/** A copy in which the value at the path is another; the same when it is not. A single value may stand for a list of it. */
function changedAt(
  value: unknown,
  [key, ...rest]: readonly PropertyKey[],
  change: (value: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value);
  if (typeof value !== 'object' || value === null) {
    return typeof key === 'number' ? changedAt(value, rest, change) : value;
  }
  const before: unknown = Reflect.get(value, key);
  const after = changedAt(before, rest, change);
  if (Object.is(after, before)) return value;
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? after : each));
  return { ...value, [key]: after };
}
