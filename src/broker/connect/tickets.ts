import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Seal } from './seal.js';

/** A link's right to start a connection for one person. */
export interface Ticket {
  id: string;
  subject: string;
}

export interface Tickets {
  /** Opaque: the link shows neither who it is for nor anything that signs in. */
  issue: (subject: string) => Promise<string>;
  read: (text: string) => Promise<Ticket | undefined>;
  /** True once per ticket: whoever is second comes too late. */
  spend: (ticket: Ticket) => Promise<boolean>;
  isSpent: (ticket: Ticket) => Promise<boolean>;
}

/** Where replicas tell each other which tickets are spent; undefined when nobody can be asked. */
export interface SharedClaims {
  claim: (key: string, seconds: number) => Promise<boolean | undefined>;
  isClaimed: (key: string) => Promise<boolean | undefined>;
}

const TTL_SECONDS = 600;
const MOST_REMEMBERED = 50_000;
const Payload = z.object({ jti: z.uuid(), sub: z.string().min(1) });

/**
 * Tickets of ten minutes. What is spent is remembered until it would have expired anyway: by this process, and by all
 * replicas where they share a memory.
 */
export function createTickets(
  seal: Seal,
  { now = Date.now, shared }: { now?: () => number; shared?: SharedClaims | undefined } = {},
): Tickets {
  const spent = new Map<string, number>();
  const forget = (): void => {
    for (const [id, until] of spent) {
      // In order of insertion, so the first that is not over ends the sweep.
      if (until > now() && spent.size <= MOST_REMEMBERED) return;
      spent.delete(id);
    }
  };
  return {
    issue: (subject) => seal.close('ticket', { jti: randomUUID(), sub: subject }, TTL_SECONDS),
    read: async (text) => {
      const payload = Payload.safeParse(await seal.open('ticket', text));
      return payload.success ? { id: payload.data.jti, subject: payload.data.sub } : undefined;
    },
    spend: async ({ id }) => {
      forget();
      if (spent.has(id)) return false;
      spent.set(id, now() + TTL_SECONDS * 1000);
      return (await shared?.claim(id, TTL_SECONDS)) ?? true;
    },
    isSpent: async ({ id }) => spent.has(id) || ((await shared?.isClaimed(id)) ?? false),
  };
}
