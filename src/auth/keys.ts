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
  let remote: Promise<KeySet> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  const openRemote = async (): Promise<KeySet> =>
    createRemoteJWKSet(await options.jwksUri(), {
      cacheMaxAge: options.maxAgeMs,
      cooldownDuration: options.cooldownMs,
      timeoutDuration: 5_000,
      [customFetch]: options.fetch,
      [jwksCache]: cache as ExportedJWKSCache,
    });

  const current: KeySet = async (header, token) => {
    // Shared while it runs, forgotten when it fails: the first callers must not each open a set of their own.
    remote ??= openRemote().catch((error: unknown) => {
      remote = undefined;
      throw error;
    });
    return (await remote)(header, token);
  };

  const known: KeySet = async (header, token) => {
    const isUsable =
      cache.uat !== undefined && Date.now() - cache.uat < options.maxAgeMs + options.maxStaleMs;
    if (!isUsable || cache.jwks === undefined) throw unavailable(options.retryMs);
    try {
      return await createLocalJWKSet(cache.jwks)(header, token);
    } catch (error) {
      // The key may be one that was added since: without the key server nobody can tell that it is forged.
      throw error instanceof errors.JWKSNoMatchingKey ? unavailable(options.retryMs) : error;
    }
  };

  return async (header, token) => {
    if (Date.now() - failedAt < options.retryMs) return known(header, token);
    try {
      return await current(header, token);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      failedAt = Date.now();
      // The address itself may be what has changed.
      remote = undefined;
      return known(header, token);
    }
  };
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
