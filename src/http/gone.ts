import type { Response } from 'express';

/** Has something done when the client goes away, at once if it has; yields how to take that back. */
export type OnGone = (act: () => void) => () => void;

/** The client of this request: who has the whole answer has not gone away. */
export function goneFrom(res: Response): OnGone {
  return (act) => {
    const closed = (): void => {
      if (!res.writableFinished) act();
    };
    if (res.closed) closed();
    else res.once('close', closed);
    return () => res.off('close', closed);
  };
}
