import type { IncomingMessage } from 'node:http';
import type { Choice } from '../tools/selection.js';
import { parseToolsets, TOOLSET_WORDS } from '../toolsets.js';

/**
 * What a connection asks for in `X-MCP-Toolsets` and `X-MCP-Readonly`, as GitHub's server has them. Without the
 * headers it gets what the operator serves. A word that means nothing is a problem and not an empty list: the model
 * would find its tools missing without a reason.
 */
export function choiceOf(req: IncomingMessage): Choice | { readonly problem: string } {
  const { 'x-mcp-toolsets': asked, 'x-mcp-readonly': flag } = req.headers;
  if (asked === undefined && flag === undefined) return EVERYTHING;
  const toolsets = parseToolsets(headerOf(req, 'x-mcp-toolsets') ?? 'all');
  if (!toolsets.ok) {
    return { problem: `X-MCP-Toolsets names something unknown. The names are: ${TOOLSET_WORDS.join(', ')}.` };
  }
  const readOnly = flagIn(headerOf(req, 'x-mcp-readonly'));
  if (readOnly === undefined) return { problem: 'X-MCP-Readonly must be true or false.' };
  return { toolsets: toolsets.words, readOnly };
}

const EVERYTHING: Choice = { toolsets: ['all'], readOnly: false };

function headerOf(req: IncomingMessage, name: string): string | undefined {
  // Sent twice, a header is one list; for a flag that is neither value, so it is refused.
  return req.headersDistinct[name]?.join(',');
}

function flagIn(text: string | undefined): boolean | undefined {
  const word = text?.trim().toLowerCase() ?? '';
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  return ['', 'false', '0', 'no', 'off'].includes(word) ? false : undefined;
}
