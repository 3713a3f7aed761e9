import { z } from 'zod';
import { fail } from '../errors.js';
import { issueReference, linkIn } from '../linear/names/given.js';
import { shown } from './arguments/parsing.js';
import { isName } from './fields.js';

/** An issue as Linear takes it; text that cannot name one is `invalid_arguments`. */
export function issueIn(argument: string, given: string): string {
  const reference = issueReference(given);
  if (reference !== undefined) return reference;
  const problem = `${argument} must be an issue such as ENG-123, its link or its UUID, not ${shown(given)}`;
  return fail({ code: 'invalid_arguments', problems: [problem] });
}

/** The workspaces of the links among the names in a tool's input; texts, and links that are kept, are not looked at. */
export function workspacesIn(schema: z.ZodObject, input: object): string[] {
  const workspaces = namesIn(schema, input).flatMap((name) => linkIn(name)?.workspace ?? []);
  return [...new Set(workspaces)];
}

/** What a value holds where its schema takes a name. */
function namesIn(schema: unknown, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (schema instanceof z.ZodString) return isName(schema) && typeof value === 'string' ? [value] : [];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return namesIn(schema.unwrap(), value);
  if (schema instanceof z.ZodPipe) return namesIn(schema.out, value);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => namesIn(option, value));
  if (schema instanceof z.ZodArray)
    return Array.isArray(value) ? value.flatMap((each) => namesIn(schema.element, each)) : [];
  if (schema instanceof z.ZodObject) {
    return Object.entries(value).flatMap(([key, each]) => namesIn(schema.shape[key], each));
  }
  return [];
}
