import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { type Fault, garbage, startZone, type ZoneOptions } from '../../../src/sandbox/zone/index.js';
import { ADA, exchange, MCP, type Seeded, startSeeded } from './zone-support.js';

let seeded: Seeded | undefined;
const start = async (options: Partial<ZoneOptions> = {}) => {
  seeded = await startSeeded(options);
  return seeded;
};
afterEach(async () => {
  await seeded?.close();
  seeded = undefined;
});

const jwks = async (origin: string): Promise<{ kid: string; d?: string }[]> =>
  JSON.parse(await (await fetch(`${origin}/openidconnect/jwks`)).text()).keys;

describe('the embedded zone does not start', () => {
  it.each([
    ['beyond loopback', { host: '0.0.0.0' }],
    ['under a public name', { publicHost: 'zone.example' }],
    ['in production', { production: true }],
    ['to approve for somebody unknown', { autoApprove: 'nobody@example.test' }],
  ])('%s', async (_what, options) => {
    await expect(startZone({ port: 0, users: [], ...options })).rejects.toThrow(/loopback|production|seeded/);
  });

  it('to answer a page that rebinds its own name to this machine', async () => {
    const { zone } = await start();
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request({ port: zone.port, host: '127.0.0.1', headers: { host: 'evil.example' } }, (res) => {
        res.resume();
        resolve(res.statusCode);
      }).end();
    });
    expect(status).toBe(421);
  });
});

describe('the signing keys', () => {
  it('change on rotation; the old one is published for the overlap and then gone', async () => {
    let time = Date.now();
    const { zone } = await start({ clock: () => time });
    const before = await jwks(zone.origin);
    expect(before).toHaveLength(1);
    expect(before[0]).not.toHaveProperty('d');
    const old = await zone.mintAccessToken({ email: ADA.email });
    await zone.rotateKeys({ overlapMs: 5_000 });
    const during = await jwks(zone.origin);
    expect(during.map(({ kid }) => kid)).toContain(before[0]?.kid);
    expect(during).toHaveLength(2);
    expect((await exchange(seeded as Seeded, old)).status).toBe(200);
    time += 6_000;
    expect((await jwks(zone.origin)).map(({ kid }) => kid)).not.toContain(before[0]?.kid);
    expect((await exchange(seeded as Seeded, old)).body['error']).toBe('invalid_grant');
  });

  it('verify a minted token', async () => {
    const { zone } = await start();
    const keys = createRemoteJWKSet(new URL(`${zone.origin}/openidconnect/jwks`));
    const token = await zone.mintAccessToken({ email: ADA.email });
    const { payload } = await jwtVerify(token, keys, { issuer: zone.issuer, audience: MCP, typ: 'at+jwt' });
    expect(payload).toMatchObject({ sub_profile: 'user', scope: 'mcp:tools' });
  });
});

describe('a minted token', () => {
  it('can be wrong in exactly one way', async () => {
    const { zone } = await start();
    const read = (token: string, part: number) =>
      JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString());
    const token = await zone.mintAccessToken({
      email: ADA.email,
      overrides: { claims: { sub_profile: undefined }, header: { typ: 'JWT' }, ttl: 5 },
    });
    expect(read(token, 0).typ).toBe('JWT');
    expect(read(token, 1)).not.toHaveProperty('sub_profile');
    expect(read(token, 1).exp - read(token, 1).iat).toBe(5);
    await expect(zone.mintAccessToken({ email: 'nobody@example.test' })).rejects.toThrow(/not a user/);
  });

  it('lives as long as its resource says', async () => {
    const { zone, resource } = await start({ accessTokenTtl: 120 });
    const life = async () => {
      const [, payload = ''] = (await zone.mintAccessToken({ email: ADA.email })).split('.');
      const { exp, iat } = JSON.parse(Buffer.from(payload, 'base64url').toString());
      return exp - iat;
    };
    expect(await life()).toBe(120);
    zone.management.patchResource(resource.id, { credential_lifetime_seconds: 600 });
    expect(await life()).toBe(600);
  });
});

describe('told to misbehave', () => {
  const ask = async (fault: Fault) => {
    const { zone } = seeded ?? (await start());
    zone.faults.next('exchange', fault);
    return exchange(seeded as Seeded, await zone.mintAccessToken({ email: ADA.email }));
  };

  it('it answers with any error for as many requests as asked, and then as usual', async () => {
    await start();
    const answer = await ask({
      kind: 'error',
      status: 429,
      error: 'slow_down',
      headers: { 'retry-after': '7' },
    });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(seeded?.zone.journal().at(-1)).toMatchObject({ outcome: 'slow_down', status: 429 });
    const token = (await seeded?.zone.mintAccessToken({ email: ADA.email })) ?? '';
    expect((await exchange(seeded as Seeded, token)).status).toBe(200);
  });

  it('it can send garbage of every kind', async () => {
    await start();
    expect((await ask(garbage.html())).text).toContain('<h1>');
    expect((await ask(garbage.huge(1_000_000))).text.length).toBeGreaterThan(1_000_000);
    expect((await ask(garbage.wrongTokenType('DPoP'))).body['token_type']).toBe('DPoP');
    expect((await ask(garbage.without('access_token'))).body).not.toHaveProperty('access_token');
    expect((await ask(garbage.expiresIn(-1))).body['expires_in']).toBe(-1);
    await expect(ask(garbage.redirect('http://127.0.0.1:1/'))).rejects.toThrow();
    expect((await ask({ kind: 'drip', bytes: 3, ms: 5 })).text.trim()).toBe('{}');
  });

  it('it can be slow, and drop the connection', async () => {
    await start();
    const before = performance.now();
    expect((await ask({ kind: 'latency', ms: 60 })).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(55);
    await expect(ask({ kind: 'reset' })).rejects.toThrow();
    expect(seeded?.zone.journal().at(-1)).toMatchObject({ outcome: 'reset', status: 0 });
  });

  it('it can lose keys, discovery, or everything, and come back', async () => {
    const { zone } = await start();
    const lost: Fault = { kind: 'error', status: 503, error: 'temporarily_unavailable' };
    const status = async (path: string) => (await fetch(`${zone.origin}${path}`)).status;
    const lift = zone.faults.set('jwks', lost);
    expect(await status('/openidconnect/jwks')).toBe(503);
    expect(await status('/.well-known/openid-configuration')).toBe(200);
    lift();
    expect(await status('/openidconnect/jwks')).toBe(200);
    zone.faults.set('discovery', lost);
    expect(await status('/.well-known/oauth-authorization-server')).toBe(503);
    zone.faults.outage();
    await expect(status('/console')).rejects.toThrow();
    zone.faults.clear();
    expect(await status('/.well-known/oauth-authorization-server')).toBe(200);
  });

  it('it can change a genuine document', async () => {
    const { zone } = await start();
    zone.faults.next('discovery', { kind: 'patch', change: (body) => ({ ...body, issuer: 'https://x' }) });
    const answer = await (await fetch(`${zone.origin}/.well-known/openid-configuration`)).json();
    expect(answer).toMatchObject({ issuer: 'https://x', jwks_uri: `${zone.origin}/openidconnect/jwks` });
  });
});

describe('the console', () => {
  it('shows the newest events first, escaped, and the same as JSON', async () => {
    const { zone } = await start();
    const token = await zone.mintAccessToken({ email: ADA.email });
    await exchange(seeded as Seeded, token, { resource: '<script>alert(1)</script>' });
    await exchange(seeded as Seeded, token);
    const page = await fetch(zone.consoleUrl);
    const text = await page.text();
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('<script>alert');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const events = await (await fetch(`${zone.consoleUrl}/audit.json`)).json();
    expect(events).toMatchObject([
      { event: 'credentials:issue', status: 'success' },
      { event: 'credentials:issue', status: 'failure' },
      { event: 'delegated_grants:create' },
    ]);
  });
});

describe('what the zone does not serve', () => {
  it('is a JSON 404', async () => {
    const { zone } = await start();
    for (const path of ['/oauth/2/token/x', '/.well-known/other', '/register', '/session/end']) {
      const answer = await fetch(`${zone.origin}${path}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({ error: 'not_found' });
    }
  });
});
