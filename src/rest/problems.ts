import type { Response } from 'express';
import type { FailureCode } from '../errors.js';
import { sendError } from '../http/reply.js';
import type { CallOutcome } from '../tools/call.js';

/** The HTTP status of each way in which a call can fail. 401 is not here: it is for credentials alone. */
const STATUS: Readonly<Record<FailureCode, number>> = {
  invalid_arguments: 422,
  name_not_found: 422,
  name_ambiguous: 422,
  consent_required: 403,
  access_denied: 403,
  // Answered as a token that is no longer good: see `sendFailure`.
  subject_token_rejected: 401,
  subject_token_malformed: 502,
  person_unknown: 502,
  resource_not_owned: 502,
  resource_unknown: 502,
  client_rejected: 502,
  identity_unavailable: 502,
  exchange_refused: 502,
  exchange_unavailable: 503,
  exchange_answer_invalid: 502,
  linear_token_rejected: 502,
  linear_forbidden: 403,
  linear_not_found: 404,
  linear_invalid_input: 422,
  linear_rate_limited: 429,
  linear_too_complex: 422,
  linear_unavailable: 502,
  linear_answer_invalid: 502,
  deadline_exceeded: 504,
  canceled: 408,
  read_only: 403,
  audit_unavailable: 503,
  internal: 500,
};

/** What the door itself answers, before or beside a call. */
const OWN: Readonly<Record<string, number>> = {
  bad_request: 400,
  body_invalid: 400,
  credential_in_url: 400,
  invalid_choice: 400,
  idempotency_key_invalid: 400,
  credentials_missing: 401,
  invalid_token: 401,
  key_malformed: 401,
  key_refused: 401,
  insufficient_scope: 403,
  organisation_suspended: 403,
  host_not_allowed: 403,
  origin_not_allowed: 403,
  test_mode_only: 403,
  not_found: 404,
  tool_unknown: 404,
  method_not_allowed: 405,
  idempotency_in_progress: 409,
  idempotency_mismatch: 422,
  rate_limited: 429,
  temporarily_unavailable: 503,
};

/** Every code that a problem of this door can have, with its usual status. */
export const PROBLEMS: Readonly<Record<string, number>> = { ...OWN, ...STATUS };

export type FailedCall = Extract<CallOutcome, { ok: false }>;

/** A failed call as problem details; the sentence is the one that a model is told through the other door. */
export interface Problem {
  status: number;
  code: FailureCode;
  detail: string;
  /** Seconds. */
  retryAfter: number | undefined;
  /** Where the person can connect Linear. */
  link: string | undefined;
}

export function problemOf({ failure, text }: FailedCall): Problem {
  return {
    status: STATUS[failure.code],
    code: failure.code,
    detail: text,
    retryAfter: 'retryAfterSeconds' in failure ? failure.retryAfterSeconds : undefined,
    link: failure.code === 'consent_required' ? failure.link : undefined,
  };
}

export function sendProblem(res: Response, { status, code, detail, retryAfter, link }: Problem): void {
  if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
  sendError(res, status, code, detail, link === undefined ? {} : { link });
}
