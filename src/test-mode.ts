import { setImmediate as othersFirst } from 'node:timers/promises';
import { bulkhead } from 'cockatiel';
import type { CallInTest } from './calls.js';
import { fail } from './errors.js';
import { createLinearOver, type Linear, type LinearCall } from './linear/client.js';
import { isRead } from './linear/reads.js';
import type { Carrier } from './linear/wire/carrier.js';
import type { LinearInProcess } from './sandbox/linear/in-process.js';
import type { CallTool } from './tools/call.js';

export interface TestMode {
  call: CallInTest;
  /**
   * Forgets the workspace of an organisation; the next call opens a fresh one. Yields 0, or after how many seconds it
   * can be asked for again: opening one keeps the whole process busy for a moment.
   */
  reset: (organisation: string) => number;
  /** Told of each workspace that is no more, by its organisation. */
  onForgotten: (listener: (organisation: string) => void) => void;
}

interface Opened {
  workspace: LinearInProcess;
  callTool: CallTool;
}

/** Test keys must not cost the callers of live ones their server: what a workspace can hold, and how many there are. */
const MOST_WORKSPACES = 32;
const MOST_NEW_RECORDS = 5_000;
const MOST_WRITTEN = 8 * 1024 * 1024;
const RESET_EVERY_MS = 5_000;

/**
 * Test mode: the same tools and the same funnel over a workspace in this process, one for each organisation, opened
 * at its first call; of too many, the one that was used the longest ago is forgotten. Nothing that could reach Keycard or Linear is handed in here, so no path leads there.
 */
export function createTestMode(
  funnel: (linear: (call: LinearCall) => Linear) => CallTool,
  mostWorkspaces = MOST_WORKSPACES,
): TestMode {
  const opened = new Map<string, Promise<Opened>>();
  const resetAt = new Map<string, number>();
  const listeners: ((organisation: string) => void)[] = [];
  const forget = (organisation: string): void => {
    opened.delete(organisation);
    for (const tell of listeners) tell(organisation);
  };

  const open = async (): Promise<Opened> => {
    // Not before a test key is used: a server without such keys never loads the stand-in.
    const { openLinear } = await import('./sandbox/linear/in-process.js');
    const workspace = openLinear();
    const hasRoomFor = createQuota(workspace);
    return {
      workspace,
      callTool: funnel(createLinearOver((token, signal) => carry(workspace, hasRoomFor, { token, signal }))),
    };
  };

  const workspaceOf = (organisation: string): Promise<Opened> => {
    const known = opened.get(organisation);
    const opening = known ?? open();
    // Taken out and put back: the first of the map is then the one that was not used for the longest.
    opened.delete(organisation);
    opened.set(organisation, opening);
    const [oldest] = opened.keys();
    if (opened.size > mostWorkspaces && oldest !== undefined) forget(oldest);
    // Forgotten when it fails, so that the next call tries again.
    if (known === undefined) opening.catch(() => opened.delete(organisation));
    return opening;
  };

  return {
    call: async (holder, asked) => {
      const { workspace, callTool } = await workspaceOf(holder.organisation);
      return callTool({ ...asked, token: async () => tokenOf(workspace, holder.subject) });
    },
    reset: (organisation) => {
      // What was not opened is as fresh as can be.
      if (!opened.has(organisation)) return 0;
      const now = performance.now();
      const waitMs = (resetAt.get(organisation) ?? Number.NEGATIVE_INFINITY) + RESET_EVERY_MS - now;
      if (waitMs > 0) return Math.ceil(waitMs / 1000);
      forget(organisation);
      resetAt.set(organisation, now);
      return 0;
    },
    onForgotten: (listener) => {
      listeners.push(listener);
    },
  };
}

function tokenOf(workspace: LinearInProcess, email: string): string {
  return workspace.people.includes(email) ? workspace.tokenFor(email) : fail({ code: 'person_unknown' });
}

/** Tells of each write whether there is still room for it. */
function createQuota(workspace: LinearInProcess): (text: string) => boolean {
  const seeded = workspace.records();
  let written = 0;
  return (text) => {
    written += text.length;
    return written <= MOST_WRITTEN && workspace.records() - seeded <= MOST_NEW_RECORDS;
  };
}

/** As Linear words a limit of a workspace. */
const FULL: Awaited<ReturnType<Carrier>> = {
  status: 400,
  errors: [
    {
      message: 'Usage limit exceeded',
      extensions: {
        code: 'USAGE_LIMIT_EXCEEDED',
        userPresentableMessage:
          'the sandbox workspace of this organisation is full; POST /v1/test/reset makes it a fresh one',
      },
    },
  ],
};

/**
 * An operation is worked through without a pause, so one follows the other, and whoever came in meanwhile, with a live
 * key or none, has a turn in between.
 */
const inTurn = bulkhead(1, Number.POSITIVE_INFINITY);

function carry(
  workspace: LinearInProcess,
  hasRoomFor: (text: string) => boolean,
  { token, signal }: { token: string; signal: AbortSignal },
): Carrier {
  return async ({ document, variables }) => {
    signal.throwIfAborted();
    const text = JSON.stringify(variables);
    if (!isRead(document) && !hasRoomFor(text)) return FULL;
    // Through JSON, as over HTTP: what is undefined is left out, and nothing is shared with the workspace.
    const sent: Record<string, unknown> = JSON.parse(text);
    const { status, headers, body } = await inTurn.execute(async () => {
      await othersFirst();
      signal.throwIfAborted();
      return workspace.answer({ authorization: `Bearer ${token}`, query: document, variables: sent });
    });
    const { data, errors }: { data?: unknown; errors?: unknown } = JSON.parse(body);
    return { status, headers: new Headers(headers), data, errors };
  };
}
