import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BOTH, send, toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { post, type RawAnswer, raw, request } from './support/raw.js';
import { expectInvalidToken, expectRawInvalidToken } from './support/refusals.js';

/** Where a token may stand, how long it may be, and what a caller without one is told: byte by byte. */
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded();
});
afterAll(() => server.stop());
beforeEach(() => server.forget());

const BODY = JSON.stringify(toolCall('legacy', 'get_user').body);
const withLines = (...lines: string[]): Promise<RawAnswer> =>
  raw(server.port, post(server.port, lines, BODY));

describe('the length of a token', () => {
  it('S13: is bounded: under the bound it is judged, over it refused before any key is looked at', async () => {
    const ofLength = (length: number): string => {
      const short = server.tokenOf('ada', { padding: '' }).length;
      return server.tokenOf('ada', { padding: 'x'.repeat(Math.floor(((length - short) * 3) / 4) - 2) });
    };
    for (const [length, status] of [
      [8_000, 200],
      [15_000, 200],
      [15_990, 200],
      [16_100, 401],
      [20_000, 401],
    ] as const) {
      server.forget();
      const token = ofLength(length);
      expect(Math.abs(token.length - length)).toBeLessThan(30);
      for (const era of BOTH) {
        const answer = await send(server.url, token, toolCall(era, 'get_user'));
        expect([length, answer.status]).toEqual([length, status]);
        if (status === 401) expectInvalidToken(answer, server);
      }
      if (status === 401) {
        expect(server.events('caller.refused')[0]).toMatchObject({ reason: 'too_long' });
        expect(server.upstream()).toEqual(NOTHING);
      }
    }
    server.forget();
    const monster = await withLines(`Authorization: Bearer ${'a'.repeat(40_000)}`);
    expect([monster.status, monster.headers['content-type'], monster.isClosed]).toEqual([
      431,
      ['application/json'],
      true,
    ]);
    expect(server.authority.asked.jwks + server.upstream().exchanges).toBe(0);
  });
});

describe('the Authorization header', () => {
  it('S14: is one header of one scheme and one token, in any case of the scheme', async () => {
    const token = server.tokenOf('ada');
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR'])
      expect((await withLines(`Authorization: ${scheme} ${token}`)).status).toBe(200);
    expect((await withLines(`authorization:Bearer ${token}   `)).status).toBe(200);
    server.forget();
    for (const line of [
      'Bearer',
      'Bearer ',
      `Bearer  ${token}`,
      `Bearer\t${token}`,
      `Bearer ${token} ${token}`,
      `Bearer ${token},Bearer ${token}`,
      `Bearer "${token}"`,
      `Bearer token=${token}`,
      `Bearer ${token}\u00e9`,
      token,
      '',
    ]) {
      const answer = await withLines(`Authorization: ${line}`);
      expectRawInvalidToken(answer);
      expect(answer.text).not.toContain(token.slice(0, 20));
    }
    for (const line of [
      `Basic ${Buffer.from(`ada:${token}`).toString('base64')}`,
      `Negotiate ${token}`,
      `DPoP ${token}`,
    ]) {
      const answer = await withLines(`Authorization: ${line}`);
      expect([line, answer.status, answer.body.includes('credentials_missing')]).toEqual([line, 401, true]);
      expect(answer.headers['www-authenticate']?.[0]).toMatch(/^Bearer (?!.*error=).*resource_metadata=/);
      expect(answer.text).not.toContain(token.slice(0, 20));
    }
    const good = `Authorization: Bearer ${token}`;
    for (const pair of [
      [good, 'Authorization: Bearer x'],
      ['Authorization: Bearer x', good],
      [good, good],
      [good, 'authorization: Basic eA=='],
    ])
      expectRawInvalidToken(await withLines(...pair));
    expect(server.upstream()).toEqual(NOTHING);
    expect(server.logText()).not.toContain(token.slice(0, 20));
  });

  it('S15: is the only place: a token in the URL, a form, a cookie or the message is not read and not logged', async () => {
    const token = server.tokenOf('ada');
    const form = `access_token=${token}`;
    const answers = [
      await raw(server.port, post(server.port, [], BODY).replace('/mcp ', `/mcp?access_token=${token} `)),
      await raw(
        server.port,
        post(server.port, [], form).replace('application/json', 'application/x-www-form-urlencoded'),
      ),
      await withLines(`Cookie: access_token=${token}; Authorization=Bearer ${token}`),
      await withLines(`X-Authorization: Bearer ${token}`),
      await withLines(`Proxy-Authorization: Bearer ${token}`),
      await raw(
        server.port,
        post(server.port, [], JSON.stringify({ access_token: token, authorization: token })),
      ),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.body).toContain('"error":"credentials_missing"');
      expect(answer.text).not.toContain(token.slice(0, 20));
    }
    const both = await raw(
      server.port,
      post(server.port, [`Authorization: Bearer ${token}`], BODY).replace(
        '/mcp ',
        '/mcp?access_token=forged ',
      ),
    );
    expect(both.status).toBe(200);
    expect(server.logText()).not.toMatch(/forged/);
    expect(server.logText()).not.toContain(token.slice(0, 20));
  });
});

describe('a caller without credentials', () => {
  it('S16: is told where to sign in and is accused of nothing', async () => {
    const { origin } = new URL(server.mcp);
    const expected = `Bearer scope="mcp:tools", resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
    for (const era of BOTH) {
      const answer = await send(server.url, undefined, toolCall(era, 'get_user'));
      expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, expected]);
      expect(answer.json['error']).toBe('credentials_missing');
      expect(answer.headers.get('Content-Type')).toMatch(/^application\/json/);
    }
    for (const method of ['GET', 'POST', 'DELETE', 'HEAD', 'PUT', 'PATCH']) {
      const answer = await raw(
        server.port,
        request([`${method} /mcp HTTP/1.1`, `Host: localhost:${server.port}`]),
      );
      expect([method, answer.status, answer.headers['www-authenticate']]).toEqual([method, 401, [expected]]);
    }
    expect(server.authority.asked).toEqual({ metadata: 0, jwks: 0, token: 0 });
    expect(server.upstream()).toEqual(NOTHING);
  });
});
