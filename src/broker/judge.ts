import { z } from 'zod';
import type { Failure } from '../errors.js';
import { saysJson } from '../wire.js';
import { parseJson } from './json.js';

/** What the token endpoint answered, read but not yet believed. */
export interface TokenAnswer {
  status: number;
  /** `Content-Type` and `Retry-After` as sent. */
  contentType: string | null;
  retryAfter: string | null;
  body: string;
}

export type ExchangeVerdict =
  | { ok: true; token: string }
  | {
      ok: false;
      failure: Failure;
      /** Keycard's id of the request, for the operator who looks it up there. */
      reference?: string | undefined;
      /** The zone did not do its work, as opposed to having refused to. */
      isOutage?: boolean;
    };

/** RFC 8693 §3. */
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

// RFC 8693 §2.2.1. `issued_token_type` is required there, but Keycard's documented reply may lack it; what it must
// not do is contradict. The token is Linear's and opaque here: only what a header can carry is asked of it.
const Success = z.object({
  access_token: z
    .string()
    .min(1)
    .max(8192)
    .regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  issued_token_type: z.literal(ACCESS_TOKEN_TYPE).optional(),
  expires_in: z
    .number()
    .int()
    .positive()
    .max(366 * 24 * 3600)
    .optional(),
});

// RFC 6749 §5.2. The description tells apart what the code does not; it is matched, never shown.
const Refusal = z.object({
  error: z.string(),
  error_description: z.string().optional().catch(undefined),
  // It goes into our log: an id and nothing else.
  requestId: z
    .string()
    .regex(/^[\w.:-]{1,128}$/)
    .optional()
    .catch(undefined),
});

const INVALID: ExchangeVerdict = { ok: false, failure: { code: 'exchange_answer_invalid' } };

/** Judges a token endpoint's answer: a token of the right kind, or the failure that Keycard's code stands for. */
export function judgeTokenAnswer(answer: TokenAnswer): ExchangeVerdict {
  if (answer.status === 429 || answer.status >= 500) {
    // 429 is a zone at work: it says so itself when to come back.
    const failure = unavailable(answer.retryAfter);
    return { ok: false, failure, reference: String(answer.status), isOutage: answer.status !== 429 };
  }
  const json = parseJson(answer.body);
  if (answer.status === 200) {
    // RFC 6749 §5.1: what says that it is a page, or says nothing, is none of a token endpoint, whatever it looks like.
    if (!saysJson(answer.contentType)) return INVALID;
    const success = Success.safeParse(json);
    return success.success ? { ok: true, token: success.data.access_token } : INVALID;
  }
  const refusal = Refusal.safeParse(json);
  if (!refusal.success) return INVALID;
  const { error, error_description = '', requestId: reference } = refusal.data;
  return {
    ok: false,
    failure: failureOf(error, error_description),
    reference: evidence(answer.status, error, reference),
  };
}

/** For the log: what was answered, and the id under which the zone has it. */
function evidence(status: number, error: string, requestId: string | undefined): string {
  const code = /^[a-z_]{1,64}$/.test(error) ? error : 'unknown_error';
  return [status, code, ...(requestId === undefined ? [] : [requestId])].join(' ');
}

function failureOf(error: string, description: string): Failure {
  switch (error) {
    case 'insufficient_authorization':
    case 'interaction_required':
      return { code: 'consent_required' };
    case 'access_denied':
      return { code: 'access_denied' };
    case 'invalid_target':
      return { code: 'resource_unknown' };
    case 'invalid_grant':
      // Two causes under one code: an operator's mistake (ownership) and a caller's token that is no longer good.
      return /not (?:allowed|authorized|permitted) to exchange/i.test(description)
        ? { code: 'resource_not_owned' }
        : { code: 'subject_token_rejected' };
    case 'invalid_request':
      return { code: 'subject_token_malformed' };
    case 'invalid_client':
      return { code: 'client_rejected' };
    case 'temporarily_unavailable':
    case 'server_error':
      return { code: 'exchange_unavailable' };
    case 'unauthorized_client':
    case 'unsupported_grant_type':
    case 'invalid_scope':
      return { code: 'exchange_refused' };
    default:
      return { code: 'exchange_answer_invalid' };
  }
}

/** RFC 9110 §10.2.3: seconds or a date; anything else says nothing. At most an hour is passed on. */
function unavailable(retryAfter: string | null): Failure {
  const value = retryAfter?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  if (!(seconds > 0)) return { code: 'exchange_unavailable' };
  return { code: 'exchange_unavailable', retryAfterSeconds: Math.min(Math.ceil(seconds), 3600) };
}
