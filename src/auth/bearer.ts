import type { Request, RequestHandler, Response } from 'express';
import { answerTo, type ChallengeOptions } from './challenge.js';
import { type Principal, type Refusal, RefusedCaller } from './principal.js';
import type { Verify } from './verify.js';

export interface BearerOptions extends ChallengeOptions {
  verify: Verify;
  onRefused: (refusal: Refusal, res: Response) => void;
}

const PRINCIPAL = Symbol('principal');

/** Lets through requests with a proven bearer token that carries the scope; answers all others itself. */
export function requireBearer(options: BearerOptions): RequestHandler {
  return async (req, res, next) => {
    try {
      const principal = await options.verify(bearerToken(req));
      if (!principal.scopes.has(options.scope)) throw new RefusedCaller({ code: 'scope_insufficient' });
      Object.assign(res.locals, { [PRINCIPAL]: principal });
    } catch (error) {
      if (!(error instanceof RefusedCaller)) return next(error);
      options.onRefused(error.refusal, res);
      return refuse(res, error.refusal, options);
    }
    return next();
  };
}

/** The caller of a request that passed `requireBearer`. */
export function principalOf(res: Response): Principal {
  const principal = principalIfKnown(res);
  if (principal === undefined) throw new Error('No principal: the route is not behind requireBearer');
  return principal;
}

/** The same where it may not have passed. */
export function principalIfKnown(res: Response): Principal | undefined {
  const locals: { [PRINCIPAL]?: Principal } = res.locals;
  return locals[PRINCIPAL];
}

/** Who a request counts for: issuer and subject, so that neither a new token nor a new address is a new person. */
export function personOf(res: Response): string {
  const { issuer, subject } = principalOf(res);
  return JSON.stringify([issuer, subject]);
}

/** Ends the request with the answer to a refusal. */
export function refuse(res: Response, refusal: Refusal, options: ChallengeOptions): void {
  const { status, headers, error, description } = answerTo(refusal, options);
  const request_id = res.getHeader('X-Request-Id');
  res
    .status(status)
    .set({ ...headers, 'Cache-Control': 'no-store' })
    .json({ error, error_description: description, request_id });
}

/** RFC 6750 §2.1, the header form only: a token in a URL ends up in logs, one in a form is not read here. */
function bearerToken(req: Request): string {
  const values = req.headersDistinct['authorization'] ?? [];
  if (values.length === 0) throw new RefusedCaller({ code: 'credentials_missing' });
  const [value = ''] = values;
  // Node keeps only the first of several headers: a proxy may have judged another one.
  if (values.length > 1) throw new RefusedCaller({ code: 'token_invalid', reason: 'malformed' });
  // RFC 9110 §11.1: the scheme is case-insensitive. RFC 6750 §2.1: b64token.
  const match = /^bearer ([\w.~+/-]+=*)$/i.exec(value);
  if (match?.[1] === undefined) throw new RefusedCaller({ code: 'token_invalid', reason: 'malformed' });
  return match[1];
}
