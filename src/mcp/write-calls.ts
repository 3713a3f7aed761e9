import type { IncomingMessage } from 'node:http';
import { choiceOf } from '../http/choice.js';
import { type Choice, within } from '../tools/selection.js';
import type { Tool } from '../tools/tool.js';
import { calledTool, hasEnvelope } from './message.js';

/**
 * The tool that writes and that a request calls, if it does, told from the body: it is what will run, whatever the headers say.
 * Where a header of 2026-07-28 names another tool than the body, nothing is decided here: the protocol layer refuses
 * such a request. Before that revision the header means nothing.
 */
export function writeCallIn(
  tools: readonly Tool[],
  bounds: Choice,
): (req: IncomingMessage & { body?: unknown }) => Tool | undefined {
  const writers = within(tools, bounds).filter((tool) => tool.access === 'write');
  return (req) => {
    const name = calledTool(req.body);
    const tool = writers.find((each) => each.name === name);
    if (tool === undefined) return undefined;
    if (hasEnvelope(req.body) && isContradicted(tool.name, req.headersDistinct['mcp-name'])) return undefined;
    const choice = choiceOf(req);
    // What this connection is not served does not exist for it, and no scope would change that.
    return 'problem' in choice ? undefined : within([tool], choice)[0];
  };
}

function isContradicted(name: string, headers: readonly string[] | undefined): boolean {
  return headers?.some((header) => header !== name && decoded(header) !== name) ?? false;
}

/** Values that a header cannot hold come as `=?base64?…?=` (MCP 2026-07-28, standard headers). */
function decoded(header: string): string | undefined {
  const inner = /^=\?base64\?([A-Za-z0-9+/=]*)\?=$/.exec(header)?.[1];
  return inner === undefined ? undefined : Buffer.from(inner, 'base64').toString();
}
