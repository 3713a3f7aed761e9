import { authenticationError } from '../errors.js';
import type { UserRecord } from '../model.js';
import type { Grants } from '../oauth/grants.js';
import type { Store } from '../store/store.js';

export interface Identity {
  readonly user: UserRecord;
  readonly scopes: ReadonlySet<string>;
}

// RFC 6750 §2.1: one space, one b64token, nothing after it.
const BEARER = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i;

/** Who an Authorization header speaks for. This workspace knows OAuth tokens only: API keys are refused, too. */
export function identify(authorization: string, grants: Grants, store: Store): Identity {
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) {
    throw authenticationError('The Authorization header must be "Bearer" and an OAuth access token.');
  }
  const granted = grants.check(token);
  const user = granted === undefined ? undefined : store.users.get(granted.userId);
  if (granted === undefined || user === undefined || !user.active) throw authenticationError();
  return { user, scopes: granted.scopes };
}
