import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Principal } from '../auth/principal.js';
import type { CallAs } from '../calls.js';
import { argumentsBody, type BodyOptions } from '../http/body/json.js';
import { choiceOf } from '../http/choice.js';
import { arrivalOf } from '../http/clock.js';
import { sendError, sendJson, sendWritten } from '../http/reply.js';
import { requestIdOf } from '../http/request-id.js';
import type { CallRefusal, RefusedCall, WithoutFunnel } from '../telemetry/event.js';
import { type Choice, unknownTool, within } from '../tools/selection.js';
import type { Tool } from '../tools/tool.js';
import { answerCall } from './calls.js';
import { createIdempotencyMemory } from './idempotency.js';
import { createDescriptions } from './openapi.js';

export interface RestDoorOptions {
  tools: readonly Tool[];
  /** What the operator serves at most. */
  bounds: Choice;
  /** The scope that tools that write need besides; nothing when every caller may write. */
  writeScope?: string | undefined;
  callAs: CallAs;
  principalOf: (res: Response) => Principal;
  /** Whom a request counts for. */
  personOf: (res: Response) => string;
  /** Answers 403 with every scope that writing needs. */
  refuseScope: (res: Response) => void;
  /** Answers as to any token that is not good. */
  refuseDeadToken: (res: Response) => void;
  /** Told of each call that is not run. */
  onRefusedCall: (refused: RefusedCall) => void;
  /** Makes the workspace of a test key's organisation a fresh one; yields how many seconds it is too early, or 0. */
  resetWorkspace: (organisation: string) => number;
  /** Tells the listener of each such workspace that is no more. */
  onWorkspaceForgotten: (listener: (organisation: string) => void) => void;
  onReset: (done: WithoutFunnel) => void;
  /** Writes with an Idempotency-Key that one caller may have running at once. */
  mostRunning: number;
  body: BodyOptions;
  /** Origin under which clients reach the server. */
  publicUrl: string;
  version: string;
}

/** Who calls, and what of the tools they are served. */
export interface Visit {
  principal: Principal;
  mode: 'live' | 'test';
  readOnly: boolean;
  tools: readonly Tool[];
}

export interface RestDoor {
  /** Under `/v1`, behind authentication. */
  routes: RequestHandler;
  /** `GET /openapi.json`: for everybody what the operator serves, for a caller what they are served. */
  openApi: RequestHandler;
}

/** What is reported by the name of a tool and is none. */
const RESET = { name: 'test/reset', access: 'write' } as const;

/** The REST door: the same tools, each as an operation of its own. */
export function createRestDoor(options: RestDoorOptions): RestDoor {
  const { mostRunning } = options;
  // Apart, so that what test keys write never costs a live one its memory.
  const memories = {
    live: createIdempotencyMemory({ mostRunning }),
    test: createIdempotencyMemory({ mostRunning, mostEntries: 2_000, mostBytes: 8 * 1024 * 1024 }),
  };
  options.onWorkspaceForgotten(memories.test.forgetWorkspace);
  const descriptions = createDescriptions(options.tools, options);
  const router = Router();

  const about = (res: Response): WithoutFunnel => ({
    requestId: requestIdOf(res),
    caller: options.principalOf(res),
    arrival: arrivalOf(res),
  });
  const reportRefused = (res: Response, refusal: CallRefusal, tool?: RefusedCall['tool']): void =>
    options.onRefusedCall({ ...about(res), ...(tool && { tool }), refusal });

  const visiting =
    (handle: (req: Request, res: Response, visit: Visit) => void | Promise<void>): RequestHandler =>
    (req, res) => {
      const choice = choiceOf(req);
      if ('problem' in choice) {
        if (req.method === 'POST') reportRefused(res, 'malformed');
        return sendError(res, 400, 'invalid_choice', choice.problem);
      }
      return handle(req, res, visitOf(options.principalOf(res), choice, options));
    };

  router.get(
    '/me',
    visiting((_req, res, visit) => sendJson(res, 200, whoIs(visit))),
  );
  router.get(
    '/tools',
    visiting((_req, res, { mode, tools }) => sendJson(res, 200, { mode, tools: descriptions.list(tools) })),
  );
  router.post(
    '/tools/:name',
    argumentsBody(options.body, (res) => reportRefused(res, 'malformed')),
    visiting((req, res, visit) => {
      const name = String(req.params['name']);
      const tool = visit.tools.find((each) => each.name === name);
      if (tool === undefined) {
        reportRefused(res, 'unknown_tool');
        const known = visit.tools.map((each) => each.name);
        return sendError(res, 404, 'tool_unknown', unknownTool(name, known));
      }
      const { writeScope } = options;
      const mayCall =
        tool.access === 'read' || writeScope === undefined || visit.principal.scopes.has(writeScope);
      if (!mayCall) {
        reportRefused(res, 'scope_missing', tool);
        return options.refuseScope(res);
      }
      return answerCall(req, res, tool, visit, {
        ...options,
        memory: memories[visit.mode],
        onRefused: (refusal) => reportRefused(res, refusal, tool),
      });
    }),
  );
  router.post(
    '/test/reset',
    visiting((_req, res, { principal, readOnly }) => {
      if (principal.door !== 'key' || principal.mode !== 'test' || readOnly) {
        reportRefused(res, 'test_mode_only', RESET);
        return sendError(
          res,
          403,
          'test_mode_only',
          'Only a test key that may write can reset its workspace.',
        );
      }
      const wait = options.resetWorkspace(principal.organisation);
      if (wait > 0) {
        reportRefused(res, 'rate_limited', RESET);
        res.set('Retry-After', String(wait));
        return sendError(
          res,
          429,
          'rate_limited',
          'This workspace was reset a moment ago. Wait for Retry-After.',
        );
      }
      options.onReset({ ...about(res), tool: RESET });
      return sendJson(res, 200, { mode: 'test', organisation: principal.organisation, reset: true });
    }),
  );
  router.all(['/me', '/tools'], wrongMethod('GET, HEAD'));
  router.all(['/tools/:name', '/test/reset'], wrongMethod('POST'));

  const openApi: RequestHandler = (req, res) => {
    const choice = choiceOf(req);
    if ('problem' in choice) return sendError(res, 400, 'invalid_choice', choice.problem);
    const isKnown = req.headers.authorization !== undefined;
    const tools = isKnown
      ? visitOf(options.principalOf(res), choice, options).tools
      : within(options.tools, options.bounds, choice);
    return sendWritten(res, 200, descriptions.document(tools));
  };
  return { routes: router, openApi };
}

function visitOf(principal: Principal, choice: Choice, { tools, bounds }: RestDoorOptions): Visit {
  const choices = [bounds, choice, ...(principal.door === 'key' ? [principal.bounds] : [])];
  return {
    principal,
    mode: principal.door === 'key' ? principal.mode : 'live',
    readOnly: choices.some(({ readOnly }) => readOnly),
    tools: within(tools, ...choices),
  };
}

/** Who the server takes the caller for: what it knows of the credential, and nothing that could act for them. */
function whoIs({ principal, mode, readOnly, tools }: Visit): object {
  const common = { mode, door: principal.door, subject: principal.subject, readOnly, tools: tools.length };
  if (principal.door === 'oauth') return { ...common, clientId: principal.clientId };
  const { organisation, keyId: id, label, expires = null, bounds } = principal;
  return { ...common, organisation, key: { id, label, expires, toolsets: bounds.toolsets } };
}

function wrongMethod(allow: string): RequestHandler {
  return (_req, res) => {
    res.set('Allow', allow);
    sendError(res, 405, 'method_not_allowed', `Use ${allow.split(',', 1)[0]}.`);
  };
}
