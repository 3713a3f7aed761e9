import { isIP } from 'node:net';
import type { RequestHandler, Response } from 'express';
import {
  ipKeyGenerator,
  type Options as LimiterOptions,
  type RateLimitRequestHandler,
  rateLimit,
  type Store,
} from 'express-rate-limit';
import { onceOver } from './gone.js';
import { sendError } from './reply.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Told of each request that is turned away. */
export type OnTurnedAway = (code: string, reason: string | undefined, res: Response) => void;

export interface LimitOptions {
  limits: {
    requestsPerAddress: number;
    requestsPerPerson: number;
    requestsPerKey: number;
    concurrentPerPerson: number;
  };
  /** Whom a request counts for, once it is known who asks. */
  callerOf: (res: Response) => string;
  isKeyHolder: (res: Response) => boolean;
  /** Counts by name for all replicas together; each process for itself when absent. */
  counter?: ((name: string) => Store) | undefined;
  onTurnedAway?: OnTurnedAway | undefined;
}

/** What stands before authentication, and what stands behind it. */
export function createLimits(options: LimitOptions): {
  perAddress: RequestHandler;
  /** For what makes this server ask the zone with its own credential before anybody is known. */
  perReturn: RequestHandler;
  perCaller: RequestHandler[];
} {
  const { limits, callerOf, isKeyHolder, counter, onTurnedAway } = options;
  const limit = (what: string, rules: Partial<LimiterOptions>): RateLimitRequestHandler =>
    rateLimit({
      windowMs: MINUTE_MS,
      keyGenerator: (_req, res) => callerOf(res as Response),
      // draft-6: RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset, in requests and seconds.
      standardHeaders: 'draft-6',
      legacyHeaders: false,
      // They look for mistakes in these very settings, once more with every request.
      validate: false,
      handler: (_req, res) => {
        onTurnedAway?.('rate_limited', what, res);
        tooMany(res, SENTENCES[what] ?? '');
      },
      ...rules,
    });
  const shared = (name: string) => (counter === undefined ? {} : { store: counter(name) });
  const perPerson = limit('person', { limit: limits.requestsPerPerson, ...shared('person') });
  const perKey = limit('key', { windowMs: HOUR_MS, limit: limits.requestsPerKey, ...shared('key') });
  const ofAddress = (what: string, most: number) =>
    limit(what, { limit: most, keyGenerator: (req) => networkOf(req.ip ?? ''), standardHeaders: false });
  return {
    // A wide net before anything is looked at: good and bad tokens alike, and no I/O, so never in the shared store.
    perAddress: ofAddress('address', limits.requestsPerAddress),
    perReturn: ofAddress('returns', RETURNS_PER_ADDRESS),
    perCaller: [
      // After authentication: minting tokens or moving between addresses does not multiply it. Keys have their own.
      (req, res, next) => (isKeyHolder(res) ? perKey : perPerson)(req, res, next),
      limitConcurrent(limits.concurrentPerPerson, callerOf, onTurnedAway),
    ],
  };
}

/**
 * What one caller has: an IPv4 address, or the /56 of an IPv6 one, which the library takes. A proxy may name the port
 * besides (RFC 7239 §6), and something else where it knows no address; all of those are one.
 */
function networkOf(named: string): string {
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(named)?.[1] ?? /^([\d.]+):\d+$/.exec(named)?.[1] ?? named;
  return isIP(address) === 0 ? 'unknown' : ipKeyGenerator(address);
}

/** A minute; people of one office may have one address. */
const RETURNS_PER_ADDRESS = 120;

const SENTENCES: Readonly<Record<string, string>> = {
  address: 'This address has sent too many requests.',
  returns: 'Too many sign-ins have come back from this address.',
  person: 'This person has sent too many requests.',
  key: 'This API key has sent too many requests.',
};

/** Requests in progress per person; one that is answered, or left by its client, no longer counts. */
function limitConcurrent(
  most: number,
  personOf: (res: Response) => string,
  onTurnedAway?: OnTurnedAway,
): RequestHandler {
  const running = new Map<string, number>();
  return (_req, res, next) => {
    const person = personOf(res);
    const count = running.get(person) ?? 0;
    if (count >= most) {
      onTurnedAway?.('rate_limited', 'concurrency', res);
      res.set('Retry-After', '1');
      return tooMany(res, 'This person has too many requests in progress.');
    }
    running.set(person, count + 1);
    // It may have been left while its caller was looked at.
    onceOver(res, () => {
      const left = (running.get(person) ?? 1) - 1;
      if (left > 0) running.set(person, left);
      else running.delete(person);
    });
    return next();
  };
}

/** RFC 6585 §4. A JSON-RPC code is not invented for it: the request was never dispatched. */
function tooMany(res: Response, what: string): void {
  sendError(res, 429, 'rate_limited', `${what} Wait as long as Retry-After says, then go on more slowly.`);
}
