import {
  type CompactVerifyGetKey,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type ExportedJWKSCache,
  errors,
  type FetchImplementation,
  jwksCache,
} from 'jose';
import { RefusedCaller } from './principal.js';

export interface KeySourceOptions {
  /** Where the issuer publishes its keys; asked again while it fails. */
  jwksUri: () => Promise<URL>;
  fetch: FetchImplementation;
  /** Keys are loaded anew when older than this. */
  maxAgeMs: number;
  /** Least time between two loads that unknown key ids ask for, however many forged tokens arrive. */
  cooldownMs: number;
  /** Least time between a load that failed and the next. */
  retryMs: number;
  /** How long past `maxAgeMs` known keys serve while new ones cannot be loaded. */
  maxStaleMs: number;
}

type KeySet = (...args: Parameters<CompactVerifyGetKey>) => ReturnType<ReturnType<typeof createRemoteJWKSet>>;

/**
 * The issuer's keys, over jose's remote set, which shares a running load and bounds reloads.
 * Added here: lazy discovery, a cool-down after a failed load, and known keys for a bounded time in an outage.
 * Rejects with `keys_unavailable` when there is no key to judge by: our fault, not the caller's.
 */
export function createKeySource(options: KeySourceOptions): KeySet {
  const cache: Partial<ExportedJWKSCache> = {};
  let remote: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  const openRemote = async () =>
    createRemoteJWKSet(await options.jwksUri(), {
      // As long as keys may serve at all; they are loaded anew before that, and nobody waits for it.
      cacheMaxAge: options.maxAgeMs + options.maxStaleMs,
      cooldownDuration: options.cooldownMs,
      timeoutDuration: 5_000,
      [customFetch]: (url, request) => options.fetch(url, request).catch(notLoaded),
      [jwksCache]: cache as ExportedJWKSCache,
    });

  const failed = (): void => {
    failedAt = Date.now();
    // The address itself may be what has changed.
    remote = undefined;
  };

  const current: KeySet = async (header, token) => {
    // Shared while it runs, forgotten when it fails: the first callers must not each open a set of their own.
    remote ??= openRemote().catch((error: unknown) => {
      remote = undefined;
      return notLoaded(error);
    });
    const set = await remote;
    const isOld = cache.uat !== undefined && Date.now() - cache.uat >= options.maxAgeMs;
    if (isOld && !set.reloading) set.reload().catch(failed);
    return set(header, token);
  };

  const known: KeySet = async (header, token) => {
    const isUsable =
      cache.uat !== undefined && Date.now() - cache.uat < options.maxAgeMs + options.maxStaleMs;
    if (!isUsable || cache.jwks === undefined) throw unavailable(options.retryMs);
    try {
      return await createLocalJWKSet(cache.jwks)(header, token);
    } catch (error) {
      // The key may be one that was added since: without the key server nobody can tell that it is forged.
      if (!isAboutTheToken(error) || error instanceof errors.JWKSNoMatchingKey)
        throw unavailable(options.retryMs);
      throw error;
    }
  };

  return async (header, token) => {
    if (Date.now() - failedAt < options.retryMs) return known(header, token);
    try {
      return await current(header, token);
    } catch (error) {
      // A set without any key is nothing to judge a token by.
      if (isAboutTheToken(error) && cache.jwks?.keys.length !== 0) throw error;
      // Of the key that the token names, which cannot be used: the others are as good as before.
      if (!(error instanceof errors.JOSEError)) throw unavailable(options.retryMs);
      failed();
      return known(header, token);
    }
  };
}

/** In the library's own kind, as it reports a set that it cannot read: any other error is then about a key in it. */
function notLoaded(cause: unknown): never {
  throw new errors.JOSEError('not loaded', { cause });
}

function unavailable(retryMs: number): RefusedCaller {
  return new RefusedCaller({ code: 'keys_unavailable', retryAfterSeconds: Math.ceil(retryMs / 1000) });
}

/** The set was read and holds no fitting key, as opposed to a set that could not be read. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
