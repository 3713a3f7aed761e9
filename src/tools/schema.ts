import { z } from 'zod';

/** JSON Schema (2020-12) of what a tool takes or gives. Made once per process: converting costs milliseconds. */
export function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  // The dialect is the default of whatever the schema is put into.
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
