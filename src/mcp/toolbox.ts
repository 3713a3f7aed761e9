import {
  type CallToolResult,
  type McpRequestContext,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Principal } from '../auth/principal.js';
import type { Callable, CallOutcome } from '../tools/call.js';
import type { Answer, Progress, Tool } from '../tools/tool.js';
import type { McpDoorOptions, Visit } from './door.js';
import { answerFailure } from './failures.js';

/** `tools/list` and `tools/call`, over what this connection is served. */
export function answerTools(
  server: Server,
  connection: McpRequestContext,
  visit: Visit,
  options: McpDoorOptions,
): void {
  const { shelf } = visit;
  server.setRequestHandler('tools/list', () => ({ tools: [...shelf.toolList] }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const tool = shelf.tools.get(params.name);
    if (tool === undefined) throw unknownTool(params.name, shelf.tools);
    if (!mayCall(tool, visit.principal, options)) throw missingScope(options.writeScope);
    const outcome = await throughFunnel(tool, params.arguments, { visit, context, options });
    if (outcome.ok) return resultOf(outcome.answer);
    const asking = {
      era: connection.era,
      headers: connection.requestInfo?.headers,
      envelope: context.mcpReq.envelope,
    };
    return answerFailure(outcome, asking, visit.fate, () => options.mayChallenge(visit.principal));
  });
}

interface Surroundings {
  visit: Visit;
  context: ServerContext;
  options: McpDoorOptions;
}

/** Whatever asks Linear goes this way: one deadline, one exchange, one event. */
export function throughFunnel(
  tool: Callable,
  args: unknown,
  { visit, context, options }: Surroundings,
): Promise<CallOutcome> {
  return options.callTool({
    tool,
    args,
    readOnly: visit.shelf.readOnly,
    requestId: visit.requestId,
    caller: callerFields(visit.principal),
    token: (signal) => options.tokenFor(visit.principal, signal),
    connectLink: () => options.connectLink(visit.principal),
    signal: AbortSignal.any([visit.signal, context.mcpReq.signal]),
    progress: progressOf(context),
  });
}

function resultOf({ text, structured, attached = [] }: Answer): CallToolResult {
  return {
    content: [{ type: 'text', text }, ...attached],
    ...(structured && { structuredContent: { ...structured } }),
  };
}

/** A client asks for progress by sending a token for it; nobody else is told, and a client that left is not missed. */
function progressOf({ mcpReq }: ServerContext): Progress {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  return (progress, total, message) => {
    const params = { progressToken, progress, total, message };
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}

/** The gate before the protocol layer has asked the same; here stands what it could not read, if there is such a thing. */
function mayCall(tool: Tool, { scopes }: Principal, { writeScope }: McpDoorOptions): boolean {
  return tool.access === 'read' || writeScope === undefined || scopes.has(writeScope);
}

function missingScope(scope: string | undefined): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidRequest, `This tool needs the scope ${scope}.`);
}

function callerFields(principal: Principal) {
  const { door, subject, clientId, sessionId, tokenId } = principal;
  return { door, subject, clientId, sessionId, tokenId };
}

function unknownTool(name: string, tools: ReadonlyMap<string, Tool>): ProtocolError {
  const shown = JSON.stringify(name.slice(0, 60));
  const message = `There is no tool ${shown}. The tools are: ${[...tools.keys()].join(', ')}.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
