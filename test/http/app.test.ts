import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Refusal } from '../../src/auth/principal.js';
import { createTestApp, ISSUER, RESOURCE } from '../support/app.js';

const seen: { faults: unknown[]; refusals: Refusal[]; entered: number } = {
  faults: [],
  refusals: [],
  entered: 0,
};
const app = createTestApp(seen);
const METADATA = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp';

beforeEach(() => Object.assign(seen, { faults: [], refusals: [], entered: 0 }));

function post(body: string | object, headers: Record<string, string> = {}) {
  return request(app)
    .post('/mcp')
    .set({
      Host: 'mcp.example.com',
      Authorization: 'Bearer good',
      'Content-Type': 'application/json',
      ...headers,
    })
    .send(body);
}

describe('authentication at the door', () => {
  it('challenges a request without credentials and names no error', async () => {
    const res = await request(app).post('/mcp').set('Host', 'mcp.example.com').send({});
    expect(res.status).toBe(401);
    expect(res.headers['www-authenticate']).toBe(`Bearer scope="mcp:tools", resource_metadata="${METADATA}"`);
    expect(res.body.error).toBe('credentials_missing');
  });

  it('challenges an invalid token with invalid_token, where to sign in and for what', async () => {
    const res = await post({}, { Authorization: 'Bearer nonsense' });
    expect(res.status).toBe(401);
    expect(res.headers['www-authenticate']).toMatch(
      /^Bearer error="invalid_token", error_description="[^"]+", scope="mcp:tools", resource_metadata="/,
    );
    expect(seen.refusals).toEqual([{ code: 'token_invalid', reason: 'signature' }]);
  });

  it('answers a token without the scope with 403 and the scope to ask for', async () => {
    const res = await post({}, { Authorization: 'Bearer scopeless' });
    expect(res.status).toBe(403);
    expect(res.headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope".*scope="mcp:tools"/);
  });

  it('answers 503 with Retry-After, and no challenge, when keys cannot be had', async () => {
    const res = await post({}, { Authorization: 'Bearer outage' });
    expect(res.status).toBe(503);
    expect(res.headers['retry-after']).toBe('2');
    expect(res.headers['www-authenticate']).toBeUndefined();
  });

  it('answers 500 without a detail for a fault of its own', async () => {
    const res = await post({}, { Authorization: 'Bearer bug' });
    expect(res.status).toBe(500);
    expect(res.headers['www-authenticate']).toBeUndefined();
    expect(res.text).not.toMatch(/secret|TypeError|at /);
    expect(seen.faults).toHaveLength(1);
  });

  it('takes the scheme in any case and refuses what is not one bearer token', async () => {
    expect((await post({}, { Authorization: 'bearer good' })).status).toBe(200);
    expect((await post({}, { Authorization: 'BEARER good' })).status).toBe(200);
    for (const odd of ['Bearer', 'Bearer  good', 'Bearer good x', 'good', 'Bearer "good"', 'Bearer göod']) {
      const res = await post({}, { Authorization: odd });
      expect([odd, res.status, res.body.error]).toEqual([odd, 401, 'invalid_token']);
    }
    const other = await post({}, { Authorization: 'Basic Z29vZA==' });
    expect([other.status, other.body.error]).toEqual([401, 'credentials_missing']);
  });

  it('reads no token from the query or the body', async () => {
    for (const path of ['/mcp?access_token=good', '/mcp?authorization=Bearer+good']) {
      const res = await request(app).post(path).set('Host', 'mcp.example.com').send({ access_token: 'good' });
      expect(res.status).toBe(401);
      expect(res.body.error).toBe('credentials_missing');
    }
  });

  it('does not parse a body before it knows the caller', async () => {
    const res = await post('{'.repeat(5000), { Authorization: 'Bearer nonsense' });
    expect(res.status).toBe(401);
  });
});

describe('methods', () => {
  it.each(['get', 'delete', 'put', 'patch', 'head'] as const)(
    'answers %s with 405 when signed in and 401 when not',
    async (method) => {
      const signedIn = await request(app)
        [method]('/mcp')
        .set({ Host: 'mcp.example.com', Authorization: 'Bearer good' });
      expect([signedIn.status, signedIn.headers['allow']]).toEqual([405, 'POST']);
      const stranger = await request(app)[method]('/mcp').set('Host', 'mcp.example.com');
      expect(stranger.status).toBe(401);
    },
  );

  it('serves /mcp/ as /mcp, without a redirect', async () => {
    const res = await request(app)
      .post('/mcp/')
      .set({ Host: 'mcp.example.com', Authorization: 'Bearer good' })
      .send({ a: 1 });
    expect([res.status, res.body]).toEqual([200, { echo: { a: 1 } }]);
  });

  it('serves /mcp with a query string', async () => {
    const res = await request(app)
      .post('/mcp?x=1')
      .set({ Host: 'mcp.example.com', Authorization: 'Bearer good' })
      .send({ a: 1 });
    expect(res.status).toBe(200);
  });
});

describe('bodies', () => {
  it.each([
    ['broken JSON', '{"a":', {}, 400, -32700],
    ['a string', '"x"', {}, 400, -32600],
    ['null', 'null', {}, 400, -32600],
    ['a batch', '[{"jsonrpc":"2.0"}]', {}, 400, -32600],
    ['an empty batch', '[]', {}, 400, -32600],
    ['too many bytes', JSON.stringify({ a: 'x'.repeat(2000) }), {}, 413, -32600],
    ['too deep a nesting', `${'{"a":'.repeat(6)}1${'}'.repeat(6)}`, {}, 400, -32600],
    ['too many members', JSON.stringify({ a: Array.from({ length: 60 }, () => 0) }), {}, 400, -32600],
    ['text', 'a=1', { 'Content-Type': 'text/plain' }, 415, -32600],
    ['a form', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, -32600],
    ['a malformed content type', '{}', { 'Content-Type': '/////' }, 415, -32600],
    ['a foreign charset', '{}', { 'Content-Type': 'application/json; charset=iso-8859-1' }, 415, -32600],
    [
      'bytes that are not what the charset says',
      '{}',
      { 'Content-Type': 'application/json; charset=utf-16' },
      415,
      -32600,
    ],
    ['a compressed body', '{}', { 'Content-Encoding': 'gzip' }, 415, -32600],
  ])('refuses %s as a JSON-RPC error', async (_, body, headers, status, code) => {
    const res = await post(body, headers);
    expect([res.status, res.body.error?.code, res.body.id]).toEqual([status, code, null]);
    expect(res.headers['content-type']).toMatch(/^application\/json/);
    expect(seen.entered).toBe(0);
  });

  it('takes what is just within the bounds', async () => {
    const deep = `${'{"a":'.repeat(5)}1${'}'.repeat(5)}`;
    expect((await post(deep)).status).toBe(200);
    expect((await post({ a: 'é'.repeat(400) })).status).toBe(200);
  });
});

describe('hosts and origins', () => {
  it.each(['evil.example.com', '127.0.0.1.nip.io', 'mcp.example.com.evil.com', 'mcp.example.com:81', ''])(
    'refuses the Host %j',
    async (host) => {
      const res = await post({}, { Host: host });
      expect(res.status).toBeGreaterThanOrEqual(400);
      expect(res.status).toBeLessThan(500);
      expect(seen.entered).toBe(0);
    },
  );

  it('takes the port that the scheme has anyway for the same host', async () => {
    const other = await post({}, { Host: 'mcp.example.com' });
    expect((await post({}, { Host: 'mcp.example.com:443' })).status).toBe(other.status);
    expect((await post({}, { Host: 'mcp.example.com:80' })).status).toBe(403);
  });

  it('reflects no forwarded host anywhere', async () => {
    const res = await request(app).post('/mcp').set({
      Host: 'mcp.example.com',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'host=evil.example',
    });
    expect(res.headers['www-authenticate']).toContain(METADATA);
    expect(JSON.stringify(res.headers)).not.toContain('evil');
  });

  it.each(['https://evil.example', 'null', 'https://chat.example.com.evil.com', 'http://localhost:3000'])(
    'refuses a page from %s',
    async (origin) => {
      const res = await post({}, { Origin: origin });
      expect([res.status, res.body.error]).toEqual([403, 'origin_not_allowed']);
      expect(res.headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it('refuses a foreign page below the endpoint as well, where there is nothing', async () => {
    const below = (origin: string) =>
      request(app).post('/mcp/sse').set({ Host: 'mcp.example.com', Origin: origin });
    expect((await below('https://evil.example')).body.error).toBe('origin_not_allowed');
    expect((await below('https://chat.example.com')).status).toBe(404);
  });

  it('tells the options to whoever asks for them, page or not', async () => {
    expect((await request(app).options('/mcp').set({ Host: 'mcp.example.com' })).status).toBe(204);
  });

  it('answers the preflight of an allowed page without a token and lets it read the challenge', async () => {
    const preflight = await request(app).options('/mcp').set({
      Host: 'mcp.example.com',
      Origin: 'https://chat.example.com',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,mcp-protocol-version,mcp-method,mcp-param-x',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('mcp-param-x');
    const res = await request(app)
      .post('/mcp')
      .set({ Host: 'mcp.example.com', Origin: 'https://chat.example.com' });
    expect(res.headers['access-control-allow-origin']).toBe('https://chat.example.com');
    expect(res.headers['access-control-expose-headers']).toContain('WWW-Authenticate');
    expect(res.headers['access-control-allow-credentials']).toBeUndefined();
  });
});

describe('metadata', () => {
  it.each([
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-protected-resource/mcp/',
  ])('serves the same document at %s, to anybody', async (path) => {
    const res = await request(app)
      .get(path)
      .set({ Host: 'mcp.example.com', Origin: 'https://anywhere.example' });
    expect(res.status).toBe(200);
    expect(res.body).toMatchObject({
      resource: RESOURCE,
      authorization_servers: [ISSUER],
      scopes_supported: ['mcp:tools'],
    });
    expect(res.headers['access-control-allow-origin']).toBe('*');
    expect((await request(app).head(path).set('Host', 'mcp.example.com')).status).toBe(200);
  });

  it("mirrors the authorization server's metadata with its true issuer", async () => {
    const res = await request(app)
      .get('/.well-known/oauth-authorization-server')
      .set('Host', 'mcp.example.com');
    expect([res.status, res.body.issuer]).toEqual([200, ISSUER]);
  });

  it.each([
    '/.well-known/openid-configuration',
    '/.well-known/anything',
    '/.well-known/',
    '/favicon.ico',
    '/index.html',
    '/mcp/x',
    '/%2e%2e/etc',
  ])('answers %s with a JSON 404', async (path) => {
    const res = await request(app).get(path).set('Host', 'mcp.example.com');
    expect([res.status, res.body.error]).toEqual([404, 'not_found']);
  });

  it('answers a path that cannot be decoded with a JSON 4xx', async () => {
    const res = await request(app).get('/%E0%A4%A').set('Host', 'mcp.example.com');
    expect([400, 404]).toContain(res.status);
    expect(res.headers['content-type']).toMatch(/json/);
  });
});

describe('every answer', () => {
  it('carries a request id, takes over a sane one, and tells nothing about the software', async () => {
    const own = await post({}, { 'X-Request-Id': 'trace-12345678' });
    expect(own.headers['x-request-id']).toBe('trace-12345678');
    const odd = await post({}, { 'X-Request-Id': 'a b"c' });
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(odd.headers['x-powered-by']).toBeUndefined();
  });
});

describe('health', () => {
  it('is told to anybody on any Host', async () => {
    for (const path of ['/healthz', '/readyz']) {
      expect((await request(app).get(path).set('Host', '10.0.0.7')).status).toBe(200);
      expect((await request(app).post(path).set('Host', '10.0.0.7')).status).toBe(405);
    }
  });
});
