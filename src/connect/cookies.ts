import { z } from 'zod';
import type { Seal } from '../broker/connect/seal.js';
import { type LastCheck, STATUSES } from '../pages/home.js';

/** RFC 6265bis §4.1.3.2: the prefix binds a cookie to this host; browsers want https for it. */
export function cookieNames(publicUrl: string): { flow: string; last: string; result: string } {
  const prefix = publicUrl.startsWith('https:') ? '__Host-' : '';
  return { flow: `${prefix}connect`, last: `${prefix}connection`, result: `${prefix}connect_result` };
}

/** What the browser keeps of the last look at a connection: for the page at `/`, and for nothing that decides. */
export interface Remembered {
  write: (status: LastCheck['status']) => Promise<string>;
  read: (text: string) => Promise<LastCheck | undefined>;
}

const TTL_SECONDS = 600;
const Payload = z.object({ status: z.enum(STATUSES), iat: z.number() });

export function createRemembered(seal: Seal, now: () => number = Date.now): Remembered {
  return {
    write: (status) => seal.close('last_check', { status }, TTL_SECONDS),
    read: async (text) => {
      const payload = Payload.safeParse(await seal.open('last_check', text));
      if (!payload.success) return undefined;
      const { status, iat } = payload.data;
      return { status, minutesAgo: Math.max(0, Math.floor((now() / 1000 - iat) / 60)) };
    },
  };
}

/** RFC 6265 §5.4: pairs separated by semicolons; the first of a name counts. */
export function readCookie(header: string | undefined, name: string): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
