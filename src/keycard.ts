import { access, constants } from 'node:fs/promises';
import { createKeySource } from './auth/keys.js';
import { createBreaker } from './broker/breaker.js';
import { createDiscovery } from './broker/discovery.js';
import { createExchange } from './broker/exchange.js';
import type { HttpFetch } from './broker/http.js';
import { createIdentity, createPrivateKeyIdentity } from './broker/identity/identity.js';
import type { IdentitySource } from './broker/identity/source.js';
import { createImpersonation } from './broker/impersonation.js';
import { createTrade } from './broker/trade.js';
import { type Config, ConfigError } from './config/config.js';
import { systemCode } from './config/system-code.js';

export { describeDiscoveryFailure } from './broker/discovery-failure.js';
export type Keycard = Awaited<ReturnType<typeof createKeycard>>;

/** Everything that talks to the zone, in this application's name or to read its keys. */
export async function createKeycard(config: Config, fetch: HttpFetch) {
  const { issuer } = config.keycard;
  const discovery = createDiscovery({ issuer, fetch, maxAgeMs: 3_600_000, retryMs: 2_000 });
  const { source } = config.keycard.identity;
  const identity = await createIdentity(source, { issuer, fetch }).catch((error: unknown) => {
    throw new ConfigError([keyProblem(source, error)]);
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

/** Why the platform's token cannot be read yet, if it cannot: platforms may write it after the start, so it is no refusal. */
export async function tokenFileTrouble(source: IdentitySource): Promise<string | undefined> {
  if (source.kind !== 'token_file') return undefined;
  return access(source.path, constants.R_OK).then(() => undefined, systemCode);
}

/** What is wrong with private keys, if anything: whether they can be read, and are keys. */
export async function privateKeyProblem(
  source: { kind: 'private_key_jwt'; keys: string } | { kind: 'private_key_file'; path: string },
): Promise<string | undefined> {
  const identity = createPrivateKeyIdentity({ ...source, clientId: 'not asked for' });
  return identity.then(
    () => undefined,
    (error: unknown) => keyProblem(source, error),
  );
}

/** Only private keys are read at the start; everything else fails when it is used, and may be mended by then. */
function keyProblem(source: Pick<IdentitySource, 'kind'>, error: unknown): string {
  if (source.kind !== 'private_key_file')
    return 'KEYCARD_PRIVATE_KEY does not hold a usable key: put the content of a file into it that `npm run identity -- create` has made';
  // An error of the file system has a code; one of the content has none.
  const code = systemCode(error);
  return /^E[A-Z]+$/.test(code)
    ? unreadableKey(code)
    : 'KEYCARD_PRIVATE_KEY_FILE does not hold a usable key: make one with `npm run identity -- create`';
}

/** An error of the file system in words. */
function unreadableKey(code: string): string {
  return `KEYCARD_PRIVATE_KEY_FILE names a file that cannot be read (${code}): check its path and permissions`;
}
