import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAuthority } from './support/authority.js';
import type { Counting } from './support/counts.js';
import { type Guarded, startGuarded } from './support/guarded.js';
import { expectRefused, expectServed, refuseAll } from './support/refusals.js';

/** Genuine signatures over claims that were made for somebody else, another time or another place. */
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded();
});
afterAll(() => server.stop());
beforeEach(() => server.forget());

const refuseClaims = (context: Counting, claims: readonly Record<string, unknown>[]): Promise<void> =>
  refuseAll(
    context,
    server,
    claims.map((changes) => server.tokenOf('ada', changes)),
  );

describe('the audience', () => {
  it('S9: is this resource letter by letter, alone or among others, and nothing near it', async (context) => {
    const { mcp } = server;
    const { origin, port } = new URL(mcp);
    const others = [
      undefined,
      null,
      {},
      [],
      '',
      'https://other.example/mcp',
      origin,
      `${origin}/`,
      `${mcp}/`,
      `${mcp}?x=1`,
      `${mcp}#`,
      mcp.toUpperCase(),
      mcp.replace('localhost', '127.0.0.1'),
      mcp.replace('http:', 'https:'),
      mcp.replace(`:${port}`, ''),
      `${mcp} ${mcp}`,
      `${mcp},https://other.example`,
      [`${mcp}/`],
      [[mcp]],
      { 0: mcp },
      [7],
    ];
    await refuseClaims(
      context,
      others.map((aud) => ({ aud })),
    );
    for (const aud of [[mcp], ['https://other.example', mcp]])
      await expectServed(server, server.tokenOf('ada', { aud }), 'ada');
  });
});

describe('the issuer', () => {
  it('S10: is our zone letter by letter; a neighbour with the same key id is refused and never asked', async (context) => {
    const neighbour = await startAuthority();
    const { issuer } = server.authority;
    const names = [
      undefined,
      '',
      'https://evil.example',
      `${issuer}/`,
      issuer.toUpperCase(),
      issuer.replace('localhost', '127.0.0.1'),
      [issuer],
      neighbour.issuer,
    ];
    await refuseClaims(
      context,
      names.map((iss) => ({ iss })),
    );
    expect(neighbour.header).toEqual(server.authority.header);
    const forged = [
      neighbour.mint('ada', server.mcp),
      neighbour.mint('ada', server.mcp, { iss: server.authority.issuer }),
    ];
    for (const token of forged) await expectRefused(context, server, token);
    expect(neighbour.asked).toEqual({ metadata: 0, jwks: 0, token: 0 });
    await fetch(`${neighbour.issuer}/jwks`);
    expect(neighbour.asked.jwks).toBe(1);
    await neighbour.close();
  });
});

describe('the times', () => {
  it('S11: hold within the leeway and not beyond it, and have to be plain numbers', async (context) => {
    const now = Math.floor(Date.now() / 1000);
    const tolerated = [
      { iat: now - 60, exp: now - 20 },
      { iat: now + 20 },
      { nbf: now + 20 },
      { nbf: now - 5 },
    ];
    for (const times of tolerated) await expectServed(server, server.tokenOf('ada', times), 'ada');
    await refuseClaims(context, [
      { iat: now - 3600, exp: now - 31 },
      { iat: now - 3600, exp: now - 3000 },
      { iat: now + 60 },
      { nbf: now + 60 },
      { exp: undefined },
      { iat: undefined },
      { exp: String(now + 600) },
      { exp: null },
      { exp: -1 },
      { exp: [now + 600] },
      { nbf: 'soon' },
    ]);
    const { authority } = server;
    const payload = JSON.stringify({
      iss: authority.issuer,
      sub: 'ada',
      sub_profile: 'user',
      aud: server.mcp,
      scope: 'mcp:tools',
      iat: now,
    });
    for (const exp of ['1e400', 'NaN', 'Infinity', '1e308']) {
      const token = authority.signText(
        JSON.stringify(authority.header),
        payload.replace('{', `{"exp":${exp},`),
      );
      await expectRefused(context, server, token);
    }
  });
});

describe('the subject', () => {
  it('S17: is a person with a name: nobody is never somebody', async (context) => {
    const nobodies = [undefined, null, '', 0, {}, ['ada'], 'a\nb', 'a\u0000b', 'x'.repeat(300)];
    await refuseClaims(context, [
      ...nobodies.map((sub) => ({ sub })),
      { sub_profile: undefined },
      { sub_profile: 'app' },
      { sub_profile: ['user'] },
      { sub_profile: 'User' },
    ]);
    expect(server.events('tool.call').every(({ subject }) => subject === 'ada')).toBe(true);
  });
});
