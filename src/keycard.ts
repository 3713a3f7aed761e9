import { createKeySource } from './auth/keys.js';
import { createBreaker } from './broker/breaker.js';
import { createDiscovery } from './broker/discovery.js';
import { createExchange } from './broker/exchange.js';
import type { HttpFetch } from './broker/http.js';
import { createIdentity } from './broker/identity/identity.js';
import { createImpersonation } from './broker/impersonation.js';
import { createTrade } from './broker/trade.js';
import { type Config, ConfigError } from './config/config.js';

export type Keycard = Awaited<ReturnType<typeof createKeycard>>;

/** Everything that talks to the zone, in this application's name or to read its keys. */
export async function createKeycard(config: Config, fetch: HttpFetch) {
  const { issuer } = config.keycard;
  const discovery = createDiscovery({ issuer, fetch, maxAgeMs: 3_600_000, retryMs: 2_000 });
  const identity = await createIdentity(config.keycard.identity.source, { issuer, fetch }).catch(() => {
    throw new ConfigError([
      'KEYCARD_PRIVATE_KEY or KEYCARD_PRIVATE_KEY_FILE does not hold a usable key: make one with `npm run identity -- create`',
    ]);
  });
  const breaker = createBreaker();
  const trade = createTrade({
    authorizationServer: discovery.get,
    identity,
    resource: config.linear.resource,
    fetch,
    breaker: breaker.run,
  });
  const keys = createKeySource({
    jwksUri: async () => new URL((await discovery.get()).jwks_uri),
    fetch,
    maxAgeMs: 10 * 60_000,
    // Short: a rotated key is the same for everybody, and one load per interval is all that forged ids can cause.
    cooldownMs: 5_000,
    retryMs: 2_000,
    maxStaleMs: config.limits.staleKeysSeconds * 1000,
  });
  return {
    discovery,
    identity,
    keys,
    isBreakerOpen: breaker.isOpen,
    exchange: createExchange(trade),
    impersonate: createImpersonation(trade),
  };
}
