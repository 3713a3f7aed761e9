import type { Request, RequestHandler, Response } from 'express';
import { holdsKey, looksLikeKey } from './api-keys/format.js';
import type { VerifyKey } from './api-keys/verify.js';
import { answerTo, type ChallengeOptions, type RefusalAnswer } from './challenge.js';
import { type Principal, type Refusal, RefusedCaller } from './principal.js';
import type { Verify } from './verify.js';

export interface BearerOptions extends ChallengeOptions {
  verify: Verify;
  /** Absent where there are no API keys: then one is a token like any other that is not good. */
  verifyKey?: VerifyKey | undefined;
  /** How this door words a refusal; OAuth's error object unless given. */
  send?: SendRefusal | undefined;
  onRefused: (refusal: Refusal, res: Response) => void;
}

/** Ends the request with status, headers and a body of this door's kind. */
export type SendRefusal = (res: Response, answer: RefusalAnswer) => void;

const PRINCIPAL = Symbol('principal');

/** Lets through requests with a proven bearer token, or API key, that carries the scope; answers all others itself. */
export function requireBearer(options: BearerOptions): RequestHandler {
  return async (req, res, next) => {
    try {
      const principal = await prove(bearerToken(req, options), options);
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

/** The prefix decides which of the two it is, and nothing is tried as the other. */
function prove(credential: string, { verify, verifyKey }: BearerOptions): Promise<Principal> {
  return verifyKey !== undefined && looksLikeKey(credential) ? verifyKey(credential) : verify(credential);
}

/**
 * Who a request counts for: issuer and subject, so that neither a new token nor a new address is a new person; or
 * the key, whatever else acts for the same person.
 */
export function personOf(res: Response): string {
  const principal = principalOf(res);
  return JSON.stringify(
    principal.door === 'oauth' ? [principal.issuer, principal.subject] : ['key', principal.keyId],
  );
}

/** Whether the caller came with an API key. */
export function isKeyHolder(res: Response): boolean {
  return principalOf(res).door === 'key';
}

/** Ends the request with the answer to a refusal. */
export function refuse(
  res: Response,
  refusal: Refusal,
  options: ChallengeOptions & { send?: SendRefusal | undefined },
): void {
  const { send = sendOAuthError } = options;
  send(res, answerTo(refusal, options));
}

const sendOAuthError: SendRefusal = (res, { status, headers, error, description }) => {
  const request_id = res.getHeader('X-Request-Id');
  res
    .status(status)
    .set({ ...headers, 'Cache-Control': 'no-store' })
    .json({ error, error_description: description, request_id });
};

/** RFC 9110 §11.4: the name of a scheme, and something after it. */
const OTHER_SCHEME = /^(?!bearer )[!#$%&'*+.^_`|~\w-]+ +\S/i;

/** RFC 6750 §2.1, the header form only: a token in a URL ends up in logs, one in a form is not read here. */
function bearerToken(req: Request, { verifyKey }: BearerOptions): string {
  const values = req.headersDistinct['authorization'] ?? [];
  if (values.length === 0) throw new RefusedCaller({ code: 'credentials_missing' });
  const [value = ''] = values;
  // RFC 9110 §11.1: the scheme is case-insensitive. RFC 6750 §2.1: b64token.
  const credential = /^bearer ([\w.~+/-]+=*)$/i.exec(value)?.[1];
  // Node keeps only the first of several headers: a proxy may have judged another one.
  if (values.length > 1 || credential === undefined) {
    // Whoever meant to send a key must not be sent to a sign-in.
    if (verifyKey !== undefined && values.some(holdsKey)) throw new RefusedCaller({ code: 'key_malformed' });
    // RFC 6750 §3.1: whoever uses another scheme has shown no token, and is told of no error in it.
    const isOther = values.length === 1 && OTHER_SCHEME.test(value);
    throw new RefusedCaller(
      isOther ? { code: 'credentials_missing' } : { code: 'token_invalid', reason: 'malformed' },
    );
  }
  return credential;
}
