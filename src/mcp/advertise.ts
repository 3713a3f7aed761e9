import type {
  Prompt as AdvertisedPrompt,
  ResourceTemplateType as AdvertisedTemplate,
  Tool as AdvertisedTool,
} from '@modelcontextprotocol/server';
import type { z } from 'zod';
import type { Prompt } from '../tools/prompts/prompt.js';
import type { Resource } from '../tools/resource.js';
import { jsonSchemaOf } from '../tools/schema.js';
import type { Tool } from '../tools/tool.js';

/** A tool as `tools/list` shows it. Made once per process: converting schemas per request costs milliseconds. */
export function advertise(tool: Tool): AdvertisedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: jsonSchema(tool.input, 'input'),
    ...(tool.output && { outputSchema: jsonSchema(tool.output, 'output') }),
    annotations: annotationsOf(tool),
  };
}

/** What a reader can do without is left out: the dialect is the protocol's own, and `false` is no news for a read. */
function annotationsOf(tool: Tool): AdvertisedTool['annotations'] {
  if (tool.access === 'read') return { readOnlyHint: true, openWorldHint: false };
  const { destructive: destructiveHint, idempotent: idempotentHint } = tool;
  return { readOnlyHint: false, destructiveHint, idempotentHint, openWorldHint: false };
}

function jsonSchema(schema: z.ZodObject, io: 'input' | 'output'): AdvertisedTool['inputSchema'] {
  // zod's JSON Schema type and the protocol's describe the same JSON; neither is written in terms of the other.
  return jsonSchemaOf(schema, io) as AdvertisedTool['inputSchema'];
}

export function advertisePrompt(prompt: Prompt): AdvertisedPrompt {
  const { name, title, description } = prompt;
  return { name, title, description, arguments: prompt.arguments.map((argument) => ({ ...argument })) };
}

export function advertiseResource(resource: Resource): AdvertisedTemplate {
  const { name, title, description, uriTemplate } = resource;
  return { name, title, description, uriTemplate, mimeType: 'text/plain' };
}
