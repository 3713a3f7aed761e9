import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type { CallOutcome } from '../tools/call.js';
import { type AskingFor, elicitLink } from './elicitation.js';

/** What happens to a request beside its answer. */
export interface Fate {
  /** The answer is to be a challenge instead: the zone no longer takes the token that we took. */
  isChallenged: boolean;
}

/**
 * A failed call as the client can use it best: a link where it opens links, a challenge where its token is dead and
 * it has not been told so before, else a tool error in words.
 */
export function answerFailure(
  outcome: Extract<CallOutcome, { ok: false }>,
  asking: AskingFor,
  fate: Fate,
  mayChallenge: () => boolean,
): CallToolResult | InputRequiredResult {
  const { failure, text } = outcome;
  if (failure.code === 'subject_token_rejected' && mayChallenge()) fate.isChallenged = true;
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
