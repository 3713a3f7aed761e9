import { describe, expect, it } from 'vitest';
import { createDiscovery } from '../../../src/broker/discovery.js';
import { describeDiscoveryFailure } from '../../../src/broker/discovery-failure.js';
import { createHttpFetch } from '../../../src/broker/http.js';
import type { Answered } from '../../../src/wire.js';

const ISSUER = 'https://zone.example.com';
const METADATA: Answered = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(
    JSON.stringify({ issuer: ISSUER, token_endpoint: `${ISSUER}/token`, jwks_uri: `${ISSUER}/jwks` }),
  ),
};

/** How a look at a zone is told that answers, or fails, like this. */
async function failureOf(send: () => Promise<Answered>): Promise<unknown> {
  const fetch = createHttpFetch({ send, userAgent: 'test/1' });
  const discovery = createDiscovery({ issuer: ISSUER, fetch, maxAgeMs: 1, retryMs: 0 });
  return discovery.get().then(() => 'no failure', describeDiscoveryFailure);
}

describe('a zone without usable metadata', () => {
  const good = JSON.parse(METADATA.body.toString()) as Record<string, string>;
  const body = (change: object): Buffer => Buffer.from(JSON.stringify({ ...good, ...change }));
  it.each<[string, Partial<Answered>]>([
    ['its status is 302 and not 200', { status: 302, body: Buffer.from('canary') }],
    ['it is not JSON', { headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>canary') }],
    ['it is not JSON', { body: Buffer.from('{"canary":') }],
    ['it names no issuer', { body: body({ issuer: undefined }) }],
    ['it names another issuer', { body: body({ issuer: 'https://canary.example.com' }) }],
    ['it names an issuer that is no URL', { body: body({ issuer: 'canary' }) }],
    ['it lacks the endpoint for tokens or the one for keys', { body: body({ jwks_uri: undefined }) }],
    [
      'it names an endpoint that is not on the issuer’s origin',
      { body: body({ jwks_uri: 'https://canary' }) },
    ],
  ])('is told by what is wrong with its answer: %s', async (reason, answer) => {
    expect(await failureOf(async () => ({ ...METADATA, ...answer }))).toEqual({ isAnswered: true, reason });
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED'])(
    'is told by the system’s %s when nobody answers',
    async (code) => {
      const failure = Object.assign(new Error('canary'), { code });
      expect(await failureOf(() => Promise.reject(failure))).toEqual({ isAnswered: false, reason: code });
    },
  );

  it('is told by its status when it says that it cannot answer', async () => {
    const answer = { ...METADATA, status: 503, body: Buffer.from('canary') };
    expect(await failureOf(async () => answer)).toEqual({ isAnswered: false, reason: 'status 503' });
  });

  it('is told as a time-out when it hangs', () => {
    const hung = new DOMException('canary', 'TimeoutError');
    expect(describeDiscoveryFailure(hung)).toEqual({ isAnswered: false, reason: 'TimeoutError' });
  });
});

describe('metadata', () => {
  it('that are known serve on while the zone hangs, and nobody waits for it', async () => {
    let asked = 0;
    const send = (): Promise<Answered> => {
      asked += 1;
      return asked === 1 ? Promise.resolve(METADATA) : new Promise(() => undefined);
    };
    const fetch = createHttpFetch({ send, userAgent: 'test/1' });
    const discovery = createDiscovery({ issuer: ISSUER, fetch, maxAgeMs: 1, retryMs: 0 });
    const first = await discovery.get();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await discovery.get()).toBe(first);
    expect(await discovery.get()).toBe(first);
    expect(asked).toBe(2);
  });
});
