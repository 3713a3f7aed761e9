import { withinMs } from './telemetry/within.js';
import type { CallOutcome, CallRequest, CallTool } from './tools/call.js';

/** Calls that run, whether or not a connection waits for them: a write under an idempotency key outlives its client. */
export interface InFlight {
  /** The same calls, counted until they have ended. */
  counted: (call: CallTool) => CallTool;
  /** Resolves when none runs; those that still do after so long are canceled first. */
  settle: (ms: number) => Promise<'drained' | 'cut'>;
}

/** How long calls that were canceled may take to end. */
const ENDING_MS = 1_000;

export function createInFlight(): InFlight {
  const running = new Map<Promise<CallOutcome>, () => void>();
  const allEnded = async (): Promise<void> => {
    while (running.size > 0) await Promise.allSettled(running.keys());
  };
  return {
    counted: (call) => (request) => {
      const { request: cancelable, cancel } = withCancel(request);
      const outcome = call(cancelable);
      running.set(outcome, cancel);
      const ended = (): boolean => running.delete(outcome);
      outcome.then(ended, ended);
      return outcome;
    },
    settle: async (ms) => {
      await withinMs(allEnded(), ms);
      const how = running.size === 0 ? 'drained' : 'cut';
      for (const cancel of running.values()) cancel();
      await withinMs(allEnded(), ENDING_MS);
      // A call's event is made in the turn after its end.
      await new Promise((resolve) => setImmediate(resolve));
      return how;
    },
  };
}

/** The same as if its client had gone away. */
function withCancel(request: CallRequest): { request: CallRequest; cancel: () => void } {
  let act: (() => void) | undefined;
  return {
    request: {
      ...request,
      onGone: (given) => {
        act = given;
        const stay = request.onGone?.(given);
        return () => {
          act = undefined;
          stay?.();
        };
      },
    },
    cancel: () => act?.(),
  };
}
