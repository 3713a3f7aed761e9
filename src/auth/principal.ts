import type { ToolsetWord } from '../toolsets.js';

/** Whom a request acts for, proven by what they sent. */
export type Principal = Person | KeyHolder;

/** The person a request acts for, proven by their access token. Contains the token: never log the object. */
export interface Person {
  readonly door: 'oauth';
  readonly issuer: string;
  readonly subject: string;
  /** The OAuth client that holds the token (RFC 9068 §2.2). */
  readonly clientId: string | undefined;
  readonly scopes: ReadonlySet<string>;
  /** Keycard's session and token ids, for correlation with its audit log. */
  readonly sessionId: string | undefined;
  readonly tokenId: string | undefined;
  /** The access token as sent: the subject token of the exchange (RFC 8693 §2.1). */
  readonly token: string;
}

/** The person that an API key is bound to, and what the key may do at most. The key itself is not in it. */
export interface KeyHolder {
  readonly door: 'key';
  readonly keyId: string;
  readonly mode: 'live' | 'test';
  readonly organisation: string;
  /** Live: the person's identifier in Keycard. Test: their e-mail address in the workspace of the organisation. */
  readonly subject: string;
  readonly label: string;
  /** ISO 8601; absent for a key that does not expire. */
  readonly expires: string | undefined;
  readonly scopes: ReadonlySet<string>;
  readonly bounds: { readonly toolsets: readonly ToolsetWord[]; readonly readOnly: boolean };
}

/** Why a caller is not served. The last two are not the caller's fault. */
export type Refusal =
  | { code: 'credentials_missing' }
  | { code: 'token_invalid'; reason: TokenFault }
  | { code: 'scope_insufficient' }
  | { code: 'key_malformed' }
  | { code: 'key_refused'; reason: 'unknown' | 'revoked' | 'expired'; keyId: string }
  | { code: 'organisation_suspended'; keyId: string }
  | { code: 'key_file_unusable'; retryAfterSeconds: number }
  | { code: 'keys_unavailable'; retryAfterSeconds: number };

/** What is wrong with a token, in words for our log; a caller sees one sentence for all of them. */
export type TokenFault =
  | 'malformed'
  | 'too_long'
  | 'algorithm'
  | 'signature'
  | 'key_unknown'
  | 'type'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'claims'
  | 'revoked'
  | 'not_a_person';

export class RefusedCaller extends Error {
  override readonly name = 'RefusedCaller';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}
