import { describe, expect, it } from 'vitest';
import { judgeTokenAnswer } from '../../../src/broker/judge.js';

const URN = 'urn:ietf:params:oauth:token-type:access_token';
const GOOD = { access_token: 'lin_oauth_1', token_type: 'Bearer', issued_token_type: URN, expires_in: 3600 };

function judge(status: number, body: unknown, retryAfter: string | null = null) {
  return judgeTokenAnswer({
    status,
    contentType: 'application/json',
    retryAfter,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function failure(status: number, body: unknown, retryAfter?: string) {
  const verdict = judge(status, body, retryAfter ?? null);
  return verdict.ok ? 'accepted' : verdict.failure;
}

describe('judging a token endpoint', () => {
  it('accepts a bearer token and hands out nothing but the token', () => {
    expect(judge(200, { ...GOOD, refresh_token: 'r', id_token: 'not even a token' })).toEqual({
      ok: true,
      token: 'lin_oauth_1',
    });
  });

  it('accepts the documented minimum of a reply', () => {
    expect(judge(200, { access_token: 't', token_type: 'bearer' })).toEqual({ ok: true, token: 't' });
  });

  it.each([
    ['no token', { ...GOOD, access_token: undefined }],
    ['an empty token', { ...GOOD, access_token: '' }],
    ['a token that would break a header', { ...GOOD, access_token: 'a\r\nX: y' }],
    ['a token with a blank', { ...GOOD, access_token: 'a b' }],
    ['a DPoP token', { ...GOOD, token_type: 'DPoP' }],
    ['the type N_A', { ...GOOD, token_type: 'N_A' }],
    ['no type', { ...GOOD, token_type: undefined }],
    [
      'another issued token type',
      { ...GOOD, issued_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
    ],
    ['an expiry of −1', { ...GOOD, expires_in: -1 }],
    ['an expiry of 0', { ...GOOD, expires_in: 0 }],
    ['an expiry as text', { ...GOOD, expires_in: '60' }],
    ['an expiry beyond reason', { ...GOOD, expires_in: 1e12 }],
    ['HTML', '<html>ok</html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['an array', '[]'],
  ])('refuses a 200 with %s', (_, body) => {
    expect(failure(200, body)).toEqual({ code: 'exchange_answer_invalid' });
  });

  it.each([
    ['insufficient_authorization', 'consent_required'],
    ['interaction_required', 'consent_required'],
    ['access_denied', 'access_denied'],
    ['invalid_target', 'resource_unknown'],
    ['invalid_request', 'subject_token_malformed'],
    ['invalid_client', 'client_rejected'],
    ['unauthorized_client', 'exchange_refused'],
    ['invalid_scope', 'exchange_refused'],
    ['invalid_grant', 'subject_token_rejected'],
    ['never_heard_of', 'exchange_answer_invalid'],
  ])('gives %s its own failure, whatever the status', (error, code) => {
    for (const status of [400, 401, 403]) expect(failure(status, { error })).toEqual({ code });
  });

  it("tells an operator's ownership mistake from a dead subject token by the text", () => {
    const error_description = 'client is not allowed to exchange this subject token';
    expect(failure(400, { error: 'invalid_grant', error_description })).toEqual({
      code: 'resource_not_owned',
    });
    expect(failure(400, { error: 'invalid_grant', error_description: 'session revoked' })).toEqual({
      code: 'subject_token_rejected',
    });
  });

  it.each([429, 500, 502, 503])('takes %i for an outage, whatever the body says', (status) => {
    expect(failure(status, { error: 'invalid_client' })).toEqual({ code: 'exchange_unavailable' });
  });

  it('passes on a sensible Retry-After and ignores any other', () => {
    expect(failure(429, '', '7')).toEqual({ code: 'exchange_unavailable', retryAfterSeconds: 7 });
    expect(failure(503, '', '999999')).toEqual({ code: 'exchange_unavailable', retryAfterSeconds: 3600 });
    for (const odd of ['-1', 'soon', '1e9', ''])
      expect(failure(503, '', odd)).toEqual({ code: 'exchange_unavailable' });
  });

  it('refuses redirects and errors without an OAuth body', () => {
    for (const [status, body] of [
      [302, ''],
      [400, '<h1>no</h1>'],
      [404, '{}'],
      [201, GOOD],
    ] as const) {
      expect(failure(status, body)).toEqual({ code: 'exchange_answer_invalid' });
    }
  });
});
