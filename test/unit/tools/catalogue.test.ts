import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { advertise } from '../../../src/mcp/advertise.js';
import { catalogue } from '../../../src/tools/catalogue.js';
import { choiceKey, within } from '../../../src/tools/selection.js';
import { TOOLSETS } from '../../../src/toolsets.js';

test('names are unique, short and in one style', () => {
  const names = catalogue.map((tool) => tool.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z_]{2,40}$/);
});

describe.each(catalogue.map((tool) => [tool.name, tool] as const))('the tool %s', (_name, tool) => {
  const { inputSchema, outputSchema, annotations } = advertise(tool);

  test('has a plain object for its schema, closed and without alternatives at the top', () => {
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    for (const keyword of ['anyOf', 'oneOf', 'allOf', '$ref', '$defs']) {
      expect(inputSchema).not.toHaveProperty(keyword);
      expect(outputSchema ?? {}).not.toHaveProperty(keyword);
    }
  });

  test('describes each parameter in at most twelve words', () => {
    const { properties = {} } = z.toJSONSchema(tool.input, { io: 'input' });
    for (const [key, property] of Object.entries(properties)) {
      const text = typeof property === 'object' ? (property.description ?? '') : '';
      expect(text, key).not.toBe('');
      expect(text.split(/\s+/).length, key).toBeLessThanOrEqual(12);
    }
  });

  test('spends nothing on empty words and on bounds that nobody reaches', () => {
    expect(JSON.stringify({ inputSchema, outputSchema })).not.toMatch(/"description":"\w?"|9007199254740991/);
  });

  test('says what it does in few sentences', () => {
    expect(tool.description.length).toBeLessThan(260);
    expect(tool.title.length).toBeLessThan(40);
  });

  test('is honest about what it may destroy', () => {
    if (tool.access === 'read') expect([tool.destructive, tool.idempotent]).toEqual([false, true]);
    if (tool.name.startsWith('create_')) expect(tool.destructive).toBe(false);
    if (/^(delete|update)_/.test(tool.name)) expect(tool.destructive).toBe(true);
    expect(annotations?.readOnlyHint).toBe(tool.access === 'read');
  });

  test('refuses what it does not know, whatever else is given', async () => {
    const run = tool.run({ no_such_argument: 1 }, Object.create(null));
    await expect(run).rejects.toMatchObject({
      failure: {
        code: 'invalid_arguments',
        problems: expect.arrayContaining([expect.stringContaining('no argument "no_such_argument"')]),
      },
    });
  });

  test('has a schema that can be written down', () => {
    expect(() => z.toJSONSchema(tool.input, { io: 'input' })).not.toThrow();
  });
});

describe('a choice', () => {
  const all = { toolsets: ['all'], readOnly: false } as const;

  test('is the same whatever its order', () => {
    expect(choiceKey({ toolsets: ['cycles', 'issues'], readOnly: true })).toBe(
      choiceKey({ toolsets: ['issues', 'cycles'], readOnly: true }),
    );
  });

  test('of all is everything, of each toolset is its own, of default is what is not extra', () => {
    expect(within(catalogue, all)).toEqual(catalogue);
    for (const toolset of TOOLSETS) {
      const tools = within(catalogue, { toolsets: [toolset], readOnly: false });
      expect(tools).toEqual(catalogue.filter((tool) => tool.toolset === toolset));
    }
    for (const tool of within(catalogue, { toolsets: ['default'], readOnly: false })) {
      expect(tool.extra, tool.name).toBe(false);
      expect(tool.toolset, tool.name).not.toBe('graphql');
    }
  });

  test('never holds more than each of several', () => {
    const reading = within(catalogue, all, { toolsets: ['issues'], readOnly: true });
    expect(reading.every((tool) => tool.toolset === 'issues' && tool.access === 'read')).toBe(true);
  });
});
