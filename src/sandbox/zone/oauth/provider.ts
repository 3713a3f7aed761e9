import { createHash } from 'node:crypto';
import type {
  AdapterPayload,
  Client,
  Configuration,
  KoaContextWithOIDC,
  ResourceServer,
} from 'oidc-provider';
import type { KeyRing } from '../keys.js';
import type { Directory } from '../management/directory.js';
import type { Consents } from '../pages/consents.js';
import type { Connections } from '../upstream/connections.js';
import type { Storage } from './adapter.js';
import { loadOidcProvider } from './load.js';

export interface ProviderOptions {
  issuer: string;
  directory: Directory;
  connections: Connections;
  storage: Storage;
  consents: Consents;
  keys: KeyRing;
  cookieKeys: string[];
  /** Besides `openid`; the first is what a request without scope gets. */
  scopes: string[];
  /** Seconds. */
  accessTokenTtl: number;
  clientIdMetadataDocuments: boolean;
  /** Fetches Client ID Metadata Documents; without it the library's own SSRF-protected fetch. */
  fetch: typeof fetch | undefined;
  renderError: (ctx: KoaContextWithOIDC, status: number, error: string, description: string) => void;
}

export const PATHS = {
  authorization: '/oauth/2/authorize',
  token: '/oauth/2/token',
  registration: '/oauth/2/registration',
  jwks: '/openidconnect/jwks',
  userinfo: '/openidconnect/userinfo',
  redirect: '/oauth/2/redirect',
} as const;

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

const DAY_S = 86_400;

/** A registered application as a client of the code flow, for `/connect` pages of its own. */
export function applicationClient(directory: Directory) {
  return (id: string): AdapterPayload | undefined => {
    const credential = directory.credentials.find((c) => c.identifier === id && id !== '*');
    const application = credential && directory.applications.get(credential.application_id);
    if (!application) return undefined;
    const redirects = application.protocols?.oauth2?.redirect_uris ?? [];
    return {
      client_id: id,
      client_name: application.name,
      redirect_uris: redirects,
      response_types: redirects.length > 0 ? ['code'] : [],
      grant_types: redirects.length > 0 ? ['authorization_code', 'refresh_token'] : [],
      // The zone authenticates applications itself, before the library sees the request (client-auth.ts).
      token_endpoint_auth_method: 'none',
    };
  };
}

/** The stable name of the software behind a client: its application, or `ua:` and a hash for a user agent. */
export function appIdOf(
  directory: Directory,
  client: Pick<Client, 'clientId' | 'clientName' | 'redirectUris'>,
) {
  const credential = directory.credentials.find(({ identifier }) => identifier === client.clientId);
  if (credential) return credential.application_id;
  const software = JSON.stringify([client.clientName ?? '', [...(client.redirectUris ?? [])].sort()]);
  return `ua:${createHash('sha256').update(software).digest('hex')}`;
}

async function resourceInfo(options: ProviderOptions, uri: string): Promise<ResourceServer> {
  const { errors } = await loadOidcProvider();
  const resource = options.directory.resolveResource(uri);
  if (!resource) throw new errors.InvalidTarget('the resource is not registered in this zone');
  if (!options.directory.providerOf(resource)) {
    throw new errors.InvalidTarget('the resource has no credential provider');
  }
  return {
    scope: (resource.scopes ?? options.scopes).join(' '),
    audience: resource.identifier,
    accessTokenFormat: 'jwt',
    accessTokenTTL: resource.credential_lifetime_seconds ?? options.accessTokenTtl,
    jwt: { sign: { alg: 'RS256', kid: options.keys.current().kid } },
  };
}

function features(options: ProviderOptions): Configuration['features'] {
  const { directory, clientIdMetadataDocuments } = options;
  return {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    registration: { enabled: true, issueRegistrationAccessToken: false },
    clientIdMetadataDocument: { enabled: clientIdMetadataDocuments, ack: 'draft-02' },
    resourceIndicators: {
      enabled: true,
      // RFC 8707 lets a client name several resources at sign-in: the first one is the audience of its token.
      // Clients of the 2024 protocol name none; they mean the one server that there is. A real zone would answer
      // those with a userinfo token that no server accepts. Who asks for `openid` alone wants just that.
      defaultResource: (ctx, _client, oneOf) =>
        ctx.oidc.params?.['scope'] === 'openid'
          ? []
          : (oneOf?.[0] ?? directory.onlyServedResource()?.identifier ?? []),
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, uri) => resourceInfo(options, uri),
    },
  };
}

async function interactionPolicy({ connections, directory }: ProviderOptions) {
  const { interactionPolicy } = await loadOidcProvider();
  const { Check, base } = interactionPolicy;
  const policy = base();
  // Without this a returning user whose Linear grant is gone would be waved through to a token of no use.
  const check = new Check('connection_missing', 'a resource must be connected', 'consent_required', (ctx) => {
    const user = directory.userBySub(ctx.oidc.session?.accountId ?? '');
    const uris = Object.keys(ctx.oidc.resourceServers ?? {});
    if (!user || ctx.oidc.result?.consent) return Check.NO_NEED_TO_PROMPT;
    return connections.missing(user, uris).length > 0 ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  });
  policy.get('consent')?.checks.add(check);
  return policy;
}

/** Claims that Keycard adds to what RFC 9068 asks for. No token comes of a session that was ended. */
async function extraClaims({ directory }: ProviderOptions): Promise<Configuration['extraTokenClaims']> {
  const { errors } = await loadOidcProvider();
  return (_ctx, token) => {
    if (token.kind !== 'AccessToken' || !token.client) return undefined;
    const { client, accountId, sessionUid: sid } = token;
    if (sid !== undefined && directory.openSession(sid, accountId, client.clientId).status === 'revoked') {
      throw new errors.InvalidGrant('the session was revoked');
    }
    return {
      sub_profile: 'user',
      keycard_app_id: appIdOf(directory, client),
      ...(sid !== undefined && { sid }),
    };
  };
}

async function configuration(options: ProviderOptions): Promise<Configuration> {
  const { directory, renderError } = options;
  return {
    adapter: options.storage.adapter,
    jwks: { keys: [{ ...options.keys.current().privateJwk, kty: 'RSA' }] },
    routes: PATHS,
    cookies: { keys: options.cookieKeys },
    // No `offline_access`: clients that see it ask for it and later refresh with a scope they were never given.
    scopes: ['openid', ...options.scopes],
    claims: { openid: ['sub', 'email', 'name'] },
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'private_key_jwt'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    clientDefaults: {
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
    pkce: { required: () => true },
    features: features(options),
    interactions: {
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
      policy: await interactionPolicy(options),
    },
    findAccount: (_ctx, sub) => {
      const user = directory.userBySub(sub);
      if (!user) return undefined;
      return { accountId: sub, claims: () => ({ sub, email: user.email, name: user.name }) };
    },
    loadExistingGrant: async (ctx) => {
      const { client, session, result } = ctx.oidc;
      const clientId = client?.clientId ?? '';
      const grantId =
        result?.consent?.grantId ??
        session?.grantIdFor(clientId) ??
        options.consents.recall(session?.accountId, clientId);
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId);
    },
    clientBasedCORS: () => true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    // Closing the browser ends the cookie, not what the user allowed.
    expiresWithSession: () => false,
    extraTokenClaims: await extraClaims(options),
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? options.accessTokenTtl,
      AuthorizationCode: 60,
      Grant: 30 * DAY_S,
      IdToken: 3_600,
      Interaction: 600,
      RefreshToken: 30 * DAY_S,
      Session: DAY_S,
    },
    ...(options.fetch && { fetch: withoutDispatcher(options.fetch) }),
    renderError: (ctx, out) => renderError(ctx, ctx.status, out.error, out.error_description ?? ''),
  };
}

/** The library's own SSRF guard travels as a `dispatcher`, which an injected fetch (a test's) does not want. */
function withoutDispatcher(fetcher: typeof fetch): NonNullable<Configuration['fetch']> {
  return (input, init) => {
    const { dispatcher: _guard, ...rest } = { dispatcher: undefined, ...init };
    return fetcher(input, rest);
  };
}

/** The code flow, registration and discovery. Built anew for each signing key; what it stores outlives it. */
export async function buildProvider(options: ProviderOptions) {
  const { Provider } = await loadOidcProvider();
  const provider = new Provider(options.issuer, await configuration(options));
  // Advertised here and served by token.ts, before the library sees the request.
  const elsewhere = () => {
    throw new Error('not served here');
  };
  provider.registerGrantType(TOKEN_EXCHANGE, elsewhere);
  provider.registerGrantType('client_credentials', elsewhere);
  return provider;
}

export type ZoneProvider = Awaited<ReturnType<typeof buildProvider>>;
