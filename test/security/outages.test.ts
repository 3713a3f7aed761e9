import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeySource } from '../../src/auth/keys.js';
import { createVerify } from '../../src/auth/verify.js';
import { json } from './support/authority.js';
import { send, toolCall } from './support/eras.js';
import { type Guarded, startGuarded } from './support/guarded.js';
import { expectInvalidToken, expectServed } from './support/refusals.js';

/** A zone that is away for a while, or has moved its keys: whom it touches, and how it is found again. */
let server: Guarded;
beforeEach(async () => {
  server = await startGuarded();
});
afterEach(() => server.stop());

describe('an outage of the keys', () => {
  it('S60: does not touch callers whose key is known, and is never told as a 401', async () => {
    await expectServed(server, server.tokenOf('ada'), 'ada');
    server.authority.misbehave.jwks = (res) => {
      res.destroy();
      return true;
    };
    await expectServed(server, server.tokenOf('ada'), 'ada');
    const header = { ...server.authority.header, kid: 'perhaps-new' };
    const unknown = server.authority.mint('ada', server.mcp, {}, header);
    await expect
      .poll(async () => (await send(server.url, unknown, toolCall('legacy', 'get_user'))).status, {
        timeout: 8_000,
        interval: 250,
      })
      .toBe(503);
    await expectServed(server, server.tokenOf('ada'), 'ada');
  });

  it('S61: or a rotation is over as soon as the new key is published: many callers, one request, no restart', async () => {
    await expectServed(server, server.tokenOf('ada'), 'ada');
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const published = { ...next.publicKey.export({ format: 'jwk' }), kid: 'next', alg: 'RS256', use: 'sig' };
    server.authority.keySet.keys = [published];
    const payload = Buffer.from(server.tokenOf('ada').split('.')[1] ?? '', 'base64url');
    const header = JSON.stringify({ ...server.authority.header, kid: 'next' });
    const token = server.authority.signText(header, payload, next.privateKey);
    server.authority.adopt(token, 'ada');
    const all = (): Promise<number[]> =>
      Promise.all(
        Array.from(
          { length: 20 },
          async () => (await send(server.url, token, toolCall('modern', 'get_user'))).status,
        ),
      );
    server.forget();
    await expect.poll(all, { timeout: 9_000, interval: 300 }).toEqual(Array.from({ length: 20 }, () => 200));
    expect(server.authority.asked.jwks).toBe(1);
    const old = await send(server.url, server.tokenOf('ada'), toolCall('modern', 'get_user'));
    expectInvalidToken(old, server);
  });

  it('S64: survives callers who ask again at the very moment in which they fail', async () => {
    let asked = 0;
    const keys = createKeySource({
      jwksUri: async () => new URL('https://zone.example/jwks'),
      fetch: async () => {
        asked += 1;
        throw new TypeError('fetch failed');
      },
      maxAgeMs: 1,
      cooldownMs: 0,
      retryMs: 0,
      maxStaleMs: 0,
    });
    const verify = createVerify(keys, {
      issuer: 'https://zone.example',
      audience: 'https://mcp.example/mcp',
      acceptMissingSubProfile: false,
      leewaySeconds: 30,
      maxLength: 16_000,
    });
    const token = server.tokenOf('ada');
    const askAgain = (left: number): Promise<string> =>
      verify(token).then(
        () => 'accepted',
        (error: Error) => (left === 0 ? error.message : askAgain(left - 1)),
      );
    const ends = await Promise.all(Array.from({ length: 20 }, () => askAgain(25)));
    expect(new Set(ends)).toEqual(new Set(['keys_unavailable']));
    expect(asked).toBeGreaterThan(1);
  });
});

describe('a zone that comes and goes', () => {
  it('S63: fails calls within their deadline, leaves everything else as it was, and is looked for by one call', async () => {
    const other = await startGuarded({ env: { CALL_TIMEOUT_SECONDS: '3' } });
    const { authority } = other;
    const call = (who: string) => send(other.url, other.tokenOf(who), toolCall('legacy', 'get_user'));
    await expectServed(other, other.tokenOf('ada'), 'ada');
    // One person's refusals are no outage, however many there are.
    authority.misbehave.token = (res, seen) => {
      if (seen?.subject !== 'mallory') return undefined;
      json(res, 400, { error: 'access_denied' });
      return true;
    };
    for (let n = 0; n < 12; n += 1) expect((await call('mallory')).text).toMatch(/access policy/);
    expect((await call('ada')).isError).toBe(false);
    authority.misbehave.token = (res) => {
      res.destroy();
      return true;
    };
    const failed = await Promise.all(Array.from({ length: 100 }, (_, n) => call(`user-${n}`)));
    expect(failed.filter(({ isError, status }) => !isError || status !== 200)).toEqual([]);
    for (const answer of failed) expect(answer.text).toMatch(/^Keycard is not available/);
    other.forget();
    expect((await call('ada')).isError).toBe(true);
    expect(authority.asked.token).toBe(0);
    const list = await send(other.url, other.tokenOf('ada'), {
      ...toolCall('legacy', ''),
      body: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
    });
    expect(list.status).toBe(200);
    // Half open: while the probe is on its way, nobody else goes.
    await expect
      .poll(() => call('ada').then(() => authority.asked.token), { timeout: 8_000, interval: 200 })
      .toBeGreaterThan(0);
    expect(authority.asked.token).toBe(1);
    delete authority.misbehave.token;
    await expect.poll(async () => (await call('ada')).isError, { timeout: 8_000, interval: 200 }).toBe(false);
    await other.stop();
  }, 30_000);
});
