import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ZoneOptions } from '../../../src/sandbox/zone/index.js';
import {
  ADA,
  authorizeUrl,
  BOB,
  createBrowser,
  LINEAR,
  MCP,
  post,
  redeem,
  register,
  type Seeded,
  startSeeded,
  toConsent,
} from './zone-support.js';

let seeded: Seeded;
const start = async (options: Partial<ZoneOptions> = {}) => {
  seeded = await startSeeded(options);
};
afterEach(() => seeded.close());

const query = (url: string, name: string) => new URL(url).searchParams.get(name);

async function tokensOf(email: string, change: Record<string, string> = {}) {
  const { id } = await register(seeded.zone.origin);
  const { browser, consent } = await toConsent(seeded, email, id, change);
  const done = await browser.submit(consent, { decision: 'allow' });
  return { id, done, ...(await redeem(seeded.zone.origin, id, done.url)) };
}

const refresh = (clientId: string, token: string | undefined) =>
  post(seeded.zone.tokenEndpoint, {
    grant_type: 'refresh_token',
    refresh_token: token ?? '',
    client_id: clientId,
  });

describe('the code flow through the pages', () => {
  beforeEach(() => start());

  it('leads through sign-in, Linear and consent to a token with the claims of a zone', async () => {
    const { zone, upstream } = seeded;
    const { id } = await register(zone.origin);
    const { browser, signIn, consent } = await toConsent(seeded, ADA.email, id);
    expect(signIn.text).toContain('Sign in');
    expect(browser.visited.some((url) => url.startsWith(upstream.options.authorizationEndpoint))).toBe(true);
    expect(consent.text).toContain('Test client');
    expect(consent.text).toContain(MCP);
    expect(consent.text).toContain(LINEAR);
    const done = await browser.submit(consent, { decision: 'allow' });
    expect(query(done.url, 'state')).toBe('the-state');
    expect(query(done.url, 'iss')).toBe(zone.issuer);
    const { status, body } = await redeem(zone.origin, id, done.url);
    expect(status).toBe(200);
    const claims = decodeJwt(body['access_token'] ?? '');
    const names =
      'aud client_id exp iat iss jti keycard_app_id scope sid sub sub_profile authorization_details';
    for (const name of Object.keys(claims)) expect(names).toContain(name);
    expect(claims).toMatchObject({
      iss: zone.issuer,
      aud: MCP,
      scope: 'mcp:tools',
      sub_profile: 'user',
      sub: zone.directory.userByEmail(ADA.email)?.identifier,
      client_id: id,
      keycard_app_id: expect.stringMatching(/^ua:[0-9a-f]{64}$/),
      sid: expect.any(String),
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
    expect(decodeProtectedHeader(body['access_token'] ?? '')).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  });

  it('writes sign-in, connection and consent to the audit log, and no credential for the sign-in', async () => {
    const { id } = await tokensOf(ADA.email);
    expect(seeded.zone.audit().map(({ event }) => event)).toEqual([
      'users:authenticate',
      'delegated_grants:create',
      'users:authorize',
    ]);
    const last = seeded.zone.audit().at(-1);
    expect(last).toMatchObject({ client: id, resource: MCP, status: 'success', decision: 'allow' });
    expect(last?.identity_chain.map(({ type }) => type)).toEqual(['client', 'user']);
  });

  it('sends pages that run nothing and that do not stop the redirect after a form', async () => {
    const { id } = await register(seeded.zone.origin);
    const { signIn } = await toConsent(seeded, ADA.email, id);
    const policy = signIn.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('form-action');
    expect(signIn.text).not.toContain('<script');
  });

  it('shows a hostile client name as text', async () => {
    const { id } = await register(seeded.zone.origin, {
      client_name: '<img src=x onerror=alert(1)>"\'&<script>',
    });
    const { signIn, consent } = await toConsent(seeded, ADA.email, id);
    for (const { text } of [signIn, consent]) {
      expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
      expect(text).not.toContain('<img');
      expect(text).not.toContain('<script');
    }
  });

  it('brings a refusal back to the client with access_denied, state and iss', async () => {
    const { zone } = seeded;
    const { id } = await register(zone.origin);
    const { browser, consent } = await toConsent(seeded, ADA.email, id);
    const done = await browser.submit(consent, { decision: 'deny' });
    expect(query(done.url, 'error')).toBe('access_denied');
    expect(query(done.url, 'state')).toBe('the-state');
    expect(query(done.url, 'iss')).toBe(zone.issuer);
    expect(zone.audit().at(-1)).toMatchObject({ event: 'users:authorize', failure_code: 'access_denied' });
  });

  it('ends with access_denied and without a grant when the user says no at Linear', async () => {
    const { zone, upstream } = seeded;
    upstream.state.mode = 'refuse';
    const { id } = await register(zone.origin);
    const { consent: done } = await toConsent(seeded, ADA.email, id);
    expect(query(done.url, 'error')).toBe('access_denied');
    expect(zone.directory.grants.filter(() => true)).toEqual([]);
  });

  it('does not accept an answer from Linear twice or with a made-up state', async () => {
    const { zone } = seeded;
    const { id } = await register(zone.origin);
    const { browser } = await toConsent(seeded, ADA.email, id);
    const used = browser.visited.find((url) => url.startsWith(zone.redirectUri)) ?? '';
    expect((await browser.go(used)).status).toBe(400);
    expect((await browser.go(`${zone.redirectUri}?state=invented&code=x`)).status).toBe(400);
  });

  it('takes the answer from Linear only from the browser that was sent there', async () => {
    const { zone } = seeded;
    const { id } = await register(zone.origin);
    const attacker = createBrowser(zone.origin, zone.redirectUri);
    const signIn = await attacker.go(authorizeUrl(zone.origin, id));
    const { url: answer } = await attacker.submit(signIn, { user: BOB.email });
    expect((await createBrowser(zone.origin).go(answer)).status).toBe(400);
    expect(zone.directory.grants.filter(() => true)).toEqual([]);
    expect((await attacker.go(answer)).text).toContain('Allow');
    expect(zone.directory.grants.filter(() => true)).toHaveLength(1);
  });

  it('does not send a user through Linear again while the grant is alive', async () => {
    await tokensOf(ADA.email);
    const { id } = await register(seeded.zone.origin, { client_name: 'Second' });
    const { browser, consent } = await toConsent(seeded, ADA.email, id);
    expect(browser.visited.some((url) => url.startsWith(seeded.zone.redirectUri))).toBe(false);
    expect(consent.text).toContain('Second');
  });

  it('sends a returning user through Linear again when that grant is gone', async () => {
    const { zone } = seeded;
    const callback = 'https://client.example/callback';
    const { id } = await register(zone.origin, { redirect_uris: [callback] });
    const { browser, consent } = await toConsent(seeded, ADA.email, id, { redirect_uri: callback });
    await browser.submit(consent, { decision: 'allow' });
    const url = authorizeUrl(zone.origin, id, { redirect_uri: callback });
    const live = () => zone.directory.grants.filter((grant) => grant.status === 'active').length;
    expect(query((await browser.go(url)).url, 'code')).toBeTruthy();
    zone.revokeGrant(ADA.email, LINEAR);
    expect(live()).toBe(0);
    const again = await browser.submit(await browser.go(url), { decision: 'allow' });
    expect(query(again.url, 'code')).toBeTruthy();
    expect(live()).toBe(1);
  });

  it('says so on an expired page', async () => {
    const page = await createBrowser(seeded.zone.origin).go(`${seeded.zone.origin}/interaction/nothing`);
    expect(page.status).toBe(400);
    expect(page.text).toContain('expired');
  });

  it('skips its own question where the application needs no consent of its own', async () => {
    const { zone, application } = seeded;
    zone.directory.applications.patch(application.id, { consent: 'implicit' });
    const { id } = await register(zone.origin);
    const { consent: done } = await toConsent(seeded, ADA.email, id);
    expect(query(done.url, 'code')).toBeTruthy();
  });
});

describe('what an authorization request must say', () => {
  beforeEach(() => start());

  it.each([
    ['no code challenge', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown resource', { resource: 'https://unknown.example' }, 'invalid_target'],
    ['a resource with another trailing slash', { resource: `${MCP}/` }, 'invalid_target'],
    ['an implicit response type', { response_type: 'token' }, 'unsupported_response_type'],
  ])('refuses %s', async (_what, change, error) => {
    const { id } = await register(seeded.zone.origin);
    const done = await createBrowser(seeded.zone.origin).go(
      authorizeUrl(seeded.zone.origin, id, change as Record<string, string>),
    );
    expect(done.url + done.text).toContain(error);
  });

  it('refuses a verifier that does not fit', async () => {
    const { id } = await register(seeded.zone.origin);
    const { browser, consent } = await toConsent(seeded, ADA.email, id);
    const done = await browser.submit(consent, { decision: 'allow' });
    const answer = await redeem(seeded.zone.origin, id, done.url, { code_verifier: 'w'.repeat(43) });
    expect(answer.body['error']).toBe('invalid_grant');
  });

  it('gives mcp:tools to a client that asks for no scope', async () => {
    const { body } = await tokensOf(ADA.email, { scope: '' });
    expect(decodeJwt(body['access_token'] ?? '')['scope']).toBe('mcp:tools');
  });

  it('drops a scope that it does not know', async () => {
    const { body } = await tokensOf(ADA.email, { scope: 'mcp:tools offline_access admin' });
    expect(decodeJwt(body['access_token'] ?? '')['scope']).toBe('mcp:tools');
  });

  it('leaves the claim out when no scope of the resource was granted', async () => {
    const { body } = await tokensOf(ADA.email, { scope: 'openid' });
    expect(decodeJwt(body['access_token'] ?? '')).not.toHaveProperty('scope');
    expect(decodeJwt(body['id_token'] ?? '')).toMatchObject({ iss: seeded.zone.issuer });
  });

  it('takes the one server there is for a client that names no resource', async () => {
    const { body } = await tokensOf(ADA.email, { resource: '' });
    expect(decodeJwt(body['access_token'] ?? '').aud).toBe(MCP);
  });

  it('matches a prefix resource on a path boundary only', async () => {
    const { zone, application } = seeded;
    const about = { application_id: application.id, credential_provider_id: zone.stsProvider().id };
    zone.management.createResource({
      ...about,
      name: 'Wide',
      identifier: 'https://wide.example/a',
      prefix: true,
    });
    zone.management.createResource({
      ...about,
      name: 'Deep',
      identifier: 'https://wide.example/a/b',
      prefix: true,
    });
    expect(zone.directory.resolveResource('https://wide.example/a/b/c')?.name).toBe('Deep');
    expect(zone.directory.resolveResource('https://wide.example/a/x')?.name).toBe('Wide');
    expect(zone.directory.resolveResource('https://wide.example/ab')).toBeUndefined();
  });
});

describe('refresh', () => {
  beforeEach(() => start());

  it('rotates, and a used refresh token ends the whole family', async () => {
    const { id, body } = await tokensOf(ADA.email);
    const second = await refresh(id, body['refresh_token']);
    expect(second.status).toBe(200);
    expect(second.body['refresh_token']).not.toBe(body['refresh_token']);
    expect(decodeJwt(second.body['access_token'] ?? '').aud).toBe(MCP);
    expect((await refresh(id, body['refresh_token'])).body['error']).toBe('invalid_grant');
    expect((await refresh(id, second.body['refresh_token'])).body['error']).toBe('invalid_grant');
  });

  it('is over with the session', async () => {
    const { id, body } = await tokensOf(ADA.email);
    seeded.zone.management.revokeSession(String(decodeJwt(body['access_token'] ?? '')['sid']));
    expect((await refresh(id, body['refresh_token'])).body['error']).toBe('invalid_grant');
  });

  it('survives a key rotation and is signed with the new key', async () => {
    const { id, body } = await tokensOf(ADA.email);
    await seeded.zone.rotateKeys();
    const { body: fresh } = await refresh(id, body['refresh_token']);
    const kid = (token: string | undefined) => decodeProtectedHeader(token ?? '').kid;
    expect(kid(fresh['access_token'])).not.toBe(kid(body['access_token']));
  });
});

describe('an application as a client of the code flow', () => {
  it('signs a person in for its own resource and Linear, with its secret at the token endpoint', async () => {
    await start();
    const { zone, credential, basic } = seeded;
    const callback = 'http://localhost:8000/connect/callback';
    const url = new URL(authorizeUrl(zone.origin, credential.identifier, { redirect_uri: callback }));
    url.searchParams.append('resource', LINEAR);
    const browser = createBrowser(zone.origin);
    const signIn = await browser.go(url.href);
    const consent = await browser.submit(signIn, { user: ADA.email });
    expect(consent.text).toContain('Linear server');
    const done = await browser.submit(consent, { decision: 'allow' });
    const form = {
      grant_type: 'authorization_code',
      code: query(done.url, 'code') ?? '',
      redirect_uri: callback,
      code_verifier: 'v'.repeat(43),
    };
    const naked = await post(zone.tokenEndpoint, { ...form, client_id: credential.identifier });
    expect(naked.status).toBe(401);
    const { status, body } = await post(zone.tokenEndpoint, form, basic);
    expect(status).toBe(200);
    expect(decodeJwt(body['access_token'] ?? '')).toMatchObject({
      aud: MCP,
      keycard_app_id: seeded.application.id,
    });
  });
});

describe('with a user who is approved without a page', () => {
  it('is nothing but redirects, through Linear as well', async () => {
    await start({ autoApprove: BOB.email });
    const { id } = await register(seeded.zone.origin);
    const done = await createBrowser(seeded.zone.origin).go(authorizeUrl(seeded.zone.origin, id));
    const { body } = await redeem(seeded.zone.origin, id, done.url);
    expect(decodeJwt(body['access_token'] ?? '').sub).toBe(
      seeded.zone.directory.userByEmail(BOB.email)?.identifier,
    );
    expect(seeded.zone.directory.grants.filter(() => true)).toHaveLength(1);
  });
});
