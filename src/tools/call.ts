import { CallFailure, type Failure, operatorHint, sentenceFor } from '../errors.js';
import type { Linear, LinearCall } from '../linear/client.js';
import type { Arrival, CallEvent, CallerFields, WriteIntent } from '../telemetry/event.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { InFlight } from './in-flight.js';
import { createMeter, type Meter } from './meter.js';
import { withinAnswer } from './text/budget.js';
import type { Answer, Progress, Tool } from './tool.js';

/** What goes through the funnel: a tool, or whatever else (a resource, a completion) asks Linear as a tool does. */
export interface Callable extends Pick<Tool, 'name' | 'access' | 'run'> {
  /** Does nothing anew: gives the answer of an earlier call again. */
  readonly isReplay?: true;
}

/** Has something done when the client goes away, at once if it has; yields how to take that back. */
export type OnGone = (act: () => void) => () => void;

/** One call, as either door hands it in. */
export interface CallRequest {
  tool: Callable;
  args: unknown;
  /** The connection must not change anything, whatever the tool says of itself. */
  readOnly: boolean;
  progress?: Progress;
  requestId: string;
  caller: CallerFields;
  /** What came before the call, where the door knows it. */
  arrival?: Arrival | undefined;
  /** Yields the Linear token of this call; asked for at the first query, once, and not at all without one. */
  token: (signal: AbortSignal) => Promise<string>;
  /** A link with which the caller can connect Linear; absent or empty where there is no such page. */
  connectLink?: (() => Promise<string | undefined>) | undefined;
  /** Of the client that waits for the answer; absent, somebody always does. */
  onGone?: OnGone | undefined;
}

export interface FunnelOptions {
  linear: (call: LinearCall) => Linear;
  telemetry: Telemetry;
  deadlineSeconds: number;
  inFlight: Pick<InFlight, 'enter' | 'leave'>;
}

/** How a call ended: an answer, or a failure with the sentence that a model is shown. Never rejects. */
export type CallOutcome =
  | { ok: true; answer: Answer }
  | { ok: false; failure: Failure; text: string; reference?: string | undefined };

/** The one funnel of both doors: clock, deadline, per-call token and client, words for failures, one event. */
export type CallTool = (request: CallRequest) => Promise<CallOutcome>;

export function createCallTool(options: FunnelOptions): CallTool {
  return async (request) => {
    const meter = createMeter(request.arrival);
    const deadline = startDeadline(request.onGone, options.deadlineSeconds, meter.isBeforeLinear);
    const running = options.inFlight.enter(deadline.cancel);
    const outcome = await run(request, options, meter, deadline);
    deadline.clear();
    const event = eventOf(request, outcome, meter);
    // The answer is sent in this turn of the event loop and does not wait for its records, which wait for others anyway.
    setImmediate(() => {
      try {
        options.telemetry.call(event);
      } finally {
        options.inFlight.leave(running);
      }
    });
    return outcome;
  };
}

function eventOf(request: CallRequest, outcome: CallOutcome, meter: Meter): CallEvent {
  return {
    requestId: request.requestId,
    caller: request.caller,
    tool: request.tool.name,
    access: request.tool.access,
    outcome: outcome.ok ? 'ok' : outcome.failure.code,
    replayed: request.tool.isReplay,
    hint: outcome.ok ? undefined : operatorHint(outcome.failure),
    upstreamRequestId: outcome.ok ? undefined : outcome.reference,
    traceparents: request.arrival?.traceparents,
    ...meter.read(),
  };
}

async function run(
  request: CallRequest,
  options: FunnelOptions,
  meter: Meter,
  { signal, endsAt }: Deadline,
): Promise<CallOutcome> {
  const { tool, args, progress = () => undefined } = request;
  try {
    if (tool.access === 'write' && !(await options.telemetry.mayWrite(intentOf(request)))) {
      throw new CallFailure({ code: 'audit_unavailable' });
    }
    const token = () => meter.timeExchange(() => request.token(signal));
    // A tool that only reads gets a client that only reads, so that a slip in it cannot write either.
    const readOnly = request.readOnly || tool.access === 'read';
    const linear = options.linear({
      token,
      signal,
      endsAt,
      readOnly,
      onCost: meter.addCost,
      around: meter.timeLinear,
    });
    const answer = await tool.run(args, { linear, signal, now: new Date(), progress });
    const text = withinAnswer(answer.text);
    meter.endRender();
    return { ok: true, answer: { ...answer, text } };
  } catch (error) {
    if (!(error instanceof CallFailure)) options.telemetry.fault(request.requestId, error);
    const failure = await completed(failureOf(error, meter.isAnswered()), request, options.telemetry);
    const reference = error instanceof CallFailure ? error.reference : undefined;
    const text = withReference(sentenceFor(failure), failure, request.requestId);
    return { ok: false, failure, reference, text };
  }
}

/**
 * What our documents select is typed and not parsed, for a schema of each would cost every call; so what breaks on its
 * type after Linear has answered is an answer that is not what the document asked for. The fault is logged in any case.
 */
function failureOf(error: unknown, isAnswered: boolean): Failure {
  if (error instanceof CallFailure) return error.failure;
  const isOfType = error instanceof TypeError || error instanceof RangeError;
  return { code: isOfType && isAnswered ? 'linear_answer_invalid' : 'internal' };
}

function intentOf({ requestId, caller, tool }: CallRequest): WriteIntent {
  return { requestId, caller, tool: tool.name };
}

/** A person who has to connect Linear is told where. */
async function completed(
  failure: Failure,
  { connectLink, requestId }: CallRequest,
  telemetry: Telemetry,
): Promise<Failure> {
  if (failure.code !== 'consent_required') return failure;
  // A link that cannot be made is none: the call ends in words all the same.
  const link = await connectLink?.().catch((error: unknown) => {
    telemetry.fault(requestId, error);
    return undefined;
  });
  return link === undefined ? failure : { ...failure, link };
}

/** Failures that somebody has to look up carry the id to look for. */
function withReference(text: string, failure: Failure, requestId: string): string {
  return failure.code === 'internal' || operatorHint(failure) !== undefined
    ? `${text} Request id: ${requestId}.`
    : text;
}

interface Deadline {
  readonly signal: AbortSignal;
  /** On the clock of `performance.now()`. */
  readonly endsAt: number;
  /** As if the client had gone away. */
  readonly cancel: () => void;
  readonly clear: () => void;
}

/** One signal for the client's disconnect and for the deadline; its reason is the failure that it means. */
function startDeadline(onGone: OnGone | undefined, seconds: number, beforeLinear: () => boolean): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(
    () =>
      controller.abort(new CallFailure({ code: 'deadline_exceeded', seconds, beforeLinear: beforeLinear() })),
    seconds * 1000,
  );
  const cancel = (): void => controller.abort(new CallFailure({ code: 'canceled' }));
  const stay = onGone?.(cancel);
  return {
    signal: controller.signal,
    endsAt: performance.now() + seconds * 1000,
    cancel,
    clear: () => {
      clearTimeout(timer);
      stay?.();
    },
  };
}
