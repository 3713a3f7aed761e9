import {
  type CallToolResult,
  type InputRequiredResult,
  type McpRequestContext,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
  TRACEPARENT_META_KEY,
} from '@modelcontextprotocol/server';
import type { Principal } from '../auth/principal.js';
import type { Arrival } from '../telemetry/event.js';
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
    if (tool === undefined) {
      options.onRefusedCall({ ...refusedIn(visit, context), refusal: 'unknown_tool' });
      throw unknownTool(params.name, shelf.tools);
    }
    if (!mayCall(tool, visit.principal, options)) {
      options.onRefusedCall({ ...refusedIn(visit, context), tool, refusal: 'scope_missing' });
      throw missingScope(options.writeScope);
    }
    const outcome = await throughFunnel(tool, params.arguments, { visit, context, options });
    const isTest = isTestMode(visit.principal);
    if (outcome.ok) return inMode(resultOf(outcome.answer), isTest);
    const asking = {
      era: connection.era,
      headers: connection.requestInfo?.headers,
      envelope: context.mcpReq.envelope,
    };
    const { principal } = visit;
    const mayChallenge = (): boolean => principal.door === 'oauth' && options.mayChallenge(principal);
    const answer = answerFailure(outcome, asking, visit.fate, mayChallenge);
    return inMode(answer, isTest);
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
  return options.callAs(visit.principal, {
    tool,
    args,
    readOnly: visit.shelf.readOnly,
    requestId: visit.requestId,
    arrival: arrivalIn(visit, context),
    signal: AbortSignal.any([visit.signal, context.mcpReq.signal]),
    progress: progressOf(context),
  });
}

function refusedIn(visit: Visit, context: ServerContext) {
  return {
    requestId: visit.requestId,
    caller: visit.principal,
    arrival: arrivalIn(visit, context),
  };
}

/** A trace context in the message is of this very call; the header may be the connection's (MCP, `_meta`). */
function arrivalIn({ arrival }: Visit, { mcpReq }: ServerContext): Arrival | undefined {
  if (arrival === undefined) return undefined;
  return { ...arrival, traceparents: [mcpReq._meta?.[TRACEPARENT_META_KEY], ...arrival.traceparents] };
}

function resultOf({ text, structured, attached = [] }: Answer): CallToolResult {
  return {
    content: [{ type: 'text', text }, ...attached],
    ...(structured && { structuredContent: { ...structured } }),
  };
}

export function isTestMode(principal: Principal): boolean {
  return principal.door === 'key' && principal.mode === 'test';
}

/** What a model is told of an answer from a test. */
export const TEST_NOTE = 'mode: "test" (a sandbox workspace; nothing of this is in Linear)';

/** What did not come from Linear says so: to a program in `_meta`, to a model in a line of its own. */
function inMode<R extends CallToolResult | InputRequiredResult>(result: R, isTest: boolean): R {
  if (!isTest) return result;
  const _meta = { ...result._meta, mode: 'test' };
  if (!Array.isArray(result['content'])) return { ...result, _meta };
  const note = { type: 'text', text: TEST_NOTE };
  return { ...result, content: [...result['content'], note], _meta };
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

function unknownTool(name: string, tools: ReadonlyMap<string, Tool>): ProtocolError {
  const shown = JSON.stringify(name.slice(0, 60));
  const message = `There is no tool ${shown}. The tools are: ${[...tools.keys()].join(', ')}.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
