import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json } from './support/authority.js';
import { count } from './support/counts.js';
import { BOTH, send, toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { expectInvalidToken, expectServed } from './support/refusals.js';

/** Keys that are asked for too often, or that are not there, too many, broken or somebody else's. */
let server: Guarded;
beforeEach(async () => {
  server = await startGuarded();
});
afterEach(() => server.stop());

const COOLDOWN_MS = 5_000;

describe('forged key ids', () => {
  it('S59: in a thousand tokens cause one request per cool-down, and no exchange', async (context) => {
    const { authority } = server;
    await expectServed(server, server.tokenOf('ada'), 'ada');
    server.forget();
    const thief = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const payload = Buffer.from(server.tokenOf('ada').split('.')[1] ?? '', 'base64url');
    const started = Date.now();
    for (let batch = 0; batch < 20; batch += 1) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) => {
          const header = JSON.stringify({ ...authority.header, kid: `forged-${batch}-${n}` });
          const token = authority.signText(header, payload, thief);
          return send(server.url, token, toolCall(BOTH[n % 2] ?? 'legacy', 'get_user'));
        }),
      );
      count(context, 'forged tokens tried', answers.length);
      count(context, 'forged tokens accepted', answers.filter(({ status }) => status === 200).length);
      for (const answer of answers) expectInvalidToken(answer, server);
    }
    const coolDowns = 1 + Math.ceil((Date.now() - started) / COOLDOWN_MS);
    expect(authority.asked.jwks).toBeLessThanOrEqual(coolDowns);
    expect(server.upstream()).toEqual(NOTHING);
    await expectServed(server, server.tokenOf('ada'), 'ada');
  });
});

describe('a set of keys', () => {
  const good = (): unknown[] => [server.authority.jwk];
  const callOnce = () => send(server.url, server.tokenOf('ada'), toolCall('legacy', 'get_user'));

  it.each<[string, () => unknown[]]>([
    ['a bad one', () => [{ kty: 'RSA', kid: 'bad', n: '!', e: '' }, ...good()]],
    ['foreign ones', () => [{ kty: 'x' }, { kty: 'oct', k: 'c2VjcmV0', kid: 'authority-1x' }, {}, ...good()]],
    [
      'a thousand more',
      () => [
        ...Array.from({ length: 1_000 }, (_, n) => ({ ...server.authority.jwk, kid: `k${n}` })),
        ...good(),
      ],
    ],
    ['a short one', () => [{ kty: 'RSA', kid: 's', n: 'AQAB', e: 'AQAB' }, ...good()]],
  ])('S62: with %s in it still serves the good one', async (_, keys) => {
    server.authority.keySet.keys = keys();
    await expectServed(server, server.tokenOf('ada'), 'ada');
  });

  it('S62, S60: that is no set at all is our fault and not the caller’s, and is read again later', async () => {
    const answers: ((res: Parameters<typeof json>[0]) => void)[] = [
      (res) => res.end('<h1>It works</h1>'),
      (res) => res.end(JSON.stringify({ keys: [], pad: 'x'.repeat(10_000_000) })),
      (res) => json(res, 200, { keys: 'many' }),
      (res) => json(res, 200, { keys: [null, 1] }),
      (res) => res.end('{"keys":['),
      (res) => json(res, 500, {}),
      (res) => json(res, 401, {}),
    ];
    await Promise.all(answers.map(refuseThenServe));
  });

  async function refuseThenServe(answer: (res: Parameters<typeof json>[0]) => void): Promise<void> {
    const other = await startGuarded();
    other.authority.misbehave.jwks = (res) => {
      answer(res);
      return true;
    };
    const refused = await send(other.url, other.tokenOf('ada'), toolCall('legacy', 'get_user'));
    expect([refused.status, refused.headers.get('WWW-Authenticate')]).toEqual([503, null]);
    expect(refused.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect(refused.json).toMatchObject({ error: 'temporarily_unavailable' });
    expect(refused.body).not.toMatch(/<h1>|xxxx|node_modules/);
    delete other.authority.misbehave.jwks;
    const again = () => send(other.url, other.tokenOf('ada'), toolCall('legacy', 'get_user'));
    await expect.poll(async () => (await again()).status, { timeout: 6_000, interval: 250 }).toBe(200);
    await other.stop();
  }

  it('S62: is not fetched from where a redirect points', async () => {
    const asked: string[] = [];
    const thief = createServer((req, res) => {
      asked.push(String(req.url));
      json(res, 200, { keys: good() });
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    const { port } = thief.address() as AddressInfo;
    server.authority.misbehave.jwks = (res) => {
      res.writeHead(302, { Location: `http://127.0.0.1:${port}/jwks` });
      res.end();
      return true;
    };
    expect((await callOnce()).status).toBe(503);
    expect(asked).toEqual([]);
    thief.close();
  });

  it('S62: is not taken from metadata that names another origin or another issuer', async () => {
    for (const changes of [
      { jwks_uri: 'http://127.0.0.1:9/jwks' },
      { token_endpoint: 'http://127.0.0.1:9/token' },
      { issuer: 'https://evil.example' },
      { jwks_uri: undefined },
    ]) {
      const other = await startGuarded();
      const { issuer } = other.authority;
      other.authority.misbehave.metadata = (res) => {
        json(res, 200, { issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, ...changes });
        return true;
      };
      const answer = await send(other.url, other.tokenOf('ada'), toolCall('legacy', 'get_user'));
      expect([answer.status, other.authority.asked.jwks]).toEqual([503, 0]);
      await other.stop();
    }
  });

  it('S62: without key ids serves a token without one as long as one key fits', async () => {
    const { kid: _, ...anonymous } = server.authority.jwk;
    server.authority.keySet.keys = [anonymous];
    const { kid: __, ...header } = server.authority.header;
    const token = server.authority.mint('ada', server.mcp, {}, header);
    await expectServed(server, token, 'ada');
  });
});
