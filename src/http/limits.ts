import type { RequestHandler, Response } from 'express';
import { ipKeyGenerator, type RateLimitRequestHandler, rateLimit, type Store } from 'express-rate-limit';
import { sendError } from './reply.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Told of each request that is turned away. */
export type OnTurnedAway = (code: string, reason: string | undefined, res: Response) => void;

/** A wide net before anything is looked at: no I/O, and no difference between good and bad tokens. */
export function limitPerAddress(
  perMinute: number,
  store?: Store,
  onTurnedAway?: OnTurnedAway,
): RateLimitRequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    // An IPv6 caller has a whole network of addresses: the library takes its /56.
    keyGenerator: (req) => ipKeyGenerator(req.ip ?? 'unknown'),
    standardHeaders: false,
    legacyHeaders: false,
    ...(store && { store }),
    handler: (_req, res) => {
      onTurnedAway?.('rate_limited', 'address', res);
      tooMany(res, 'This address has sent too many requests.');
    },
  });
}

/** After authentication: minting tokens or moving between addresses does not multiply it. Keys have their own. */
export function limitPerPerson(
  perMinute: number,
  personOf: (res: Response) => string,
  isKey: (res: Response) => boolean,
  store?: Store,
  onTurnedAway?: OnTurnedAway,
): RateLimitRequestHandler {
  return rateLimit({
    skip: (_req, res) => isKey(res as Response),
    windowMs: MINUTE_MS,
    limit: perMinute,
    keyGenerator: (_req, res) => personOf(res as Response),
    // draft-6: RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset, in requests and seconds.
    standardHeaders: 'draft-6',
    legacyHeaders: false,
    ...(store && { store }),
    handler: (_req, res) => {
      onTurnedAway?.('rate_limited', 'person', res);
      tooMany(res, 'This person has sent too many requests.');
    },
  });
}

/** What an API key may ask for in an hour, through whichever door; told with every answer. */
export function limitPerKey(
  perHour: number,
  keyOf: (res: Response) => string,
  isKey: (res: Response) => boolean,
  store?: Store,
  onTurnedAway?: OnTurnedAway,
): RateLimitRequestHandler {
  return rateLimit({
    windowMs: HOUR_MS,
    limit: perHour,
    skip: (_req, res) => !isKey(res as Response),
    keyGenerator: (_req, res) => keyOf(res as Response),
    standardHeaders: 'draft-6',
    legacyHeaders: false,
    ...(store && { store }),
    handler: (_req, res) => {
      onTurnedAway?.('rate_limited', 'key', res);
      tooMany(res, 'This API key has sent too many requests.');
    },
  });
}

/** Requests in progress per person; one that is answered, or left by its client, no longer counts. */
export function limitConcurrent(
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
    res.once('close', () => {
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
