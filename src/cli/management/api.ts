/** Keycard's Management API as the commands see it: one request in, parsed JSON out, whoever carries it. */

export interface ManagementRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, such as `/zones/abc123/providers?limit=100`. */
  path: string;
  body?: unknown;
  /** The body or the answer holds a secret: nothing of either may be quoted. */
  isSecret?: boolean;
}

export interface ManagementApi {
  /** Who asks, for the person to read: the operator's own session, or a service account. */
  readonly via: string;
  /** The answer's JSON, `undefined` when it was empty. Rejects with `ManagementFailure` only. */
  readonly send: (request: ManagementRequest) => Promise<unknown>;
}

export type FailureKind =
  /** No `keycard` on the PATH. */
  | 'cli_missing'
  /** The CLI has to be told the organization. */
  | 'organization_unnamed'
  /** Nobody is signed in, or the service account is not accepted. */
  | 'not_signed_in'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  /** The API does not take the request: 400, 415, 422. */
  | 'refused'
  /** Nothing answered, or 429 or 5xx. */
  | 'unavailable'
  /** An answer that is not what the API documents. */
  | 'unreadable';

/** The only error of this folder. `detail` is cleaned text of the API, and absent wherever a secret was near. */
export class ManagementFailure extends Error {
  override readonly name = 'ManagementFailure';
  readonly kind: FailureKind;
  readonly detail: string | undefined;

  constructor(kind: FailureKind, detail?: string) {
    super(detail === undefined ? kind : `${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

/** What the operator reads: what happened, and what to do. */
export function describeFailure({ kind, detail }: ManagementFailure): string {
  const said = detail === undefined ? '' : ` It says: ${detail}`;
  switch (kind) {
    case 'cli_missing':
      return 'There is no `keycard` on the PATH and no service account. Install the CLI (brew install keycardai/tap/keycard) and sign in with `keycard auth signin`, or set KEYCARD_API_CLIENT_ID and KEYCARD_API_CLIENT_SECRET.';
    case 'organization_unnamed':
      return `The Keycard CLI has to be told the organization: pass --org <org-id>, set ORG, or put org.id into keycard.toml.${said}`;
    case 'not_signed_in':
      return `The Management API does not know who asks. Sign in with \`keycard auth signin --org <org-id>\`, or check the service account.${said}`;
    case 'forbidden':
      return `The Management API does not allow this to the account that asks. Use one that may administer the zone.${said}`;
    case 'not_found':
      return `The Management API does not know it: check the id of the zone (--zone) and of the organization (--org).${said}`;
    case 'conflict':
      return `The Management API says that it exists already, and does not list it. Look in the Keycard console.${said}`;
    case 'refused':
      return `The Management API refused the request.${said}`;
    case 'unavailable':
      return `The Management API did not answer properly. Try again in a moment; what has been made is reused.${said}`;
    case 'unreadable':
      return `The answer is not one of the Management API: check KEYCARD_API_URL, and for a proxy in between.${said}`;
  }
}
