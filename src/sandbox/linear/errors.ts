/** How Linear words an error: the `extensions` of one entry of `errors`. */
export interface LinearErrorShape {
  readonly code: string;
  readonly type: string;
  readonly message: string;
  readonly statusCode: number;
  readonly userError: boolean;
  readonly userPresentableMessage?: string;
}

/** An error that the embedded Linear answers with on purpose; everything else becomes an internal error. */
export class LinearApiError extends Error {
  override readonly name = 'LinearApiError';
  readonly shape: LinearErrorShape;

  constructor(shape: LinearErrorShape) {
    super(shape.message);
    this.shape = shape;
  }

  /** The `extensions` object as Linear sends it. */
  get extensions(): Record<string, unknown> {
    const { code, type, statusCode, userError, userPresentableMessage } = this.shape;
    const words = userPresentableMessage === undefined ? {} : { userPresentableMessage };
    return { type, code, statusCode, userError, ...words };
  }
}

/** The input is well-formed GraphQL but not acceptable to Linear. */
export function inputError(message: string, userPresentableMessage = message): LinearApiError {
  return new LinearApiError({
    code: 'INPUT_ERROR',
    type: 'invalid input',
    message,
    statusCode: 400,
    userError: true,
    userPresentableMessage,
  });
}

/** Absent and invisible are one answer, so that a private team cannot be probed. */
export function notFound(entity: string): LinearApiError {
  return inputError(`Entity not found: ${entity}`, `Could not find referenced ${entity}.`);
}

/** Missing, malformed, unknown, expired and revoked credentials are one answer, as at Linear. */
export function authenticationError(hint?: string): LinearApiError {
  return new LinearApiError({
    code: 'AUTHENTICATION_ERROR',
    type: 'authentication error',
    message: 'Authentication required, not authenticated',
    statusCode: 401,
    userError: true,
    userPresentableMessage: hint ?? 'You need to authenticate to access this operation.',
  });
}

/** The token is genuine, but its scopes or its user do not allow this. */
export function forbidden(message: string): LinearApiError {
  return new LinearApiError({
    code: 'FORBIDDEN',
    type: 'forbidden',
    message,
    statusCode: 403,
    userError: true,
    userPresentableMessage: message,
  });
}

/** Linear's rate limit: HTTP 400, never 429. */
export function rateLimited(what: string): LinearApiError {
  return new LinearApiError({
    code: 'RATELIMITED',
    type: 'ratelimited',
    message: `Rate limit exceeded: ${what}`,
    statusCode: 400,
    userError: true,
    userPresentableMessage: 'You have made too many requests. Please try again later.',
  });
}

/** One query costs more than a single query may. */
export function tooComplex(complexity: number, limit: number): LinearApiError {
  return inputError(
    'Query too complex',
    `The query is too complex. Complexity: ${complexity}. Maximum allowed complexity: ${limit}.`,
  );
}

/** Something that Linear did not plan for; the message says nothing about the inside. */
export function internalError(): LinearApiError {
  return new LinearApiError({
    code: 'INTERNAL_SERVER_ERROR',
    type: 'internal error',
    message: 'Internal server error',
    statusCode: 500,
    userError: false,
  });
}
