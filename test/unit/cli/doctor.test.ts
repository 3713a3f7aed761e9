import { describe, expect, it } from 'vitest';
import {
  judgeDependency,
  judgeIdentity,
  judgeOwned,
  judgeRegistered,
} from '../../../src/cli/doctor/judges/application.js';
import { judgeClock } from '../../../src/cli/doctor/judges/issuer.js';
import { judgeKeys } from '../../../src/cli/doctor/judges/keys.js';
import { whyNot } from '../../../src/cli/doctor/probe.js';
import { asText, isHealthy } from '../../../src/cli/doctor/report.js';
import type { Outcome, TokenEvidence } from '../../../src/cli/doctor/token-evidence.js';

const resource = 'http://localhost:8000/mcp';
const none = { kind: 'none', why: 'nobody is signed in', fix: 'Sign in.' } as const;

function judge(token: Omit<TokenEvidence, 'isCredentialReadable'>) {
  const evidence = {
    token: { isCredentialReadable: true, ...token },
    records: none,
    resource,
    linearResource: 'https://api.linear.app',
  };
  return [judgeIdentity, judgeRegistered, judgeOwned, judgeDependency].map((check) => check(evidence).status);
}

describe('what the token endpoint alone shows of identity, resource, owner and dependency', () => {
  it.each<[Outcome, string[]]>([
    ['client_rejected', ['failed', 'unknown', 'unknown', 'unknown']],
    ['exchange_unavailable', ['failed', 'unknown', 'unknown', 'unknown']],
    ['exchange_answer_invalid', ['failed', 'unknown', 'unknown', 'unknown']],
    ['exchange_refused', ['unknown', 'unknown', 'unknown', 'unknown']],
    ['resource_unknown', ['ok', 'failed', 'unknown', 'unknown']],
    ['access_denied', ['ok', 'ok', 'unknown', 'unknown']],
  ])('when our own token is answered with %s', (own, statuses) => {
    expect(judge({ own })).toEqual(statuses);
  });

  it.each<[Outcome, string[]]>([
    ['token', ['ok', 'ok', 'ok', 'ok']],
    ['consent_required', ['ok', 'ok', 'ok', 'ok']],
    ['access_denied', ['ok', 'ok', 'ok', 'unknown']],
    ['resource_unknown', ['ok', 'ok', 'ok', 'failed']],
    ['resource_not_owned', ['ok', 'ok', 'failed', 'unknown']],
    ['subject_token_rejected', ['ok', 'ok', 'unknown', 'unknown']],
    ['exchange_unavailable', ['ok', 'ok', 'unknown', 'unknown']],
  ])('when our own token is issued, and its exchange is answered with %s', (exchanged, statuses) => {
    expect(judge({ own: 'token', audiences: [resource], exchanged })).toEqual(statuses);
  });

  it('a token for another audience is a resource that is not registered itself', () => {
    expect(judge({ own: 'token', audiences: ['http://localhost:8000/'], exchanged: 'token' })[1]).toBe(
      'failed',
    );
  });
});

describe('small things', () => {
  it.each([
    [0, 'ok'],
    [29, 'ok'],
    [31, 'failed'],
    [-600, 'failed'],
  ])('a clock %i seconds off is %s', (seconds, status) => {
    const headers = new Headers({ Date: new Date(0).toUTCString() });
    expect(judgeClock({ kind: 'answer', status: 200, headers, json: {} }, seconds * 1000).status).toBe(
      status,
    );
  });

  it('no Date header is not held against anybody', () => {
    expect(judgeClock({ kind: 'answer', status: 200, headers: new Headers(), json: {} }, 0).status).toBe(
      'unknown',
    );
  });

  it('keys of several kinds are counted by what can be used', async () => {
    const { generateKeyPair, exportJWK } = await import('jose');
    const pairs = await Promise.all([
      generateKeyPair('RS256'),
      generateKeyPair('ES256'),
      generateKeyPair('Ed25519'),
    ]);
    const jwks = await Promise.all(pairs.map(({ publicKey }) => exportJWK(publicKey)));
    const private_ = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
    const json = { keys: [...jwks, private_, { kty: 'future' }] };
    const finding = await judgeKeys({ kind: 'answer', status: 200, headers: new Headers(), json });
    expect(finding).toEqual({ status: 'ok', found: expect.stringMatching(/^3 usable, 2 of a kind/) });
  });

  it.each([
    ['ENOTFOUND', /DNS/],
    ['ECONNREFUSED', /nothing listens/],
    ['UND_ERR_CONNECT_TIMEOUT', /in time/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate/],
    ['ECONNRESET', /connection failed \(ECONNRESET\)/],
  ])('%s is told in words', (code, words) => {
    const error = new TypeError('fetch failed', { cause: Object.assign(new Error('secret'), { code }) });
    expect(whyNot(error)).toMatch(words);
    expect(whyNot(error)).not.toContain('secret');
  });

  it('the report has a line for each check, fixes below, and one conclusion', () => {
    const ok = { id: 'a', title: 'first', status: 'ok', found: 'good' } as const;
    const bad = {
      id: 'b',
      title: 'second one',
      status: 'failed',
      found: 'bad',
      fix: 'do this\nand that',
    } as const;
    const dunno = { ...ok, status: 'unknown' } as const;
    expect(asText([ok, bad])).toBe(
      '✓ first       good\n✗ second one  bad\n              → do this\n              → and that\n\nMend the first ✗ and run this again.\n',
    );
    expect(asText([dunno])).toContain('? first');
    expect([isHealthy([ok, dunno]), isHealthy([ok, bad])]).toEqual([true, false]);
  });
});
