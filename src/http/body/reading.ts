import type { IncomingMessage } from 'node:http';
import type { Full, Share } from './budget.js';

/** A body as it was sent, or why it was not read to its end. */
export type Read = { bytes: Buffer } | { refused: 'too_large' | 'aborted' | Full };

/**
 * Reads a body as it is sent, and judges each piece before it is kept. The pieces lie outside the heap: as text, which
 * parsers that decode while they read make of them, what never ends would fill it. What is refused is read on and
 * dropped, so that its client comes to read the answer.
 */
export function readBody(
  req: IncomingMessage,
  { most, share }: { most: number; share: Share },
  done: (read: Read) => void,
): void {
  let pieces: Buffer[] = [];
  let length = 0;
  const end = (read: Read): void => {
    req.off('data', take).off('end', whole).off('close', aborted);
    pieces = [];
    if ('refused' in read) {
      share.release();
      req.resume();
    }
    done(read);
  };
  const take = (piece: Buffer): void => {
    length += piece.length;
    const refused = length > most ? 'too_large' : share.take(piece.length);
    if (refused === undefined) pieces.push(piece);
    else end({ refused });
  };
  const whole = (): void => {
    const [only, ...more] = pieces;
    end({ bytes: only !== undefined && more.length === 0 ? only : Buffer.concat(pieces, length) });
  };
  const aborted = (): void => end({ refused: 'aborted' });
  if (Number(req.headers['content-length'] ?? 0) > most) end({ refused: 'too_large' });
  else req.on('data', take).once('end', whole).once('close', aborted);
}
