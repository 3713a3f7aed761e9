import { createHash } from 'node:crypto';
import { createExpiring } from './expiring.js';

const CODE_TTL_MS = 60_000;
const CODE_LIMIT = 1_000;

export interface CodeRequest {
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** S256 challenge; null for a client that does not use PKCE. */
  readonly codeChallenge: string | null;
}

export interface Redemption {
  readonly code: string;
  readonly redirectUri: string | null;
  readonly codeVerifier: string | null;
}

export type Redeemed =
  | { readonly kind: 'good'; readonly request: CodeRequest; readonly remember: (grantId: string) => void }
  /** The code was redeemed before: what it gave has to be taken back (RFC 6749 §4.1.2). */
  | { readonly kind: 'replayed'; readonly grantId: string | null }
  | { readonly kind: 'bad' };

export interface Codes {
  issue(request: CodeRequest): string;
  redeem(redemption: Redemption): Redeemed;
}

interface Entry {
  readonly request: CodeRequest;
  used: boolean;
  grantId: string | null;
}

function verifies({ codeChallenge }: CodeRequest, verifier: string | null): boolean {
  if (codeChallenge === null) return verifier === null;
  if (verifier === null || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false;
  return createHash('sha256').update(verifier).digest('base64url') === codeChallenge;
}

/** Authorization codes: single use, one minute, bound to redirect URI and PKCE challenge. */
export function createCodes(clock: () => number): Codes {
  const entries = createExpiring<Entry>({ clock, ttlMs: CODE_TTL_MS, limit: CODE_LIMIT });
  return {
    issue: (request) => entries.keep({ request, used: false, grantId: null }),
    redeem({ code, redirectUri, codeVerifier }) {
      const entry = entries.get(code);
      if (entry === undefined) return { kind: 'bad' };
      if (entry.used) return { kind: 'replayed', grantId: entry.grantId };
      entry.used = true;
      const { request } = entry;
      if (request.redirectUri !== redirectUri || !verifies(request, codeVerifier)) return { kind: 'bad' };
      const remember = (grantId: string) => {
        entry.grantId = grantId;
      };
      return { kind: 'good', request, remember };
    },
  };
}
