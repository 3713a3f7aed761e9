import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../../src/tools/catalogue.js';
import type { Tool } from '../../../src/tools/tool.js';

function definition(tool: Tool) {
  const { name, title, description, access, destructive, idempotent } = tool;
  const isRead = access === 'read';
  const annotations = isRead
    ? { readOnlyHint: true, openWorldHint: true }
    : { readOnlyHint: false, destructiveHint: destructive, idempotentHint: idempotent, openWorldHint: true };
  return { name, title, description, inputSchema: z.toJSONSchema(tool.input, { io: 'input' }), annotations };
}

const tokens = (value: unknown): number => encode(JSON.stringify(value)).length;

test('all definitions together cost less than 2,700 tokens', () => {
  expect(tokens(catalogue.map(definition))).toBeLessThan(2700);
});

test('names are unique', () => {
  expect(new Set(catalogue.map((tool) => tool.name)).size).toBe(catalogue.length);
});

describe.each(catalogue.map((tool) => [tool.name, tool] as const))('the tool %s', (_name, tool) => {
  const { inputSchema } = definition(tool);

  test('has a plain object for its schema, closed and without alternatives at the top', () => {
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    for (const keyword of ['anyOf', 'oneOf', 'allOf', '$ref', '$defs'])
      expect(inputSchema).not.toHaveProperty(keyword);
  });

  test('describes each parameter in at most twelve words', () => {
    for (const [key, property] of Object.entries(inputSchema.properties ?? {})) {
      const text = typeof property === 'object' ? (property.description ?? '') : '';
      expect(text, key).not.toBe('');
      expect(text.split(/\s+/).length, key).toBeLessThanOrEqual(12);
    }
  });

  test('says what it does in few sentences', () => {
    expect(tool.description.length).toBeLessThan(260);
  });

  test('is honest about what it may destroy', () => {
    if (tool.access === 'read') expect([tool.destructive, tool.idempotent]).toEqual([false, true]);
    if (tool.name.startsWith('create_')) expect(tool.destructive).toBe(false);
  });
});
