import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import type { CallOutcome } from '../tools/call.js';
import type { McpDoorOptions, Visit } from './door.js';
import { type AskingFor, elicitLink } from './elicitation.js';

/** What happens to a request beside its answer. */
export interface Fate {
  /** The answer is to be a challenge instead: the zone no longer takes the token that we took. */
  isChallenged: boolean;
  /** It is a call that was taken up here: what becomes of it is reported where that happens. */
  isTakenUp: boolean;
}

type FailedCall = Extract<CallOutcome, { ok: false }>;

/** Whatever was asked with it: a token that is dead is answered with a challenge, unless that has been told before. */
export function judgeToken(
  { failure }: FailedCall,
  { principal, fate }: Pick<Visit, 'principal' | 'fate'>,
  { mayChallenge }: Pick<McpDoorOptions, 'mayChallenge'>,
): void {
  if (failure.code !== 'subject_token_rejected' || principal.door !== 'oauth') return;
  if (mayChallenge(principal)) fate.isChallenged = true;
}

/** A failed call of a tool as the client can use it best: a link where it opens links, else a tool error in words. */
export function answerFailure(
  { failure, text }: FailedCall,
  asking: AskingFor,
): CallToolResult | InputRequiredResult {
  if (failure.code === 'consent_required' && failure.link !== undefined) {
    const asked = elicitLink(
      asking,
      failure.link,
      'Linear has to be connected to your Keycard account once.',
    );
    if (asked !== undefined) return asked;
  }
  return { content: [{ type: 'text', text }], isError: true };
}

/** Failures that another address would not have. */
const OF_ADDRESS: ReadonlySet<FailedCall['failure']['code']> = new Set([
  'invalid_arguments',
  'name_not_found',
  'name_ambiguous',
  'linear_not_found',
  'linear_invalid_input',
]);

/** Why a resource was not read: the address is wrong, or it is nothing that the client said (MCP resources, error handling). */
export function unreadable({ failure, text }: FailedCall): ProtocolError {
  const { InvalidParams, InternalError } = ProtocolErrorCode;
  return new ProtocolError(OF_ADDRESS.has(failure.code) ? InvalidParams : InternalError, text);
}
