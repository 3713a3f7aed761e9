import { z } from 'zod';
import type { Stock } from '../../../src/mcp/shelf.js';
import { catalogue, prompts, resources } from '../../../src/tools/catalogue.js';
import type { Prompt } from '../../../src/tools/prompts/prompt.js';
import type { Resource } from '../../../src/tools/resource.js';
import { type Attached, defineTool, type Tool, type ToolContext } from '../../../src/tools/tool.js';

/**
 * What the conformance suite asks for by name, beside what this server has: the same kinds of tool, prompt and
 * resource, behind the same authentication and through the same funnel.
 */
function fixtureTool(
  name: string,
  run: (context: ToolContext) => Promise<string>,
  { input = z.strictObject({}), attached }: { input?: z.ZodObject; attached?: readonly Attached[] } = {},
): Tool {
  return defineTool({
    name,
    title: name,
    description: 'A fixture of the conformance suite.',
    toolset: 'issues',
    access: 'read',
    input,
    run: async (_input, context) => ({ text: await run(context), ...(attached && { attached }) }),
  });
}

/** A PNG of one pixel. */
const picture: Attached = {
  type: 'image',
  data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  mimeType: 'image/png',
};
const document: Attached = {
  type: 'resource',
  resource: { uri: 'test://document', mimeType: 'text/plain', text: 'A document.' },
};

const tools: readonly Tool[] = [
  fixtureTool('test_simple_text', async () => 'This is a simple text response for testing.'),
  fixtureTool('test_error_handling', async () => {
    throw new Error('This tool intentionally fails.');
  }),
  fixtureTool('test_tool_with_progress', async ({ progress }) => {
    for (const done of [0, 50, 100]) {
      progress(done, 100, `${done} %`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return 'Done.';
  }),
  // What this server asks of a client, it asks with the result; and it sends no log to anybody.
  fixtureTool('test_streaming_elicitation', async () => 'Nothing was asked.'),
  fixtureTool('test_logging_tool', async () => 'Nothing was logged.'),
  fixtureTool('json_schema_2020_12_tool', async () => 'Done.', { input: dialectFixture() }),
  fixtureTool('test_image_content', async () => 'A picture:', { attached: [picture] }),
  fixtureTool('test_audio_content', async () => 'A sound:', {
    attached: [{ type: 'audio', data: 'UklGRiQAAABXQVZFZm10IBAAAAABAAEA', mimeType: 'audio/wav' }],
  }),
  fixtureTool('test_embedded_resource', async () => 'A document:', { attached: [document] }),
  fixtureTool('test_multiple_content_types', async () => 'Both:', { attached: [picture, document] }),
];

/** Words of JSON Schema 2020-12 that have to come out as they went in. */
function dialectFixture() {
  return z.strictObject({ name: z.string().optional(), address: z.object({}).loose().optional() }).meta({
    $defs: {
      address: {
        $anchor: 'addressDef',
        type: 'object',
        properties: { street: { type: 'string' }, city: { type: 'string' } },
      },
    },
    properties: {
      name: { type: 'string' },
      address: { $ref: '#/$defs/address' },
      contactMethod: { type: 'string', enum: ['phone', 'email'] },
      phone: { type: 'string' },
      email: { type: 'string' },
    },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ['phone'] },
    else: { required: ['email'] },
  });
}

function fixturePrompt(name: string, args: readonly string[], text: Prompt['text']): Prompt {
  return {
    name,
    title: name,
    description: 'A fixture of the conformance suite.',
    toolset: 'issues',
    access: 'read',
    arguments: args.map((arg) => ({ name: arg, description: arg, required: true })),
    text,
  };
}

function fixtureResource(
  name: string,
  uriTemplate: Resource['uriTemplate'],
  textOf: (id: string) => string,
): Resource {
  return {
    name,
    title: name,
    description: 'A fixture of the conformance suite.',
    uriTemplate,
    toolset: 'issues',
    access: 'read',
    read: async (id) => ({ text: textOf(id) }),
    complete: async () => [],
  };
}

export const withFixtures: Stock = {
  tools: [...catalogue, ...tools],
  prompts: [
    ...prompts,
    fixturePrompt('test_simple_prompt', [], () => 'This is a simple prompt for testing.'),
    fixturePrompt(
      'test_prompt_with_arguments',
      ['arg1', 'arg2'],
      ({ arg1, arg2 }) => `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`,
    ),
  ],
  resources: [
    ...resources,
    fixtureResource('test-template', 'test://template/{id}/data', (id) => JSON.stringify({ id })),
    fixtureResource('test-text', 'test://static-{id}', (id) => `The static ${id} resource.`),
  ],
};
