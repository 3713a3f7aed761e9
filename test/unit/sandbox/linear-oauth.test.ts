import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinearSandbox } from '../../../src/sandbox/linear/index.js';
import { ADA, ADAM, ask, startWithClock } from './linear-support.js';

const CALLBACK = 'http://localhost:9999/oauth/callback?tenant=1';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly token_type: string;
  readonly error?: string;
}

function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

describe('the embedded Linear’s OAuth server', () => {
  let linear: LinearSandbox;
  let advance: (ms: number) => void;
  beforeAll(async () => {
    ({ linear, advance } = await startWithClock());
    linear.allowRedirect(CALLBACK);
  });
  afterAll(() => linear.close());

  function authorizeUrl(parameters: Record<string, string | undefined> = {}, sandbox = linear): string {
    const url = new URL(sandbox.oauth.authorizationEndpoint);
    const all = {
      response_type: 'code',
      client_id: sandbox.oauth.clientId,
      redirect_uri: CALLBACK,
      scope: 'read,write',
      state: 'a&b="c"',
      login_hint: ADAM,
      ...parameters,
    };
    for (const [name, value] of Object.entries(all))
      if (value !== undefined) url.searchParams.set(name, value);
    return url.href;
  }

  const page = async (parameters: Record<string, string | undefined> = {}) => {
    const response = await fetch(authorizeUrl(parameters), { redirect: 'manual' });
    return { response, html: await response.text() };
  };

  const decide = async (html: string, decision: string, user?: string) => {
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    const form = new URLSearchParams({ request: field('request'), user: user ?? field('user'), decision });
    const response = await fetch(linear.oauth.authorizationEndpoint, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    return { response, callback: new URL(response.headers.get('location') ?? 'http://nowhere.invalid') };
  };

  const token = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
    const { clientId: client_id, clientSecret: client_secret } = linear.oauth;
    const credentials = headers['authorization'] === undefined ? { client_id, client_secret } : {};
    const body = new URLSearchParams({ ...credentials, ...form });
    const response = await fetch(linear.oauth.tokenEndpoint, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Tokens };
  };

  const redeem = (code: string, more: Record<string, string> = {}) =>
    token({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...more });
  const works = async (accessToken: string) =>
    (await ask(linear, '{ viewer { id } }', {}, { authorization: `Bearer ${accessToken}` })).status === 200;

  it('asks the hinted person on a page without scripts, and comes back with a code that works once', async () => {
    const { verifier, challenge } = pkce();
    const { response, html } = await page({ code_challenge: challenge, code_challenge_method: 'S256' });
    expect(response.status).toBe(200);
    expect(html).toContain('Keycard sandbox zone wants access to Lumen Robotics as Adam Lindqvist');
    expect(html).not.toMatch(/<script|onclick/i);
    const csp = response.headers.get('content-security-policy') ?? '';
    expect(csp).toContain("default-src 'none'");
    expect(csp).not.toContain('form-action');
    const { response: redirect, callback } = await decide(html, 'allow');
    expect(redirect.status).toBe(303);
    expect(callback.searchParams.get('state')).toBe('a&b="c"');
    expect(callback.searchParams.get('tenant')).toBe('1');
    const code = callback.searchParams.get('code') ?? '';
    const granted = await redeem(code, { code_verifier: verifier });
    expect(granted.body).toMatchObject({ token_type: 'Bearer', expires_in: 86_400, scope: 'read write' });
    expect(granted.body.access_token).toMatch(/^lin_oauth_[0-9a-f]{64}$/);
    const viewer = await ask(
      linear,
      '{ viewer { email } }',
      {},
      { authorization: `Bearer ${granted.body.access_token}` },
    );
    expect(viewer.data).toEqual({ viewer: { email: ADAM } });
    const replay = await redeem(code, { code_verifier: verifier });
    expect([replay.status, replay.body.error]).toEqual([400, 'invalid_grant']);
    expect(await works(granted.body.access_token), 'a replayed code takes back what it gave').toBe(false);
  });

  it('offers everybody in a labelled list when there is no usable hint, and nobody else', async () => {
    const { html } = await page({ login_hint: 'stranger@elsewhere.example' });
    expect(html).toContain('<label for="user">');
    expect(html).toContain('ada@lumen.example');
    expect(html).not.toMatch(/lena@|triagebot@/);
    const { callback } = await decide(html, 'allow', ADA);
    expect(callback.searchParams.has('code')).toBe(true);
    const single = await page();
    expect((await decide(single.html, 'allow', ADA)).response.status).toBe(400);
  });

  it('reports a refusal, once', async () => {
    const { html } = await page();
    const { callback } = await decide(html, 'deny');
    expect(callback.searchParams.get('error')).toBe('access_denied');
    expect(callback.searchParams.get('state')).toBe('a&b="c"');
    expect((await decide(html, 'allow')).response.status).toBe(400);
  });

  it('forgets a page that nobody answers for ten minutes', async () => {
    const { html } = await page();
    advance(600_000);
    expect((await decide(html, 'allow')).response.status).toBe(400);
  });

  it.each([
    ['an unknown client', { client_id: 'x' }],
    [
      'a redirect URI that is not registered',
      { redirect_uri: 'https://evil.example/"><script>alert(1)</script>' },
    ],
    ['a redirect URI that only begins like a registered one', { redirect_uri: `${CALLBACK}&x=1` }],
    ['no redirect URI', { redirect_uri: undefined }],
  ])('shows a page and redirects nowhere for %s', async (_what, parameters) => {
    const { response, html } = await page(parameters);
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(html).not.toContain('<script>');
  });

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'read,everything' }, 'invalid_scope'],
    [{ code_challenge: 'x'.repeat(43) }, 'invalid_request'],
    [{ code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request'],
  ])('sends %j back as %s', async (parameters, error) => {
    const { response } = await page(parameters);
    const callback = new URL(response.headers.get('location') ?? '');
    expect(callback.searchParams.get('error')).toBe(error);
    expect(callback.searchParams.get('state')).toBe('a&b="c"');
  });

  it('gives a new access token for every refresh, concurrent ones included, and keeps the old ones', async () => {
    const first = (await redeem(linear.authorizationCodeFor(ADA, CALLBACK))).body;
    const refresh = () => token({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    const refreshed = await Promise.all([refresh(), refresh(), refresh()]);
    const tokens = [first.access_token, ...refreshed.map((answer) => answer.body.access_token)];
    expect(new Set(tokens).size).toBe(4);
    expect(await Promise.all(tokens.map(works))).toEqual([true, true, true, true]);
  });

  it('takes the scopes with commas or spaces, and read is always among them', async () => {
    for (const scope of ['read,issues:create', 'issues:create read', 'issues:create']) {
      const { html } = await page({ scope });
      const code = (await decide(html, 'allow')).callback.searchParams.get('code') ?? '';
      expect((await redeem(code)).body.scope).toBe('read issues:create');
    }
  });

  it.each<[string, (code: string) => Record<string, string>]>([
    [
      'another redirect URI',
      (code) => ({ code, redirect_uri: 'http://localhost:9999/other', code_verifier: 'v'.repeat(43) }),
    ],
    ['a wrong verifier', (code) => ({ code, code_verifier: 'w'.repeat(43) })],
    ['no verifier', (code) => ({ code })],
    ['an unknown code', () => ({ code: 'nonsense', code_verifier: 'v'.repeat(43) })],
  ])('refuses a code with %s', async (_what, form) => {
    const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url');
    const code = linear.authorizationCodeFor(ADA, CALLBACK, challenge);
    const answer = await token({ grant_type: 'authorization_code', redirect_uri: CALLBACK, ...form(code) });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('refuses a code after a minute', async () => {
    const code = linear.authorizationCodeFor(ADA, CALLBACK);
    advance(60_000);
    expect((await redeem(code)).body.error).toBe('invalid_grant');
  });

  it('authenticates the client by form or by Basic, not by both, and not without', async () => {
    const form = () => ({
      grant_type: 'authorization_code',
      code: linear.authorizationCodeFor(ADA, CALLBACK),
      redirect_uri: CALLBACK,
    });
    const { clientId, clientSecret } = linear.oauth;
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
    });
    expect((await token(form(), basic(clientSecret))).status).toBe(200);
    for (const attempt of [
      token(form(), basic('wrong')),
      token({ ...form(), client_secret: 'wrong' }),
      token({ ...form(), client_id: clientId, client_secret: clientSecret }, basic(clientSecret)),
      token(form(), { authorization: 'Basic !' }),
    ]) {
      const { status, body } = await attempt;
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
  });

  it('knows two grant types and one content type', async () => {
    expect((await token({ grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
    const response = await fetch(linear.oauth.tokenEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(400);
  });

  it('ends the whole grant when one of its tokens is revoked', async () => {
    for (const which of ['access_token', 'refresh_token'] as const) {
      const granted = (await redeem(linear.authorizationCodeFor(ADA, CALLBACK))).body;
      const more = (await token({ grant_type: 'refresh_token', refresh_token: granted.refresh_token })).body;
      const other = linear.issueTokenFor(ADA).accessToken;
      const revoke = () =>
        fetch(linear.oauth.revocationEndpoint, {
          method: 'POST',
          body: new URLSearchParams({ token: granted[which] }),
        });
      expect((await revoke()).status).toBe(200);
      expect(await Promise.all([granted.access_token, more.access_token, other].map(works))).toEqual([
        false,
        false,
        true,
      ]);
      const dead = await token({ grant_type: 'refresh_token', refresh_token: granted.refresh_token });
      expect([dead.status, dead.body.error]).toEqual([400, 'invalid_grant']);
      expect((await revoke()).status, 'an unknown token is no error').toBe(200);
    }
  });

  it('approves at once under autoApprove, for the hint or for the first user', async () => {
    const { linear: automatic } = await startWithClock({ autoApprove: true });
    automatic.allowRedirect(CALLBACK);
    for (const login_hint of [ADAM, undefined]) {
      const response = await fetch(authorizeUrl({ login_hint }, automatic), { redirect: 'manual' });
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toMatch(/[?&]code=[0-9a-f]+/);
    }
    await automatic.close();
  });
});
