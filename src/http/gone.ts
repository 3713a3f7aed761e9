import type { Response } from 'express';
import type { OnGone } from '../tools/call.js';

/** The client of this request: who has the whole answer has not gone away. */
export function goneFrom(res: Response): OnGone {
  return (act) =>
    onceOver(res, () => {
      if (!res.writableFinished) act();
    });
}

/**
 * Acts once when an answer has been sent or cannot be any more, at once if that is so already; yields how to take that
 * back. Node tells a response that its connection was closed only while the response holds the connection, so one that
 * waits behind another's answer (RFC 9112 §9.3.2) listens to the connection itself.
 */
export function onceOver(res: Response, act: () => void): () => void {
  const { socket } = res.req;
  const isWaiting = res.socket === null;
  if (res.closed || (isWaiting && socket.destroyed)) {
    act();
    return () => undefined;
  }
  const stop = (): void => {
    res.off('close', over);
    if (isWaiting) socket.off('close', over);
  };
  const over = (): void => {
    stop();
    act();
  };
  res.once('close', over);
  // As many as wait there, of which each takes its listener back: that is no leak.
  if (isWaiting) socket.setMaxListeners(0).once('close', over);
  return stop;
}
