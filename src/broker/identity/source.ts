import type { ClientAuth } from 'oauth4webapi';
import type { HttpFetch } from '../http.js';

/** How this application proves itself to the zone, in each request anew. */
export interface ApplicationIdentity {
  /** Identifier of the credential; absent where the zone finds it by the assertion alone. */
  readonly clientId: string | undefined;
  readonly authenticate: ClientAuth;
  /** Whether another attempt may send another credential: platforms rotate their tokens. */
  readonly isRereadable: boolean;
  /** The public half, for `/.well-known/jwks.json`; only where there is one. */
  readonly publicKeys?: { readonly keys: readonly object[] };
}

/** What configuration has chosen; nothing of it has been read from the platform yet. */
export type IdentitySource =
  | { kind: 'client_secret'; clientId: string; clientSecret: string }
  | { kind: 'private_key_jwt'; clientId: string; keys: string }
  | { kind: 'private_key_file'; clientId: string; path: string }
  | { kind: 'token_file'; clientId: string | undefined; path: string }
  | { kind: 'google'; clientId: string | undefined; metadataUrl: string }
  | { kind: 'fly'; clientId: string | undefined; socketPath: string }
  | { kind: 'vercel'; clientId: string | undefined; token: () => string | undefined };

export interface IdentityTools {
  /** The zone's issuer: the audience for which platforms issue tokens. */
  issuer: string;
  fetch: HttpFetch;
}
