import type { Request, Response } from 'express';
import type { Principal } from '../auth/principal.js';
import type { FailureCode } from '../errors.js';
import { holdBody } from '../http/body/budget.js';
import { arrivalOf } from '../http/clock.js';
import { goneFrom } from '../http/gone.js';
import { sendError, sendJson } from '../http/reply.js';
import { requestIdOf } from '../http/request-id.js';
import type { CallRefusal } from '../telemetry/event.js';
import type { Callable, CallOutcome, OnGone } from '../tools/call.js';
import { replayOf } from '../tools/shared/replay.js';
import type { Tool } from '../tools/tool.js';
import type { RestDoorOptions, Visit } from './door.js';
import { type Begun, type IdempotencyMemory, type Kept, keyIn } from './idempotency.js';
import { problemOf, sendProblem } from './problems.js';

/** Runs one tool for one caller and answers. Parameters are what is left of the request once it has been judged. */
export async function answerCall(
  req: Request,
  res: Response,
  tool: Tool,
  visit: Visit,
  options: RestDoorOptions & { memory: IdempotencyMemory; onRefused: (refusal: CallRefusal) => void },
): Promise<void> {
  const header = tool.access === 'write' ? req.headersDistinct['idempotency-key']?.join(',') : undefined;
  const run = (callable: Callable, args: unknown, onGone?: OnGone): Promise<CallOutcome> =>
    options.callAs(visit.principal, {
      tool: callable,
      args,
      onGone,
      readOnly: visit.readOnly,
      requestId: requestIdOf(res),
      arrival: arrivalOf(res),
    });
  if (header === undefined)
    return answer(res, visit, tool, await run(tool, req.body, goneFrom(res)), options);

  const key = keyIn(header);
  if (key === undefined) {
    options.onRefused('malformed');
    return sendError(
      res,
      400,
      'idempotency_key_invalid',
      'Idempotency-Key must have 8 to 200 visible characters. Use a new UUID for each write.',
    );
  }
  const begun = options.memory.begin({
    caller: options.personOf(res),
    key,
    tool: tool.name,
    args: req.body,
    workspace: workspaceOf(visit.principal),
  });
  if (begun.state === 'done') {
    const outcome = await run(replayOf(tool), {}, goneFrom(res));
    if (!outcome.ok) return answer(res, visit, tool, outcome, options);
    res.set('Idempotency-Replayed', 'true');
    return sendKept(res, begun.answer);
  }
  if (begun.state !== 'new') return refuseAttempt(res, begun, options.onRefused);
  // Runs on when the client goes away: whoever sends the key again is to learn how it ended.
  const letGo = holdBody(res);
  const outcome = await run(tool, withKey(tool, req.body, key))
    .catch((error: unknown) => {
      begun.forget();
      throw error;
    })
    .finally(letGo);
  if (mayHaveWritten(outcome)) begun.keep(keptOf(outcome, visit, tool));
  else begun.forget();
  answer(res, visit, tool, outcome, options);
}

function answer(
  res: Response,
  visit: Visit,
  tool: Tool,
  outcome: CallOutcome,
  options: RestDoorOptions,
): void {
  if (outcome.ok) sendKept(res, keptOf(outcome, visit, tool));
  // The zone no longer takes a token that verified here: for its holder it is a token that is not good.
  else if (outcome.failure.code === 'subject_token_rejected') options.refuseDeadToken(res);
  else sendProblem(res, problemOf(outcome));
}

function keptOf(outcome: CallOutcome, { mode }: Visit, tool: Tool): Kept {
  if (!outcome.ok) {
    const { status, code, detail } = problemOf(outcome);
    return { status, body: { code, detail } };
  }
  const { text, structured } = outcome.answer;
  const body = { mode, tool: tool.name, text, ...(structured && { structured }) };
  return { status: 200, body };
}

function refuseAttempt(
  res: Response,
  { state }: Exclude<Begun, { state: 'new' | 'done' }>,
  report: (refusal: CallRefusal) => void,
): void {
  switch (state) {
    case 'running':
      report('idempotency_in_progress');
      res.set('Retry-After', '1');
      sendError(
        res,
        409,
        'idempotency_in_progress',
        'The first request with this Idempotency-Key is still running. Send it again in a moment.',
      );
      break;
    case 'crowded':
      report('rate_limited');
      res.set('Retry-After', '1');
      sendError(
        res,
        429,
        'rate_limited',
        'Too many writes of this caller are still running. Send it again in a moment.',
      );
      break;
    case 'other':
      report('idempotency_mismatch');
      sendError(
        res,
        422,
        'idempotency_mismatch',
        'This Idempotency-Key was sent before with another tool or other arguments. Nothing was done; use a new key.',
      );
      break;
  }
}

function sendKept(res: Response, { status, body }: Kept): void {
  if (status === 200) sendJson(res, status, { ...body, request_id: res.getHeader('X-Request-Id') });
  else sendError(res, status, String(body['code']), String(body['detail']));
}

/** Where a tool has such an argument, Linear itself refuses the second one, whichever replica it comes to. */
function withKey(tool: Tool, body: unknown, key: string): unknown {
  if (typeof body !== 'object' || body === null || !('idempotency_key' in tool.input.shape)) return body;
  return 'idempotency_key' in body ? body : { ...body, idempotency_key: key };
}

const UNCERTAIN: readonly FailureCode[] = [
  'linear_unavailable',
  'linear_answer_invalid',
  'deadline_exceeded',
  'canceled',
  'internal',
];

/** What certainly changed nothing may be tried again under the same key; all else is answered as it was. */
function mayHaveWritten(outcome: CallOutcome): boolean {
  if (outcome.ok) return true;
  const { failure } = outcome;
  if (failure.code === 'linear_invalid_input' && failure.isOneOfSeveral === true) return true;
  return (
    UNCERTAIN.includes(failure.code) &&
    !(failure.code === 'deadline_exceeded' && failure.beforeLinear === true)
  );
}

function workspaceOf(principal: Principal): string | undefined {
  return principal.door === 'key' && principal.mode === 'test' ? principal.organisation : undefined;
}
