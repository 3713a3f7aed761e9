import type { UpstreamTokens } from '../management/directory.js';
import type { Provider } from '../management/records.js';

/** The provider at the other side (Linear) refused or did not answer. */
export class UpstreamError extends Error {
  /** Its OAuth error code, or `unavailable`. */
  readonly code: string;

  constructor(code: string) {
    super(`the upstream provider answered ${code}`);
    this.name = 'UpstreamError';
    this.code = code;
  }
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;

interface Wiring {
  fetch: typeof fetch;
  redirectUri: string;
  /** The secret that the provider record does not show. */
  secretOf: (provider: Provider) => string | undefined;
}

const oauth2 = (provider: Provider) => provider.protocols?.oauth2 ?? {};

async function boundedJson(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  if (text.length > MAX_BYTES) throw new UpstreamError('unavailable');
  const body: unknown = JSON.parse(text);
  if (typeof body !== 'object' || body === null) throw new UpstreamError('unavailable');
  return { ...body };
}

function judge(response: Response, body: Record<string, unknown>): UpstreamTokens {
  const { access_token: accessToken, refresh_token: refreshToken, scope, expires_in: expiresIn } = body;
  if (!response.ok || typeof accessToken !== 'string') {
    const refused = response.status >= 400 && response.status < 500 && typeof body['error'] === 'string';
    throw new UpstreamError(refused ? String(body['error']) : 'unavailable');
  }
  return {
    accessToken,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
    // Linear answers scopes as a list or as a comma- or space-separated string, depending on the age of the client.
    scopes: Array.isArray(scope)
      ? scope.map(String)
      : typeof scope === 'string'
        ? scope.split(/[ ,]+/).filter(Boolean)
        : undefined,
    expiresIn: typeof expiresIn === 'number' ? expiresIn : undefined,
  };
}

/** The zone as an OAuth client of other providers: sends people there and keeps their refresh tokens alive. */
export function createUpstream({ fetch, redirectUri, secretOf }: Wiring) {
  async function request(provider: Provider, parameters: Record<string, string>): Promise<UpstreamTokens> {
    const endpoint = oauth2(provider).token_endpoint;
    if (endpoint === undefined) throw new UpstreamError('unavailable');
    const body = new URLSearchParams({
      ...parameters,
      client_id: provider.client_id ?? '',
      client_secret: secretOf(provider) ?? '',
    });
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return judge(response, await boundedJson(response));
    } catch (error) {
      throw error instanceof UpstreamError ? error : new UpstreamError('unavailable');
    }
  }

  return {
    /** Where the user's browser goes for consent (RFC 6749 §4.1.1 with PKCE). */
    authorizationUrl(
      provider: Provider,
      request: { state: string; challenge: string; scopes: string[]; loginHint: string },
    ): string | undefined {
      const {
        authorization_endpoint: endpoint,
        scope_separator,
        scope_parameter,
        authorization_parameters,
      } = oauth2(provider);
      if (endpoint === undefined) return undefined;
      const url = new URL(endpoint);
      const parameters = {
        response_type: 'code',
        client_id: provider.client_id ?? '',
        redirect_uri: redirectUri,
        state: request.state,
        code_challenge: request.challenge,
        code_challenge_method: 'S256',
        login_hint: request.loginHint,
        ...(request.scopes.length > 0 && {
          [scope_parameter ?? 'scope']: request.scopes.join(scope_separator ?? ' '),
        }),
        ...authorization_parameters,
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url.href;
    },

    /** Code → tokens. Throws UpstreamError. */
    redeem: (provider: Provider, code: string, verifier: string) =>
      request(provider, {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      }),

    /** Refresh token → a new access token. Throws UpstreamError. */
    refresh: (provider: Provider, refreshToken: string) =>
      request(provider, { grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
}

export type Upstream = ReturnType<typeof createUpstream>;
