import type { IncomingMessage } from 'node:http';
import type { Full, Share } from './budget.js';

/** A body as it was sent, or why it was not read to its end. */
export type Read = { bytes: Buffer } | { refused: 'too_large' | 'aborted' | Full };

const NOTHING = Buffer.alloc(0);

/**
 * Reads a body as it is sent, and judges each piece before it is kept. What was read lies outside the heap: as text, which
 * parsers that decode while they read make of it, what never ends would fill it. It is one buffer, at most twice as large as
 * what it holds: a million pieces of a byte each would be many times what they say. What is refused is read on and dropped,
 * so that its client comes to read the answer.
 */
export function readBody(
  req: IncomingMessage,
  { most, share }: { most: number; share: Share },
  done: (read: Read) => void,
): void {
  let held: Buffer = NOTHING;
  let length = 0;
  const end = (read: Read): void => {
    req.off('data', take).off('end', whole).off('close', aborted);
    held = NOTHING;
    if ('refused' in read) {
      share.release();
      req.resume();
    }
    done(read);
  };
  const take = (piece: Buffer): void => {
    const before = length;
    length += piece.length;
    const refused = length > most ? 'too_large' : share.take(piece.length);
    if (refused !== undefined) end({ refused });
    else held = before === 0 ? piece : joined(held, piece, before);
  };
  const whole = (): void => end({ bytes: held.subarray(0, length) });
  const aborted = (): void => end({ refused: 'aborted' });
  if (Number(req.headers['content-length'] ?? 0) > most) end({ refused: 'too_large' });
  else req.on('data', take).once('end', whole).once('close', aborted);
}

/** What is held with a piece more, in a larger buffer where there is no room. */
function joined(held: Buffer, piece: Buffer, at: number): Buffer {
  const end = at + piece.length;
  const room = end > held.length ? Buffer.concat([held.subarray(0, at)], 2 * end) : held;
  room.set(piece, at);
  return room;
}
