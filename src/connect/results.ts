import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Seal } from '../broker/connect/seal.js';
import { STATUSES } from '../pages/home.js';

// What the page at the end of a flow is made of: nothing in it is more than what it shows and offers.
const Result = z.discriminatedUnion('show', [
  z.object({ show: z.enum(['connected', 'expired', 'used', 'declined']) }),
  z.object({ show: z.literal('wrong_person'), ticket: z.string() }),
  z.object({ show: z.literal('failed'), requestId: z.string() }),
  z.object({ show: z.literal('status'), status: z.enum(STATUSES), ticket: z.string() }),
]);
export type Result = z.infer<typeof Result>;

/**
 * The end of a flow, kept by the browser that came back, so that its page has an address of its own: the callback's
 * works once (RFC 6749 §4.1.2), and whoever reloads it would read that it is over instead of how it ended.
 */
export interface Results {
  /** `id` is for the address and means nothing without the text. */
  write: (result: Result) => Promise<{ id: string; text: string }>;
  /** Nothing for a text that is not ours, is too old, or is the end of another flow than the one of this address. */
  read: (id: string, text: string) => Promise<Result | undefined>;
}

const TTL_SECONDS = 600;
const Payload = z.object({ id: z.string(), result: Result });

export function createResults(seal: Seal): Results {
  return {
    write: async (result) => {
      const id = randomUUID();
      return { id, text: await seal.close('result', { id, result }, TTL_SECONDS) };
    },
    read: async (id, text) => {
      const payload = Payload.safeParse(await seal.open('result', text));
      return payload.success && payload.data.id === id ? payload.data.result : undefined;
    },
  };
}
