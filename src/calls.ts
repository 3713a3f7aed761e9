import type { KeyHolder, Principal } from './auth/principal.js';
import type { Exchange } from './broker/exchange.js';
import type { Impersonate } from './broker/impersonation.js';
import { type CallerFields, callerFields } from './telemetry/event.js';
import type { CallOutcome, CallRequest, CallTool } from './tools/call.js';

/** What a door asks for; whom it is for, and with which token, is not the door's affair. */
export type Asked = Omit<CallRequest, 'caller' | 'token' | 'connectLink'>;

/** One call for one caller, whichever door it came through and however its caller was authenticated. */
export type CallAs = (principal: Principal, asked: Asked) => Promise<CallOutcome>;

/** A call that stays in this process: there is no token of Keycard's in it, and no way to get one. */
export type CallInTest = (holder: KeyHolder, asked: Asked & { caller: CallerFields }) => Promise<CallOutcome>;

export interface CallAsOptions {
  callTool: CallTool;
  exchange: Exchange;
  impersonate: Impersonate;
  callInTest: CallInTest;
  /** A link with which this person can connect Linear; nothing where there is no such page. */
  connectLink: (subject: string) => Promise<string | undefined>;
}

/**
 * The one place where it matters how a caller was authenticated: a person's own token is traded, for a live key its
 * person is impersonated, and a test key is handed over before either can be asked for.
 */
export function createCallAs(options: CallAsOptions): CallAs {
  const { callTool, exchange, impersonate, callInTest } = options;
  return (principal, asked) => {
    const request = { ...asked, caller: callerFields(principal) };
    if (principal.door === 'key' && principal.mode === 'test') return callInTest(principal, request);
    return callTool({
      ...request,
      token: (signal) =>
        principal.door === 'oauth'
          ? exchange(principal.token, signal)
          : impersonate(principal.subject, signal),
      connectLink: () => options.connectLink(principal.subject),
    });
  };
}
