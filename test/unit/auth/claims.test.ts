import { describe, expect, it } from 'vitest';
import { judgeClaims } from '../../../src/auth/claims.js';

const NOW = 1_800_000_000;
const RULES = {
  issuer: 'https://zone.example.com',
  audience: 'https://mcp.example.com/mcp',
  acceptMissingSubProfile: false,
  leewaySeconds: 30,
};
const GOOD = {
  iss: RULES.issuer,
  aud: RULES.audience,
  sub: 'usr_1',
  sub_profile: 'user',
  client_id: 'ua_1',
  scope: 'openid mcp:tools',
  sid: 's',
  jti: 'j',
  iat: NOW - 10,
  exp: NOW + 100,
};

function verdict(changes: Record<string, unknown>, rules = RULES) {
  const judged = judgeClaims({ ...GOOD, ...changes }, 'token', rules, NOW);
  return judged.ok ? 'accepted' : judged.fault;
}

describe('judging claims', () => {
  it('makes a principal of good ones', () => {
    const judged = judgeClaims(GOOD, 'token', RULES, NOW);
    expect(judged).toEqual({
      ok: true,
      principal: {
        door: 'oauth',
        issuer: RULES.issuer,
        subject: 'usr_1',
        clientId: 'ua_1',
        scopes: new Set(['openid', 'mcp:tools']),
        sessionId: 's',
        tokenId: 'j',
        token: 'token',
      },
    });
  });

  it.each([[['https://other.example.com', RULES.audience]], [[RULES.audience]], [RULES.audience]])(
    'accepts the audience %j',
    (aud) => expect(verdict({ aud })).toBe('accepted'),
  );

  it.each([
    ['https://mcp.example.com'],
    ['https://mcp.example.com/mcp/'],
    ['https://mcp.example.com/MCP'],
    ['HTTPS://mcp.example.com/mcp'],
    ['https://mcp.example.com:443/mcp'],
    ['https://other.example.com/mcp'],
    [''],
    [[]],
    [['https://other.example.com/mcp']],
  ])('refuses the audience %j', (aud) => expect(verdict({ aud })).toBe('audience'));

  it.each([[undefined], [{}], [7], [null], [[7]]])('refuses %j for an audience', (aud) =>
    expect(verdict({ aud })).toBe('claims'),
  );

  it.each(['https://zone.example.com/', 'https://ZONE.example.com', 'https://evil.example.com', ''])(
    'refuses the issuer %j',
    (iss) => {
      expect(verdict({ iss })).toBe('issuer');
    },
  );

  it('allows clocks to differ by 30 seconds and not by one more', () => {
    expect(verdict({ exp: NOW - 29 })).toBe('accepted');
    expect(verdict({ exp: NOW - 30 })).toBe('expired');
    expect(verdict({ nbf: NOW + 30 })).toBe('accepted');
    expect(verdict({ nbf: NOW + 31 })).toBe('not_yet_valid');
    expect(verdict({ iat: NOW + 30 })).toBe('accepted');
    expect(verdict({ iat: NOW + 31 })).toBe('not_yet_valid');
  });

  it.each([['exp'], ['iat']])('refuses a missing or odd %s', (claim) => {
    for (const odd of [undefined, null, '1800000100', -1, Number.POSITIVE_INFINITY, Number.NaN, {}]) {
      expect([odd, verdict({ [claim]: odd })]).toEqual([odd, 'claims']);
    }
  });

  it.each([undefined, '', null, 7, 'a\u0000b', 'a\nb', 'x'.repeat(256)])(
    'refuses %j for a subject',
    (sub) => {
      expect(verdict({ sub })).toBe('claims');
    },
  );

  it('serves people only', () => {
    expect(verdict({ sub_profile: 'app' })).toBe('not_a_person');
    expect(verdict({ sub_profile: 'USER' })).toBe('not_a_person');
    expect(verdict({ sub_profile: undefined })).toBe('not_a_person');
  });

  it('accepts a missing sub_profile, and only a missing one, when the operator says so', () => {
    const rules = { ...RULES, acceptMissingSubProfile: true };
    expect(verdict({ sub_profile: undefined }, rules)).toBe('accepted');
    expect(verdict({ sub_profile: 'app' }, rules)).toBe('not_a_person');
  });

  it('keeps odd subjects apart, as they are', () => {
    for (const sub of ['a::b', 'a', ':b', '__proto__', 'constructor']) {
      const judged = judgeClaims({ ...GOOD, sub }, 'token', RULES, NOW);
      expect(judged.ok && judged.principal.subject).toBe(sub);
    }
  });

  it.each([null, [], 7, 'text', undefined])('refuses the payload %j', (payload) => {
    const judged = judgeClaims(payload, 'token', RULES, NOW);
    expect(judged).toEqual({ ok: false, fault: 'claims' });
  });
});
