import type { Request, RequestHandler } from 'express';
import { type BearerOptions, principalOf, refuse } from './bearer.js';

export interface StepUpOptions extends BearerOptions {
  /** The scope that some requests need besides `scope`. */
  furtherScope: string;
  isNeeded: (req: Request) => boolean;
}

/**
 * Answers 403 `insufficient_scope` (RFC 6750 §3.1) when a request needs a scope that the caller has not been granted.
 * The challenge names the union of what the token is good for and what it lacks: a client that asked only for the
 * missing one would come back without the other.
 */
export function requireFurtherScope(options: StepUpOptions): RequestHandler {
  const scope = `${options.scope} ${options.furtherScope}`;
  return (req, res, next) => {
    if (principalOf(res).scopes.has(options.furtherScope) || !options.isNeeded(req)) return next();
    options.onRefused({ code: 'scope_insufficient' }, res);
    return refuse(res, { code: 'scope_insufficient' }, { ...options, scope });
  };
}
