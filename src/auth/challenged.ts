import { createHmac, randomBytes } from 'node:crypto';
import type { Person } from './principal.js';

const MOST_REMEMBERED = 20_000;

/**
 * Tells whether a token may be answered with a challenge although it verified: once, so that the client refreshes,
 * and never again, so that a zone that keeps refusing does not make it sign in for ever.
 */
export function createChallengeMemory(): (person: Person) => boolean {
  // Keyed, so that the memory says nothing about the tokens.
  const key = randomBytes(32);
  const seen = new Set<string>();
  return ({ issuer, subject, tokenId, token }) => {
    const name = JSON.stringify([issuer, subject, tokenId ?? token]);
    const mark = createHmac('sha256', key).update(name).digest('base64');
    if (seen.has(mark)) return false;
    seen.add(mark);
    const [oldest] = seen;
    if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
    return true;
  };
}
