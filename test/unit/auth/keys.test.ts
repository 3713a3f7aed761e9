import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeySource } from '../../../src/auth/keys.js';
import { RefusedCaller } from '../../../src/auth/principal.js';
import { createVerify } from '../../../src/auth/verify.js';

const RULES = {
  maxLength: 16_000,
  issuer: 'https://zone.example.com',
  audience: 'https://mcp.example.com/mcp',
  acceptMissingSubProfile: false,
  leewaySeconds: 30,
};

/** A key server in a variable: what it publishes, whether it answers, and how often it was asked. */
const keyServer = { keys: [] as JWK[], isUp: true, hangs: false, asked: 0 };
let pair: GenerateKeyPairResult;

async function published(kid: string): Promise<JWK> {
  return { ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' };
}

function verifier(times: Partial<Record<'maxAgeMs' | 'cooldownMs' | 'retryMs' | 'maxStaleMs', number>> = {}) {
  const keys = createKeySource({
    jwksUri: async () => new URL('https://zone.example.com/openidconnect/jwks'),
    fetch: async () => {
      keyServer.asked += 1;
      if (keyServer.hangs) return new Promise(() => undefined);
      if (!keyServer.isUp) throw new TypeError('fetch failed');
      return Response.json({ keys: keyServer.keys });
    },
    maxAgeMs: 60_000,
    cooldownMs: 30_000,
    retryMs: 0,
    maxStaleMs: 60_000,
    ...times,
  });
  return createVerify(keys, RULES);
}

function sign(header: { alg: string; kid?: string; typ?: string }): Promise<string> {
  return new SignJWT({ sub_profile: 'user', scope: 'mcp:tools' })
    .setProtectedHeader(header)
    .setIssuer(RULES.issuer)
    .setAudience(RULES.audience)
    .setSubject('usr_1')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(pair.privateKey);
}

async function fault(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof RefusedCaller)) throw error;
    return error.refusal.code === 'token_invalid' ? error.refusal.reason : error.refusal.code;
  }
}

beforeEach(async () => {
  pair ??= await generateKeyPair('RS256', { extractable: true });
  Object.assign(keyServer, { keys: [await published('k1')], isUp: true, hangs: false, asked: 0 });
});

describe('keys', () => {
  it('are loaded once for many tokens', async () => {
    const verify = verifier();
    const token = await sign({ alg: 'RS256', kid: 'k1' });
    await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    expect(keyServer.asked).toBe(1);
  });

  it('are asked for at most once more by any number of forged key ids', async () => {
    const verify = verifier();
    await verify(await sign({ alg: 'RS256', kid: 'k1' }));
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, async (_, n) =>
        fault(verify(await sign({ alg: 'RS256', kid: `forged-${n}` }))),
      ),
    );
    expect(new Set(verdicts)).toEqual(new Set(['key_unknown']));
    expect(keyServer.asked).toBeLessThanOrEqual(2);
  });

  it('may rotate without a restart', async () => {
    const verify = verifier({ cooldownMs: 0 });
    await verify(await sign({ alg: 'RS256', kid: 'k1' }));
    keyServer.keys = [await published('k2')];
    await expect(verify(await sign({ alg: 'RS256', kid: 'k2' }))).resolves.toMatchObject({
      subject: 'usr_1',
    });
    expect(await fault(verify(await sign({ alg: 'RS256', kid: 'k1' })))).toBe('key_unknown');
  });

  it('that were never read are our fault, and are used as soon as they are back', async () => {
    const verify = verifier();
    keyServer.isUp = false;
    const token = await sign({ alg: 'RS256', kid: 'k1' });
    expect(await fault(verify(token))).toBe('keys_unavailable');
    keyServer.isUp = true;
    expect(await fault(verify(token))).toBe('accepted');
  });

  it('are not asked for again and again while the key server is down', async () => {
    const verify = verifier({ retryMs: 60_000 });
    keyServer.isUp = false;
    const token = await sign({ alg: 'RS256', kid: 'k1' });
    for (let n = 0; n < 50; n += 1) expect(await fault(verify(token))).toBe('keys_unavailable');
    expect(keyServer.asked).toBe(1);
  });

  it('serve on when they are stale within the bound, and not beyond it', async () => {
    const token = await sign({ alg: 'RS256', kid: 'k1' });
    for (const [maxStaleMs, expected] of [
      [60_000, 'accepted'],
      [0, 'keys_unavailable'],
    ] as const) {
      const verify = verifier({ maxAgeMs: 1, maxStaleMs });
      keyServer.isUp = true;
      expect(await fault(verify(token))).toBe('accepted');
      keyServer.isUp = false;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await fault(verify(token))).toBe(expected);
    }
  });

  it('never make an unknown key id the caller’s fault while they cannot be read', async () => {
    const verify = verifier({ cooldownMs: 0 });
    expect(await fault(verify(await sign({ alg: 'RS256', kid: 'k1' })))).toBe('accepted');
    keyServer.isUp = false;
    expect(await fault(verify(await sign({ alg: 'RS256', kid: 'new' })))).toBe('keys_unavailable');
  });

  it('that are bad or foreign do not disturb the good one', async () => {
    keyServer.keys = [
      { kty: 'OKP', crv: 'Ed25519', kid: 'ed', x: 'AAAA' },
      { kty: 'RSA', kid: 'broken', n: '!', e: 'AQAB' },
      { kty: 'what', kid: 'odd' } as JWK,
      ...keyServer.keys,
    ];
    const verify = verifier();
    expect(await fault(verify(await sign({ alg: 'RS256', kid: 'k1' })))).toBe('accepted');
    // Whoever holds a token that names it is not to be sent to sign in.
    expect(await fault(verify(await sign({ alg: 'RS256', kid: 'broken' })))).toBe('keys_unavailable');
    expect(await fault(verify(await sign({ alg: 'RS256', kid: 'k1' })))).toBe('accepted');
    expect(keyServer.asked).toBe(1);
  });

  it.each([
    ['without any key', () => []],
    ['whose key is too short', (key: JWK) => [{ ...key, n: 'sRe0' }]],
    ['whose key lacks its modulus', ({ n: _, ...key }: JWK) => [key]],
  ])('%s are our fault and not the caller’s', async (_what, change) => {
    const [key] = keyServer.keys;
    if (key === undefined) throw new Error('no key');
    keyServer.keys = change(key) as JWK[];
    expect(await fault(verifier()(await sign({ alg: 'RS256', kid: 'k1' })))).toBe('keys_unavailable');
  });

  it('of one id are tried one after the other, and a forgery is none of them', async () => {
    const other = await generateKeyPair('RS256', { extractable: true });
    keyServer.keys = [{ ...(await exportJWK(other.publicKey)), kid: 'k1', alg: 'RS256' }, ...keyServer.keys];
    const verify = verifier();
    const token = await sign({ alg: 'RS256', kid: 'k1' });
    expect(await fault(verify(token))).toBe('accepted');
    expect(await fault(verify(`${token.slice(0, -8)}AAAAAAAA`))).toBe('signature');
  });

  it('that are old serve while the key server hangs: nobody waits for it', async () => {
    const verify = verifier({ maxAgeMs: 1, cooldownMs: 0 });
    const token = await sign({ alg: 'RS256', kid: 'k1' });
    expect(await fault(verify(token))).toBe('accepted');
    await new Promise((resolve) => setTimeout(resolve, 5));
    keyServer.hangs = true;
    expect(await fault(verify(token))).toBe('accepted');
    expect(await fault(verify(token))).toBe('accepted');
    expect(keyServer.asked).toBe(2);
  });

  it('must not contradict the algorithm, and are for signatures', async () => {
    keyServer.keys = [
      { ...(await published('enc')), use: 'enc' },
      { ...(await published('ps')), alg: 'PS256' },
    ];
    const verify = verifier();
    for (const kid of ['enc', 'ps'])
      expect(await fault(verify(await sign({ alg: 'RS256', kid })))).toBe('key_unknown');
  });
});

describe('token types', () => {
  it.each(['at+jwt', 'application/at+jwt', 'JWT', undefined])('accepts typ %j', async (typ) => {
    expect(
      await fault(verifier()(await sign({ alg: 'RS256', kid: 'k1', ...(typ === undefined ? {} : { typ }) }))),
    ).toBe('accepted');
  });

  it.each(['vnd.kc.su+jwt', 'id_token', 'dpop+jwt', 'oauth-id-jag+jwt', 'x'])(
    'refuses typ %j',
    async (typ) => {
      expect(await fault(verifier()(await sign({ alg: 'RS256', kid: 'k1', typ })))).toBe('type');
    },
  );
});
