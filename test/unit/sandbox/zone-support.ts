import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { startZone, type ZoneOptions } from '../../../src/sandbox/zone/index.js';
import { pairInTurn } from '../../support/signing-pairs.js';

export const ADA = { email: 'ada@example.test', name: 'Ada' };
export const BOB = { email: 'bob@example.test', name: 'Bob' };
export const MCP = 'http://localhost:8000/mcp';
export const LINEAR = 'https://api.linear.app';
export const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const CALLBACK = 'http://127.0.0.1:4321/callback';

export const s256 = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

/** A small OAuth server in Linear's place: strict about PKCE and rotation, numbers every access token. */
export async function startUpstream() {
  const codes = new Map<string, { email: string; challenge: string; redirectUri: string }>();
  const refreshTokens = new Map<string, string>();
  const state = { mode: 'allow' as 'allow' | 'refuse', issued: [] as string[], fail: 0, hits: 0 };

  const tokensFor = (email: string) => {
    const refresh = `upstream-refresh-${randomBytes(8).toString('hex')}`;
    refreshTokens.set(refresh, email);
    const access = `upstream-access-${state.issued.length}-${email}`;
    state.issued.push(access);
    return {
      access_token: access,
      token_type: 'Bearer',
      refresh_token: refresh,
      expires_in: 3600,
      scope: 'read write',
    };
  };
  const newCode = (email: string, redirectUri: string, challenge: string) => {
    const code = randomBytes(8).toString('hex');
    codes.set(code, { email, challenge, redirectUri });
    return code;
  };
  const grant = (form: URLSearchParams) => {
    if (form.get('client_id') !== 'zone' || form.get('client_secret') !== 'zone secret') return undefined;
    const refresh = form.get('refresh_token') ?? '';
    const email = refreshTokens.get(refresh);
    if (email !== undefined) {
      refreshTokens.delete(refresh);
      return tokensFor(email);
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const proved = code?.challenge === s256(form.get('code_verifier') ?? '');
    return code && proved && code.redirectUri === form.get('redirect_uri')
      ? tokensFor(code.email)
      : undefined;
  };

  const server = createServer(async (req, res) => {
    state.hits += 1;
    const url = new URL(req.url ?? '/', 'http://upstream.invalid');
    if (url.pathname === '/authorize') {
      const query = (name: string) => url.searchParams.get(name) ?? '';
      const back = new URL(query('redirect_uri'));
      back.searchParams.set('state', query('state'));
      if (state.mode === 'refuse') back.searchParams.set('error', 'access_denied');
      else
        back.searchParams.set(
          'code',
          newCode(query('login_hint'), query('redirect_uri'), query('code_challenge')),
        );
      res.writeHead(302, { location: back.href }).end();
      return;
    }
    let body = '';
    for await (const chunk of req) body += chunk;
    if (state.fail > 0) {
      res.writeHead(state.fail).end('down');
      return;
    }
    const answer = grant(new URLSearchParams(body));
    res.writeHead(answer ? 200 : 400, { 'content-type': 'application/json' });
    res.end(JSON.stringify(answer ?? { error: 'invalid_grant' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    state,
    options: {
      authorizationEndpoint: `${origin}/authorize`,
      tokenEndpoint: `${origin}/token`,
      clientId: 'zone',
      clientSecret: 'zone secret',
      scopes: ['read', 'write'],
      preauthorize: newCode,
    },
    forget: () => refreshTokens.clear(),
    close: () => server.close(),
  };
}

/** A zone with our server in it as an application, its resource, Linear behind it, and a client secret. */
export async function startSeeded(options: Partial<ZoneOptions> = {}) {
  const upstream = await startUpstream();
  const zone = await startZone({ port: 0, makePair: pairInTurn, users: [ADA, BOB], ...options });
  const provider = zone.connectUpstream(upstream.options);
  const application = zone.management.createApplication({
    name: 'Linear server',
    identifier: 'linear-server',
    protocols: { oauth2: { redirect_uris: ['http://localhost:8000/connect/callback'] } },
  });
  const resource = zone.management.createResource({
    name: 'Linear tools',
    identifier: MCP,
    application_id: application.id,
    credential_provider_id: zone.stsProvider().id,
    scopes: ['mcp:tools'],
  });
  const linear = zone.management.createResource({
    name: 'Linear',
    identifier: LINEAR,
    credential_provider_id: provider.id,
    scopes: ['read', 'write'],
  });
  zone.management.addDependency(application.id, linear.id);
  const credential = zone.management.createCredential({ application_id: application.id, type: 'password' });
  const secret = credential.password ?? '';
  const close = async () => {
    upstream.close();
    await zone.close();
  };
  return {
    zone,
    upstream,
    provider,
    application,
    resource,
    linear,
    credential,
    basic: basic(credential.identifier, secret),
    close,
  };
}

export type Seeded = Awaited<ReturnType<typeof startSeeded>>;

const encode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
export const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;

/** POST of a form; the parsed answer with its status. */
export async function post(
  url: string,
  form: Record<string, string> | [string, string][],
  authorization?: string,
) {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: authorization === undefined ? {} : { authorization },
  });
  const text = await response.text();
  const body: Record<string, string> = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, body };
}

/** The exchange of a caller's token for a Linear token, with any parameter changed. */
export function exchange(seeded: Seeded, token: string, change: Record<string, string> = {}) {
  return post(
    seeded.zone.tokenEndpoint,
    {
      grant_type: EXCHANGE,
      subject_token: token,
      subject_token_type: ACCESS_TOKEN,
      resource: LINEAR,
      ...change,
    },
    seeded.basic,
  );
}

export async function register(origin: string, metadata: Record<string, unknown> = {}) {
  const response = await fetch(`${origin}/oauth/2/registration`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Test client',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      ...metadata,
    }),
  });
  const body: Record<string, string> = JSON.parse(await response.text());
  return { status: response.status, body, id: body['client_id'] ?? '' };
}

/** A browser: follows redirects and keeps cookies by path, until it is sent to a client's callback or `stopAt`. */
export function createBrowser(origin: string, stopAt?: string) {
  const jar = new Map<string, { value: string; path: string }>();
  const visited: string[] = [];
  function store(response: Response) {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      const path = attributes.find((a) => a.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
      jar.set(`${pair.slice(0, at)} ${path}`, { value: pair.slice(at + 1), path });
    }
  }
  const cookies = (path: string) =>
    [...jar].flatMap(([key, { value, path: scope }]) =>
      value !== '' && path.startsWith(scope) ? [`${key.split(' ')[0]}=${value}`] : [],
    );
  async function go(
    url: string,
    init: RequestInit = {},
  ): Promise<{ url: string; status: number; text: string; headers: Headers }> {
    visited.push(url);
    const own = url.startsWith(origin);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: own ? { cookie: cookies(new URL(url).pathname).join('; '), accept: 'text/html' } : {},
    });
    if (own) store(response);
    const location = response.headers.get('location');
    if (location === null)
      return { url, status: response.status, text: await response.text(), headers: response.headers };
    const next = new URL(location, url).href;
    const stop = stopAt !== undefined && next.startsWith(stopAt);
    if (
      stop ||
      /^http:\/\/(127\.0\.0\.1|localhost):(4321|8000)\//.test(next) ||
      next.startsWith('https://')
    ) {
      return { url: next, status: 0, text: '', headers: response.headers };
    }
    return go(next);
  }
  return {
    visited,
    go: (url: string) => go(url),
    /** Presses a button of the form on a page. */
    submit: (page: { url: string; text: string }, fields: Record<string, string>) => {
      const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? '';
      return go(new URL(action, page.url).href, { method: 'POST', body: new URLSearchParams(fields) });
    },
  };
}

/** The address that a client sends its user to. */
export function authorizeUrl(origin: string, clientId: string, change: Record<string, string> = {}) {
  const url = new URL(`${origin}/oauth/2/authorize`);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    code_challenge: s256('v'.repeat(43)),
    code_challenge_method: 'S256',
    scope: 'mcp:tools',
    state: 'the-state',
    resource: MCP,
    ...change,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(name, value);
  return url.href;
}

/** Code → tokens, as the public client that registered. */
export const redeem = (
  origin: string,
  clientId: string,
  callback: string,
  change: Record<string, string> = {},
) =>
  post(`${origin}/oauth/2/token`, {
    grant_type: 'authorization_code',
    code: new URL(callback).searchParams.get('code') ?? '',
    client_id: clientId,
    redirect_uri: CALLBACK,
    code_verifier: 'v'.repeat(43),
    ...change,
  });

/** As far as the consent page, by way of sign-in and of Linear. */
export async function toConsent(
  { zone: { origin } }: Seeded,
  email: string,
  clientId: string,
  change: Record<string, string> = {},
) {
  const url = authorizeUrl(origin, clientId, change);
  const browser = createBrowser(origin);
  const signIn = await browser.go(url);
  return { url, browser, signIn, consent: await browser.submit(signIn, { user: email }) };
}
