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
import type { Callable, CallOutcome, OnGone } from '../tools/call.js';
import { unknownTool } from '../tools/selection.js';
import type { Answer, Progress, Tool } from '../tools/tool.js';
import type { McpDoorOptions, Visit } from './door.js';
import { answerFailure, judgeToken } from './failures.js';

/** `tools/list` and `tools/call`, over what this connection is served. */
export function answerTools(
  server: Server,
  connection: McpRequestContext,
  visit: Visit,
  options: McpDoorOptions,
): void {
  const { shelf } = visit;
  server.setRequestHandler('tools/list', () => {
    const result = { tools: [...shelf.toolList] };
    visit.given = result;
    return result;
  });
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    visit.fate.isTakenUp = true;
    const tool = shelf.tools.get(params.name);
    if (tool === undefined) {
      options.onRefusedCall({ ...refusedIn(visit, context), refusal: 'unknown_tool' });
      const message = unknownTool(params.name, shelf.tools.keys());
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
    }
    if (!mayCall(tool, visit.principal, options)) {
      options.onRefusedCall({ ...refusedIn(visit, context), tool, refusal: 'scope_missing' });
      throw missingScope(options.writeScope);
    }
    const outcome = await (visit.outcome ??
      throughFunnel(tool, params.arguments, { visit, context, options }));
    if (outcome.ok) {
      const result = resultOf(outcome.answer, visit.principal);
      visit.given = result;
      return result;
    }
    const asking = {
      era: connection.era,
      headers: connection.requestInfo?.headers,
      envelope: context.mcpReq.envelope,
    };
    return inMode(answerFailure(outcome, asking), visit.principal);
  });
}

interface Surroundings {
  visit: Visit;
  /** Of the protocol layer, where the call comes from there. */
  context?: ServerContext;
  options: McpDoorOptions;
}

/** Whatever asks Linear goes this way: one deadline, one exchange, one event, one judgement of a dead token. */
export async function throughFunnel(
  tool: Callable,
  args: unknown,
  { visit, context, options }: Surroundings,
): Promise<CallOutcome> {
  visit.fate.isTakenUp = true;
  const outcome = await options.callAs(visit.principal, {
    tool,
    args,
    readOnly: visit.shelf.readOnly,
    requestId: visit.requestId,
    ...(context === undefined
      ? { arrival: visit.arrival, onGone: visit.onGone }
      : {
          arrival: arrivalIn(visit, context),
          onGone: goneOrCanceled(visit, context),
          progress: progressOf(context),
        }),
  });
  if (!outcome.ok) judgeToken(outcome, visit, options);
  return outcome;
}

/** Besides, a client that stays may cancel its request in a message. */
function goneOrCanceled({ onGone }: Visit, { mcpReq }: ServerContext): OnGone {
  return (act) => {
    const stay = onGone(act);
    if (mcpReq.signal.aborted) act();
    mcpReq.signal.addEventListener('abort', act, { once: true });
    return () => {
      stay();
      mcpReq.signal.removeEventListener('abort', act);
    };
  };
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

export function resultOf({ text, structured, attached = [] }: Answer, principal: Principal): CallToolResult {
  const result: CallToolResult = { content: [{ type: 'text', text }, ...attached] };
  if (structured) result.structuredContent = { ...structured };
  return inMode(result, principal);
}

export function isTestMode(principal: Principal): boolean {
  return principal.door === 'key' && principal.mode === 'test';
}

/** What a model is told of an answer from a test. */
export const TEST_NOTE = 'mode: "test" (a sandbox workspace; nothing of this is in Linear)';

/** What did not come from Linear says so: to a program in `_meta`, to a model in a line of its own. */
function inMode<R extends CallToolResult | InputRequiredResult>(result: R, principal: Principal): R {
  if (!isTestMode(principal)) return result;
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
export function mayCall(tool: Tool, { scopes }: Principal, { writeScope }: McpDoorOptions): boolean {
  return tool.access === 'read' || writeScope === undefined || scopes.has(writeScope);
}

function missingScope(scope: string | undefined): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidRequest, `This tool needs the scope ${scope}.`);
}
