import type { Tool as AdvertisedTool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Tool } from '../tools/tool.js';

/** A tool as `tools/list` shows it. Made once per process: converting schemas per request costs milliseconds. */
export function advertise(tool: Tool): AdvertisedTool {
  const { $schema: _dialect, ...inputSchema } = z.toJSONSchema(tool.input, { io: 'input' });
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    // zod's JSON Schema type and the protocol's describe the same JSON; neither is written in terms of the other.
    inputSchema: inputSchema as AdvertisedTool['inputSchema'],
    annotations: {
      readOnlyHint: tool.access === 'read',
      destructiveHint: tool.destructive,
      idempotentHint: tool.idempotent,
      openWorldHint: false,
    },
  };
}
