import { z } from 'zod';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Converting costs milliseconds, and both doors, and each word about a wrong argument, want the same. */
const converted = {
  input: new WeakMap<z.ZodObject, JsonSchema>(),
  output: new WeakMap<z.ZodObject, JsonSchema>(),
};

/** JSON Schema (2020-12) of what a tool takes or gives. Made once per process; nobody changes it. */
export function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output'): JsonSchema {
  const known = converted[io].get(schema);
  if (known !== undefined) return known;
  // The dialect is the default of whatever the schema is put into.
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  converted[io].set(schema, rest);
  return rest;
}
