import { createServer } from 'node:http';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startZone } from '../../../src/sandbox/zone/index.js';
import { pairInTurn } from '../../support/signing-pairs.js';
import {
  ACCESS_TOKEN,
  ADA,
  authorizeUrl,
  createBrowser,
  EXCHANGE,
  LINEAR,
  post,
  redeem,
  register,
  type Seeded,
  startSeeded,
} from './zone-support.js';

let seeded: Seeded;
let closing: (() => unknown)[] = [];
beforeEach(async () => {
  seeded = await startSeeded();
});
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
  await seeded.close();
});

/** Serves JSON documents by path on this machine. */
async function serve(documents: (origin: string) => Record<string, unknown>) {
  const server = createServer((req, res) => {
    const body = documents(origin)[req.url ?? ''];
    res.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  closing.push(() => server.close());
  return origin;
}

async function keyPair(kid = 'k1') {
  const { privateKey, publicKey } = await pairInTurn();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
  return { jwk, sign };
}

const now = () => Math.floor(Date.now() / 1000);

async function exchangeWith(assertion: string, change: Record<string, string> = {}) {
  return post(seeded.zone.tokenEndpoint, {
    grant_type: EXCHANGE,
    subject_token: await seeded.zone.mintAccessToken({ email: ADA.email }),
    subject_token_type: ACCESS_TOKEN,
    resource: LINEAR,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...change,
  });
}

describe('discovery', () => {
  it('is the same document at both addresses and advertises what a zone does', async () => {
    const { zone } = seeded;
    const read = async (path: string) => (await fetch(`${zone.origin}${path}`)).json();
    const document = await read('/.well-known/oauth-authorization-server');
    expect(await read('/.well-known/openid-configuration')).toEqual(document);
    expect(document).toMatchObject({
      issuer: zone.issuer,
      authorization_endpoint: `${zone.issuer}/oauth/2/authorize`,
      token_endpoint: `${zone.issuer}/oauth/2/token`,
      registration_endpoint: `${zone.issuer}/oauth/2/registration`,
      jwks_uri: `${zone.issuer}/openidconnect/jwks`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'mcp:tools'],
      client_id_metadata_document_supported: true,
      authorization_response_iss_parameter_supported: true,
    });
    expect(document).toHaveProperty(
      'grant_types_supported',
      expect.arrayContaining(['authorization_code', 'refresh_token', EXCHANGE, 'client_credentials']),
    );
    expect(JSON.stringify(document)).not.toMatch(/offline_access|implicit/);
  });

  it('can be read and used by a client in a web page', async () => {
    const answer = await fetch(`${seeded.zone.origin}/oauth/2/registration`, { method: 'OPTIONS' });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toContain('content-type');
  });
});

describe('dynamic registration', () => {
  it('makes a public client of whoever asks', async () => {
    const { status, body } = await register(seeded.zone.origin, {
      token_endpoint_auth_method: 'client_secret_basic',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ token_endpoint_auth_method: 'none', application_type: 'native' });
    expect(body).not.toHaveProperty('client_secret');
  });

  it('overlooks empty strings, null and scopes that it does not know', async () => {
    const odd = { client_uri: '', logo_uri: null, tos_uri: '', scope: '', contacts: null };
    expect((await register(seeded.zone.origin, odd)).status).toBe(201);
    const { status, body } = await register(seeded.zone.origin, { scope: 'mcp:tools offline_access admin' });
    expect(status).toBe(201);
    expect(body['scope']).toBe('mcp:tools');
  });

  it.each([
    ['plain http to another host', { redirect_uris: ['http://client.example/callback'] }],
    ['no redirect address', { redirect_uris: [] }],
    ['something that is no address', { redirect_uris: ['nonsense'] }],
  ])('refuses %s', async (_what, metadata) => {
    const { status, body } = await register(seeded.zone.origin, metadata);
    expect(status).toBe(400);
    expect(body['error']).toBe('invalid_redirect_uri');
  });

  it('refuses what is not JSON, and what is too large, as JSON', async () => {
    const send = (body: string) =>
      fetch(`${seeded.zone.origin}/oauth/2/registration`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
    for (const body of ['{', '[]', JSON.stringify({ client_name: 'x'.repeat(100_000) })]) {
      const answer = await send(body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toHaveProperty('error');
    }
  });

  it('lets a client on this machine come back on another port', async () => {
    const { zone } = seeded;
    const { id } = await register(zone.origin, { redirect_uris: ['http://127.0.0.1:1/callback'] });
    const page = await createBrowser(zone.origin).go(authorizeUrl(zone.origin, id));
    expect(page.text).toContain('Sign in');
  });

  it('refuses an address that was not registered', async () => {
    const { id } = await register(seeded.zone.origin);
    const page = await createBrowser(seeded.zone.origin).go(
      authorizeUrl(seeded.zone.origin, id, { redirect_uri: 'https://evil.example/callback' }),
    );
    expect(page.status).toBe(400);
    expect(page.text).toContain('redirect_uri');
  });
});

describe('client ID metadata documents', () => {
  const id = 'https://client.example/metadata.json';
  const document = {
    client_id: id,
    client_name: 'Document client',
    redirect_uris: ['http://127.0.0.1:4321/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  };

  it('stand for the client at their address', async () => {
    await seeded.close();
    const asked: string[] = [];
    const fetcher: typeof fetch = async (input) => {
      asked.push(String(input));
      return Response.json(document);
    };
    seeded = await startSeeded({ fetch: fetcher });
    const { zone } = seeded;
    const browser = createBrowser(zone.origin);
    const signIn = await browser.go(authorizeUrl(zone.origin, id));
    expect(signIn.text).toContain('Document client');
    const consent = await browser.submit(signIn, { user: ADA.email });
    const done = await browser.submit(consent, { decision: 'allow' });
    expect((await redeem(zone.origin, id, done.url)).status).toBe(200);
    expect(asked).toEqual([id]);
  });

  it('are not fetched from this machine or over plain http', async () => {
    const { zone } = seeded;
    for (const bad of ['https://127.0.0.1:1/metadata.json', 'http://127.0.0.1:1/metadata.json']) {
      const page = await createBrowser(zone.origin).go(authorizeUrl(zone.origin, bad));
      expect(page.status).toBe(400);
    }
  });

  it('can be switched off', async () => {
    const zone = await startZone({
      port: 0,
      makePair: pairInTurn,
      users: [],
      clientIdMetadataDocuments: false,
    });
    closing.push(zone.close);
    const answer = await (await fetch(`${zone.origin}/.well-known/openid-configuration`)).json();
    expect(answer).not.toHaveProperty('client_id_metadata_document_supported');
  });
});

describe('private_key_jwt', () => {
  async function arrange() {
    const keys = await keyPair();
    const origin = await serve(() => ({ '/jwks': { keys: [keys.jwk] } }));
    const credential = seeded.zone.management.createCredential({
      application_id: seeded.application.id,
      type: 'public-key',
      identifier: 'https://server.example/app',
      jwks_uri: `${origin}/jwks`,
    });
    let jti = 0;
    const assertion = (change: JWTPayload = {}) => {
      jti += 1;
      const about = { iss: credential.identifier, sub: credential.identifier };
      return keys.sign({
        ...about,
        aud: seeded.zone.tokenEndpoint,
        jti: `j${jti}`,
        iat: now(),
        exp: now() + 60,
        ...change,
      });
    };
    return { assertion };
  }

  it('authenticates an application by its own key', async () => {
    const { assertion } = await arrange();
    expect((await exchangeWith(await assertion())).status).toBe(200);
    expect(seeded.zone.journal().at(-1)).toMatchObject({ client: 'https://server.example/app' });
  });

  it('takes each assertion once', async () => {
    const { assertion } = await arrange();
    const once = await assertion();
    expect((await exchangeWith(once)).status).toBe(200);
    expect((await exchangeWith(once)).body['error_description']).toMatch(/used before/);
  });

  it.each([
    ['made out to the issuer', () => ({ aud: seeded.zone.issuer })],
    ['made out to itself', () => ({ aud: 'https://server.example/app' })],
    ['made out to several', () => ({ aud: [seeded.zone.tokenEndpoint, 'https://other.example'] })],
    ['that lives longer than five minutes', () => ({ exp: now() + 400 })],
    ['that is expired', () => ({ exp: now() - 1 })],
    ['without an id', () => ({ jti: undefined })],
    ['of another issuer', () => ({ iss: 'https://other.example' })],
    ['of an unknown client', () => ({ iss: 'x', sub: 'x' })],
  ])('refuses one %s', async (_what, change) => {
    const { assertion } = await arrange();
    const answer = await exchangeWith(await assertion(change() as JWTPayload));
    expect(answer.status).toBe(401);
    expect(answer.body['error']).toBe('invalid_client');
  });

  it('refuses a second way of authentication beside it, another type, and another client_id', async () => {
    const { assertion } = await arrange();
    expect((await exchangeWith(await assertion(), { client_id: 'other' })).status).toBe(401);
    expect((await exchangeWith(await assertion(), { client_assertion_type: 'other' })).status).toBe(401);
    const both = await post(
      seeded.zone.tokenEndpoint,
      { grant_type: EXCHANGE, client_assertion: await assertion() },
      seeded.basic,
    );
    expect(both.status).toBe(401);
  });
});

describe('workload identity', () => {
  async function arrange(subject?: string) {
    const keys = await keyPair('platform');
    const origin = await serve((self) => ({
      '/.well-known/openid-configuration': { issuer: self, jwks_uri: `${self}/keys` },
      '/keys': { keys: [keys.jwk] },
    }));
    const { zone, application } = seeded;
    const provider = zone.management.createProvider({
      name: 'Cluster',
      identifier: origin,
      protocols: { oauth2: { issuer: origin } },
    });
    const credential = zone.management.createCredential({
      application_id: application.id,
      type: 'token',
      provider_id: provider.id,
      ...(subject !== undefined && { subject }),
    });
    const token = (change: JWTPayload = {}) =>
      keys.sign({
        iss: origin,
        sub: 'system:serviceaccount:apps:linear',
        aud: zone.issuer,
        exp: now() + 3000,
        ...change,
      });
    return { token, credential };
  }

  it("authenticates an application by its platform's token, which may be used again", async () => {
    const { token } = await arrange('system:serviceaccount:apps:linear');
    const assertion = await token();
    expect((await exchangeWith(assertion)).status).toBe(200);
    expect((await exchangeWith(assertion)).status).toBe(200);
  });

  it('takes any token of the issuer where the credential names no subject', async () => {
    const { token, credential } = await arrange();
    expect(credential.identifier).toBe('*');
    expect((await exchangeWith(await token({ sub: 'anything' }))).status).toBe(200);
  });

  it.each([
    ['another subject', { sub: 'system:serviceaccount:apps:other' }],
    ['another audience', { aud: 'https://other.example' }],
    ['another issuer', { iss: 'https://other.example' }],
    ['an expiry in the past', { exp: 1 }],
  ])('refuses %s', async (_what, change) => {
    const { token } = await arrange('system:serviceaccount:apps:linear');
    expect((await exchangeWith(await token(change))).body['error']).toBe('invalid_client');
  });
});
