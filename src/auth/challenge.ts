import type { Refusal } from './principal.js';

export interface ChallengeOptions {
  /** URL of the RFC 9728 document; absent at a door that it does not speak of. */
  resourceMetadata?: string | undefined;
  /** The scope that makes a token good for this server. */
  scope: string;
}

/** What a refused caller is answered: status, headers and body, made of constants and configuration only. */
export interface RefusalAnswer {
  status: number;
  headers: Record<string, string>;
  error: string;
  description: string;
}

/** RFC 6750 §3 and RFC 9728 §5.1. Nothing of the request or of its token enters the answer. */
export function answerTo(refusal: Refusal, options: ChallengeOptions): RefusalAnswer {
  switch (refusal.code) {
    case 'credentials_missing':
      // RFC 6750 §3.1: without credentials the challenge carries no error code.
      return unauthorized(
        {},
        'credentials_missing',
        options.resourceMetadata === undefined
          ? 'Send an API key, or an access token for this server, as Authorization: Bearer.'
          : 'Sign in: send a bearer token from the authorization server that the resource metadata names.',
        options,
      );
    case 'token_invalid':
      return unauthorized(
        {
          error: 'invalid_token',
          error_description: 'The access token is expired, malformed or not meant for this server',
        },
        'invalid_token',
        'The access token is expired, malformed or not meant for this server. Refresh it or sign in again.',
        options,
      );
    case 'scope_insufficient':
      return {
        status: 403,
        headers: {
          'WWW-Authenticate': challenge(
            { error: 'insufficient_scope', error_description: 'The access token lacks a scope' },
            options,
          ),
        },
        error: 'insufficient_scope',
        description: `The access token lacks the scope ${options.scope}. Sign in again and ask for it.`,
      };
    case 'key_malformed':
      return keyRefused(
        'key_malformed',
        'This is not the format of an API key: sk_live_ or sk_test_, an id and a secret, 89 characters in all. Send it whole.',
      );
    case 'key_refused':
      // One text for an unknown id, a wrong secret, a revoked and an expired key.
      return keyRefused(
        'key_refused',
        'The API key is unknown, revoked or expired. Ask the operator of this server for a new one.',
      );
    case 'organisation_suspended':
      return {
        status: 403,
        headers: {},
        error: 'organisation_suspended',
        description: 'The organisation of this API key is suspended. Ask the operator of this server.',
      };
    case 'key_file_unusable':
      return {
        status: 503,
        headers: { 'Retry-After': String(refusal.retryAfterSeconds) },
        error: 'temporarily_unavailable',
        description: 'API keys cannot be checked at the moment. Try again.',
      };
    case 'keys_unavailable':
      return {
        status: 503,
        headers: { 'Retry-After': String(refusal.retryAfterSeconds) },
        error: 'temporarily_unavailable',
        description:
          "The authorization server's keys cannot be read at the moment, so no token can be checked. Try again.",
      };
  }
}

function unauthorized(
  parameters: Record<string, string>,
  error: string,
  description: string,
  options: ChallengeOptions,
): RefusalAnswer {
  return { status: 401, headers: { 'WWW-Authenticate': challenge(parameters, options) }, error, description };
}

/** No scope and no metadata: whoever sends a key is not to be sent to a sign-in. */
function keyRefused(error: string, description: string): RefusalAnswer {
  const header = challenge(
    { error: 'invalid_token', error_description: 'The API key is not good' },
    { scope: '' },
  );
  return { status: 401, headers: { 'WWW-Authenticate': header }, error, description };
}

/** RFC 9110 §11.6.1. All values are ours; what could end a quoted string is refused by configuration. */
function challenge(
  parameters: Record<string, string>,
  { scope, resourceMetadata }: ChallengeOptions,
): string {
  const all = {
    ...parameters,
    ...(scope !== '' && { scope }),
    ...(resourceMetadata !== undefined && { resource_metadata: resourceMetadata }),
  };
  return `Bearer ${Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;
}
