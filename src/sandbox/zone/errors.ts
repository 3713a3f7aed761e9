/** A refusal of an OAuth endpoint, in the words of RFC 6749 §5.2 and of Keycard's own error codes. */
export class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
    this.status = status;
  }
}

/** A refusal of the Management API: HTTP status, machine-readable code, sentence. */
export class ManagementError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ManagementError';
    this.status = status;
    this.code = code;
  }
}

/** Client authentication failed (RFC 6749 §5.2: 401). */
export const invalidClient = (description: string) => new OAuthError('invalid_client', description, 401);
export const invalidGrant = (description: string) => new OAuthError('invalid_grant', description);
export const invalidRequest = (description: string) => new OAuthError('invalid_request', description);
export const invalidTarget = (description: string) => new OAuthError('invalid_target', description);
export const accessDenied = (description: string) => new OAuthError('access_denied', description, 403);
