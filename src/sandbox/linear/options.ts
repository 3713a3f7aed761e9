import type { Faults } from './http/faults.js';
import type { JournalEntry } from './http/journal.js';
import type { RateLimits } from './http/rate-limit.js';
import type { Workspace } from './workspace.js';

export interface LinearOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** The address to bind; anything but loopback is refused. */
  readonly host?: string;
  /** The host name in the URLs that are handed out. */
  readonly publicHost?: string;
  /** Approves authorization requests without a page: for `login_hint`, or for the first user. */
  readonly autoApprove?: boolean;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Another seed gives another workspace of the same shape. */
  readonly seed?: number;
  /** Other rate limits than Linear's. */
  readonly limits?: Partial<RateLimits>;
}

export interface TokenRequest {
  /** `read` and `write` unless given; `read` is not added here, so that tests can do without. */
  readonly scopes?: readonly string[];
  /** Seconds; 24 hours unless given. */
  readonly ttl?: number;
}

export interface LinearSandbox {
  readonly origin: string;
  readonly graphqlUrl: string;
  readonly oauth: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly authorizationEndpoint: string;
    readonly tokenEndpoint: string;
    readonly revocationEndpoint: string;
  };
  readonly workspace: Workspace;
  readonly faults: Faults;
  /** The journal, oldest entry first. */
  journal(): readonly JournalEntry[];
  /** Lets the registered client use this redirect URI; it has to match exactly. */
  allowRedirect(uri: string): void;
  /** An access token of this user without the OAuth dance. */
  issueTokenFor(email: string, request?: TokenRequest): { accessToken: string; expiresIn: number };
  /** An authorization code for this user (scopes `read` and `write`), as if consent had been given on the page. */
  authorizationCodeFor(email: string, redirectUri: string, codeChallenge?: string): string;
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Throws when the options would let anybody but this machine reach the workspace. */
export function refuseExposure(host: string, publicHost: string): void {
  for (const name of [host, publicHost]) {
    if (!LOOPBACK.has(name)) throw new Error(`the embedded Linear listens on loopback only, not on ${name}`);
  }
}
