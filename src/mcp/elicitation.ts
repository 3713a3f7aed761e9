import { randomUUID } from 'node:crypto';
import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/server';
import { isRecord } from '../http/body/json.js';

/**
 * Whether a client takes URL elicitation. In 2026-07-28 each request says so in its envelope. In 2025-11-25 only
 * `initialize` does, and nothing is kept here between requests: so the answer to it hands the client a session id
 * that says no more than this, and that it sends back with every request.
 */
const DECLARED = '.url-elicitation';
const FIRST_REVISION = '2025-11-25';

/** The session id for the answer to this message, when it is an `initialize` that declares URL elicitation. */
export function sessionIdFor(message: unknown): string | undefined {
  const { method, params } = isRecord(message) ? message : {};
  if (method !== 'initialize' || !isRecord(params)) return undefined;
  const isRecent =
    typeof params['protocolVersion'] === 'string' && params['protocolVersion'] >= FIRST_REVISION;
  return isRecent && declaresUrl(params['capabilities']) ? `${randomUUID()}${DECLARED}` : undefined;
}

export interface AskingFor {
  era: 'legacy' | 'modern';
  /** Headers of the request. */
  headers: Headers | undefined;
  /** The reserved members of the request's `_meta`. */
  envelope: Readonly<Record<string, unknown>> | undefined;
}

/** Sends the person to a link in the way that the client has declared; undefined when it has declared none. */
export function elicitLink(
  { era, headers, envelope }: AskingFor,
  link: string,
  message: string,
): InputRequiredResult | CallToolResult | undefined {
  if (era === 'modern') {
    if (!declaresUrl(envelope?.[CLIENT_CAPABILITIES_META_KEY])) return undefined;
    return inputRequired({ inputRequests: { connect: inputRequired.elicitUrl({ url: link, message }) } });
  }
  const isRecent = (headers?.get('mcp-protocol-version') ?? '') >= FIRST_REVISION;
  if (!isRecent || headers?.get('mcp-session-id')?.endsWith(DECLARED) !== true) return undefined;
  throw new UrlElicitationRequiredError([{ mode: 'url', elicitationId: randomUUID(), url: link, message }]);
}

/** `elicitation: {}` means forms only; links have to be named (MCP elicitation, capabilities). */
function declaresUrl(capabilities: unknown): boolean {
  const elicitation = isRecord(capabilities) ? capabilities['elicitation'] : undefined;
  return isRecord(elicitation) && isRecord(elicitation['url']);
}
