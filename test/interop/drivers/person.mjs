/**
 * The person's part of a sign-in, and an OAuth client's memory, for clients that are libraries.
 * The authorization server approves without a page, so that all there is to do is to follow redirects with cookies.
 */

/** Follows an authorization URL to the client's own redirect URI, without requesting that. */
export async function followTo(url, redirectUri) {
  const cookies = new Map();
  let at = url;
  for (let hops = 0; hops < 20; hops += 1) {
    if (at.startsWith(redirectUri)) return new URL(at);
    const Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { Cookie, Accept: 'text/html' } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined) cookies.set(name, value);
    }
    const location = response.headers.get('Location');
    if (location === null) throw new Error(`No redirect but ${response.status} at ${new URL(at).pathname}`);
    at = new URL(location, at).href;
  }
  throw new Error('More than 20 redirects');
}

export const REDIRECT = 'http://127.0.0.1:39999/oauth/callback';

/** What an OAuth client keeps, in the shape that the libraries ask for; it counts how often it asks for a person. */
export function createProvider() {
  const kept = {};
  const state = crypto.randomUUID();
  const provider = {
    redirectUrl: REDIRECT,
    clientMetadata: {
      client_name: 'Interop test',
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state: () => state,
    saveState: (value) => {
      kept.state = value;
    },
    storedState: () => kept.state ?? state,
    clientInformation: () => kept.client,
    saveClientInformation: (client) => {
      kept.client = client;
    },
    isClientInformationDynamicallyRegistered: () => true,
    tokens: () => kept.tokens,
    saveTokens: (tokens) => {
      kept.tokens = tokens;
    },
    redirectToAuthorization: (url) => {
      kept.url = url;
      kept.signIns = (kept.signIns ?? 0) + 1;
    },
    saveCodeVerifier: (verifier) => {
      kept.verifier = verifier;
    },
    codeVerifier: () => kept.verifier,
    saveDiscoveryState: (discovery) => {
      kept.discovery = discovery;
    },
    discoveryState: () => kept.discovery,
    authorizationServerInformation: () => kept.authorizationServer,
    saveAuthorizationServerInformation: (information) => {
      kept.authorizationServer = information;
    },
    invalidateCredentials: () => undefined,
  };
  /** Sends the person where the client wants them; what comes back to its redirect URI. */
  const signIn = async () => {
    if (kept.url === undefined) throw new Error('The client never asked for a sign-in');
    const back = (await followTo(kept.url.href, REDIRECT)).searchParams;
    if (back.get('state') !== (kept.state ?? state)) throw new Error('The state did not come back');
    return back;
  };
  return {
    provider,
    signIn,
    signIns: () => kept.signIns ?? 0,
    spoilAccessToken: () => {
      kept.tokens = { ...kept.tokens, access_token: 'garbage.garbage.garbage' };
    },
  };
}
