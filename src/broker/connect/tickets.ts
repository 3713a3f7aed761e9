import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ClaimsOptions, createClaims } from './claims.js';
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

const TTL_SECONDS = 600;
const Payload = z.object({ jti: z.uuid(), sub: z.string().min(1) });

/** Tickets of ten minutes, each good for one connection. */
export function createTickets(seal: Seal, options: Omit<ClaimsOptions, 'seconds'> = {}): Tickets {
  const spent = createClaims({ ...options, seconds: TTL_SECONDS });
  return {
    issue: (subject) => seal.close('ticket', { jti: randomUUID(), sub: subject }, TTL_SECONDS),
    read: async (text) => {
      const payload = Payload.safeParse(await seal.open('ticket', text));
      return payload.success ? { id: payload.data.jti, subject: payload.data.sub } : undefined;
    },
    spend: ({ id }) => spent.take(id),
    isSpent: ({ id }) => spent.isTaken(id),
  };
}
