/** The person a request acts for, proven by their access token. Contains the token: never log the object. */
export interface Principal {
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

/** Why a caller is not served. Only the first three are the caller's fault. */
export type Refusal =
  | { code: 'credentials_missing' }
  | { code: 'token_invalid'; reason: TokenFault }
  | { code: 'scope_insufficient' }
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
