import type { MakePair } from './keys.js';
import type { CatalogPackage } from './management/catalog.js';
import type { Overrides } from './tokens.js';
import type { Preauthorize } from './upstream/connections.js';

/** Linear's OAuth server, as the zone is to know it. */
export interface UpstreamOptions {
  name?: string;
  /** Identifier of the provider record; by default the origin of its token endpoint. */
  identifier?: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  clientId: string;
  clientSecret: string;
  scopes: string[];
  /** Between scopes in the authorization request; Linear wants a comma. */
  scopeSeparator?: string;
  preauthorize?: Preauthorize;
}

export interface ZoneOptions {
  /** 0 for any free one. */
  port: number;
  host?: string;
  /** The host name in the issuer. */
  publicHost?: string;
  zoneId?: string;
  /** True under NODE_ENV=production, where the zone refuses to start. */
  production?: boolean;
  users: { email: string; name: string }[];
  /** E-mail address of the user who is signed in, and approves, without a page. */
  autoApprove?: string;
  /** Milliseconds since the epoch; tells the zone's own tokens, grants and keys the time. */
  clock?: () => number;
  /** Seconds; 3600 by default. */
  accessTokenTtl?: number;
  /** Besides `openid`; the first is what a request without scope gets. */
  scopes?: string[];
  upstream?: UpstreamOptions;
  /** Packages that the Management API's catalog offers. */
  catalog?: CatalogPackage[];
  clientIdMetadataDocuments?: boolean;
  /** Makes each key that the zone signs with; a fresh one unless given. */
  makePair?: MakePair;
  /** For metadata documents and for the keys of application credentials and platforms. */
  fetch?: typeof fetch;
}

export interface MintRequest {
  email: string;
  /** Identifier; by default that of the one resource that an application of the zone serves. */
  resource?: string;
  scope?: string;
  /** False leaves missing connections missing. */
  connect?: boolean;
  overrides?: Overrides;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Throws when the options would let anybody but this machine reach the zone, or let it run in production. */
export function refuseExposure({ host, publicHost, production }: ZoneOptions): void {
  if (production) throw new Error('the embedded zone signs anybody in: it does not start in production');
  for (const name of [host, publicHost]) {
    if (name !== undefined && !LOOPBACK.includes(name)) {
      throw new Error(`the embedded zone listens on loopback only, not on ${name}`);
    }
  }
}
