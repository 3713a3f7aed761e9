import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { send, toolCall } from './support/eras.js';
import { type Guarded, startGuarded } from './support/guarded.js';
import { expectInvalidToken, expectServed, refuseAll } from './support/refusals.js';

/** Tokens whose signature, key or header is forged: refused the same way, in both eras, before anything is spent. */
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded();
});
afterAll(() => server.stop());
beforeEach(() => server.forget());

const b64 = (value: string | Buffer): string => Buffer.from(value).toString('base64url');
const claims = (): string => payloadOf(server.tokenOf('ada'));
const payloadOf = (token: string): string =>
  Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
const signed = (header: object): string => server.authority.signText(JSON.stringify(header), claims());

describe('a forged signature', () => {
  it('S1: is no better when the algorithm says that there is none', (context) => {
    const unsigned = ['none', 'None', 'NONE', 'nOnE', ''].map(
      (alg) => `${b64(JSON.stringify({ ...server.authority.header, alg }))}.${b64(claims())}.`,
    );
    const genuine = server.tokenOf('ada').split('.')[2];
    return refuseAll(context, server, [...unsigned, `${b64('{"alg":"none"}')}.${b64(claims())}.${genuine}`]);
  });

  it('S2: is no better when our public key was taken for a shared secret', (context) => {
    const { jwk, header } = server.authority;
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const secrets = [
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'spki', format: 'der' }),
      key.export({ type: 'pkcs1', format: 'pem' }),
      JSON.stringify(jwk),
      String(jwk.n),
      '',
    ];
    const tokens = secrets.flatMap((secret) =>
      (['256', '384', '512'] as const).map((bits) => {
        const input = `${b64(JSON.stringify({ ...header, alg: `HS${bits}` }))}.${b64(claims())}`;
        return `${input}.${b64(createHmac(`sha${bits}`, secret).update(input).digest())}`;
      }),
    );
    return refuseAll(context, server, tokens);
  });

  it('S3: is no better when the algorithm contradicts the key, and short keys sign nothing', async (context) => {
    const { authority } = server;
    const algorithms = ['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'RSA-OAEP', 'rs256'];
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const published = { kid: 'short', alg: 'RS256', use: 'sig' };
    authority.keySet.keys.push(
      { ...short.publicKey.export({ format: 'jwk' }), ...published },
      { ...authority.jwk, kid: 'for-encryption', use: 'enc' },
      { ...authority.jwk, kid: 'other-algorithm', alg: 'PS256' },
      { ...authority.jwk, kid: 'other-operations', key_ops: ['encrypt'] },
    );
    const kids = ['for-encryption', 'other-algorithm', 'other-operations'];
    await refuseAll(context, server, [
      ...algorithms.map((alg) => signed({ ...authority.header, alg })),
      ...kids.map((kid) => signed({ ...authority.header, kid })),
      authority.signText(JSON.stringify({ ...authority.header, kid: 'short' }), claims(), short.privateKey),
    ]);
  });

  it('S4: is no better with a key id that is a path, a query, a monster or no text, and none of it is logged', async (context) => {
    const kids = [
      '../../../../dev/null',
      "x' UNION SELECT 'canary-kid' --",
      'canary-kid'.repeat(1_000),
      42,
      null,
      ['authority-1'],
      { $ne: 'canary-kid' },
      '__proto__',
      'constructor',
      '',
    ];
    const { header, signText } = server.authority;
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await refuseAll(
      context,
      server,
      kids.map((kid) => signText(JSON.stringify({ ...header, kid }), claims(), other)),
    );
    expect(server.logText()).not.toMatch(/canary-kid|dev\/null|__proto__/);
    expect(server.logText()).toContain('caller.refused');
  });

  it('S5: is not judged by a key that the token brings along or points to', async (context) => {
    const asked: string[] = [];
    const thief = createServer((req, res) => {
      asked.push(String(req.url));
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify({ keys: [{ ...own, kid: 'authority-1' }] }));
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    const url = `http://localhost:${(thief.address() as AddressInfo).port}/keys`;
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const own = pair.publicKey.export({ format: 'jwk' });
    const x5c = [pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')];
    const { header, signText } = server.authority;
    const brought = [
      { jwk: own },
      { jku: url },
      { x5u: url },
      { x5c },
      { jku: url, jwk: own, x5c, x5u: url },
    ];
    const headers = brought.flatMap((more) => [
      { ...header, ...more },
      { alg: 'RS256', ...more },
    ]);
    await refuseAll(
      context,
      server,
      headers.map((head) => signText(JSON.stringify(head), claims(), pair.privateKey)),
    );
    expect(asked).toEqual([]);
    await fetch(url);
    expect(asked).toHaveLength(1);
    thief.close();
  });

  it('S6: and a good one as well, when the header demands what nobody here understands', async (context) => {
    const { header } = server.authority;
    await refuseAll(context, server, [
      signed({ ...header, crit: ['x-unknown'], 'x-unknown': true }),
      signed({ ...header, crit: [] }),
      signed({ ...header, crit: ['exp'], exp: 1 }),
      signed({ ...header, crit: ['b64'], b64: false }),
      signed({ ...header, b64: false }),
      signed({ ...header, crit: 'b64' }),
    ]);
  });
});

describe('a signature that holds', () => {
  it('S7: is taken on an access token, a plain JWT or an unnamed type, and on no other kind of token', async (context) => {
    const { authority } = server;
    for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT', 'JWT', undefined]) {
      const token = authority.mint('ada', server.mcp, {}, { ...authority.header, typ });
      await expectServed(server, token, 'ada');
    }
    const others = ['id_token', 'dpop+jwt', 'logout+jwt', 'secevent+jwt', 'x', 7];
    await refuseAll(
      context,
      server,
      others.map((typ) => signed({ ...authority.header, typ })),
    );
  });

  it('S8: counts the last of two equal members, in the verifier and in the log alike', async (context) => {
    const { authority, mcp } = server;
    const genuine = JSON.parse(claims()) as Record<string, unknown>;
    const twice = (name: string, first: unknown, last: unknown): string => {
      const rest = JSON.stringify({ ...genuine, [name]: undefined }).slice(1);
      return authority.signText(
        JSON.stringify(authority.header),
        `{"${name}":${JSON.stringify(first)},"${name}":${JSON.stringify(last)},${rest}`,
      );
    };
    const served = [twice('aud', 'https://evil.example', mcp), twice('iss', 'x', authority.issuer)];
    for (const token of served) {
      authority.adopt(token, 'ada');
      await expectServed(server, token, 'ada');
    }
    server.forget();
    const twoPeople = twice('sub', 'ada', 'bob');
    authority.adopt(twoPeople, 'bob');
    await expectServed(server, twoPeople, 'bob');
    expect(server.events('tool.call').map(({ subject }) => subject)).toEqual(['bob', 'bob']);
    const head = (first: string, last: string): string =>
      authority.signText(`{"alg":"${first}","kid":"authority-1","alg":"${last}"}`, claims());
    await refuseAll(context, server, [
      twice('aud', mcp, 'https://evil.example'),
      twice('iss', authority.issuer, 'x'),
      twice('sub', 'ada', ''),
      head('RS256', 'none'),
      head('RS256', 'HS256'),
    ]);
  });

  it('S12: is worth nothing on what is not three parts of clean base64 with an object inside', async (context) => {
    const good = server.tokenOf('ada');
    const [head = '', body = '', signature = ''] = good.split('.');
    const payloads = [
      'null',
      '[]',
      '7',
      '"text"',
      '',
      '{',
      '{"sub":"ada"',
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
    ];
    const header = JSON.stringify(server.authority.header);
    await refuseAll(context, server, [
      'a',
      '..',
      '...',
      `${head}.${body}`,
      `${good}.${signature}`,
      `${good}.${signature}.${signature}`,
      `${head}..${signature}`,
      `.${body}.${signature}`,
      `${head}.${body}.${signature}==`,
      `${head}==.${body}.${signature}`,
      `${head}.${body}.${signature.slice(0, -4)}`,
      `${head}.${body.slice(0, -1)}.${signature}`,
      `${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64').replaceAll('=', '')}+/`,
      `${b64('null')}.${body}.${signature}`,
      `${b64('[]')}.${body}.${signature}`,
      ...payloads.map((payload) => server.authority.signText(header, payload)),
    ]);
  });

  it('S18: is refused on a grant, a refresh token, an ID token and an application that stands in for somebody', async (context) => {
    const { authority, mcp } = server;
    const person = 'ada';
    await refuseAll(context, server, [
      authority.mint(person, mcp, {}, { ...authority.header, typ: 'oauth-id-jag+jwt' }),
      authority.mint(person, mcp, {}, { ...authority.header, typ: 'vnd.kc.su+jwt' }),
      authority.mint(person, mcp, { sub_profile: 'app' }),
      authority.mint(person, 'agent', { nonce: 'n', at_hash: 'h', scope: undefined }),
      'rt_4f2a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a',
      b64(Buffer.alloc(48, 7)),
    ]);
  });

  it('S46: is refused as soon as the token has expired, so that the client refreshes', async () => {
    const past = Math.floor(Date.now() / 1000) - 40;
    const token = server.tokenOf('ada', { iat: past - 3600, exp: past });
    for (const era of ['legacy', 'modern'] as const)
      expectInvalidToken(await send(server.url, token, toolCall(era, 'get_user')), server);
    expect(server.upstream()).toEqual({ exchanges: 0, queries: 0 });
  });
});
