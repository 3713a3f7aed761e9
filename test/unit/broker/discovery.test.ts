import { describe, expect, it } from 'vitest';
import { createDiscovery } from '../../../src/broker/discovery.js';
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
