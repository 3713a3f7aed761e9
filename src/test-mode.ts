import type { CallInTest } from './calls.js';
import { fail } from './errors.js';
import { type Carrier, createLinearOver, type Linear, type LinearCall } from './linear/client.js';
import type { LinearInProcess } from './sandbox/linear/in-process.js';
import type { CallTool } from './tools/call.js';

export interface TestMode {
  call: CallInTest;
  /** Forgets the workspace of an organisation; the next call opens a fresh one. */
  reset: (organisation: string) => void;
}

interface Opened {
  workspace: LinearInProcess;
  callTool: CallTool;
}

/**
 * Test mode: the same tools and the same funnel over a workspace in this process, one for each organisation, opened
 * at its first call. Nothing that could reach Keycard or Linear is handed in here, so no path leads there.
 */
export function createTestMode(funnel: (linear: (call: LinearCall) => Linear) => CallTool): TestMode {
  const opened = new Map<string, Promise<Opened>>();

  const open = async (): Promise<Opened> => {
    // Not before a test key is used: a server without such keys never loads the stand-in.
    const { openLinear } = await import('./sandbox/linear/in-process.js');
    const workspace = openLinear();
    return {
      workspace,
      callTool: funnel(createLinearOver((token, signal) => carry(workspace, token, signal))),
    };
  };

  const workspaceOf = (organisation: string): Promise<Opened> => {
    const known = opened.get(organisation);
    if (known !== undefined) return known;
    const opening = open();
    opened.set(organisation, opening);
    // Forgotten when it fails, so that the next call tries again.
    opening.catch(() => opened.delete(organisation));
    return opening;
  };

  return {
    call: async (holder, asked) => {
      const { workspace, callTool } = await workspaceOf(holder.organisation);
      return callTool({ ...asked, token: async () => tokenOf(workspace, holder.subject) });
    },
    reset: (organisation) => {
      opened.delete(organisation);
    },
  };
}

function tokenOf(workspace: LinearInProcess, email: string): string {
  return workspace.people.includes(email) ? workspace.tokenFor(email) : fail({ code: 'person_unknown' });
}

function carry(workspace: LinearInProcess, token: string, signal: AbortSignal): Carrier {
  return async ({ document, variables }) => {
    signal.throwIfAborted();
    const authorization = `Bearer ${token}`;
    // Through JSON, as over HTTP: what is undefined is left out, and nothing is shared with the workspace.
    const sent: Record<string, unknown> = JSON.parse(JSON.stringify(variables));
    const { status, headers, body } = await workspace.answer({
      authorization,
      query: document,
      variables: sent,
    });
    const { data, errors }: { data?: unknown; errors?: unknown } = JSON.parse(body);
    return { status, headers: new Headers(headers), data, errors };
  };
}
