import { Agent } from 'undici';
import { createHttpFetch } from './broker/http.js';
import { createSend } from './wire.js';

const MIB = 1024 * 1024;
/** As many of Linear's answers as large as may be arrive at once; of smaller ones, more. */
const LARGEST_AT_ONCE = 2;

/** Kept connections to Keycard and Linear, with bounded answers. */
export function createUpstreams(userAgent: string, linearAnswerBytes = 16 * MIB) {
  const kept = { keepAliveTimeout: 70_000, keepAliveMaxTimeout: 600_000, connect: { timeout: 5_000 } };
  const keycard = new Agent({ ...kept, maxResponseSize: MIB, headersTimeout: 15_000, bodyTimeout: 10_000 });
  const linear = new Agent({
    ...kept,
    maxResponseSize: linearAnswerBytes,
    headersTimeout: 60_000,
    bodyTimeout: 30_000,
  });
  return {
    userAgent,
    keycard: createHttpFetch({ send: createSend(keycard), userAgent }),
    linear: { send: createSend(linear, LARGEST_AT_ONCE * linearAnswerBytes), mostBytes: linearAnswerBytes },
    close: async () => {
      await Promise.all([keycard.destroy(), linear.destroy()]);
    },
  };
}
