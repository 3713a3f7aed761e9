import { getHeapStatistics } from 'node:v8';
import type { Response } from 'express';
import { onceOver } from '../gone.js';

/** Whose room is used up: the caller's, or that of all together. */
export type Full = 'caller' | 'server';

/** What one request has of the room: it grows with what arrives. */
export interface Share {
  /** Takes so many bytes more, or says what is full. */
  take: (bytes: number) => Full | undefined;
  /** Gives everything back, however many hold it. */
  release: () => void;
}

export interface BodyBudget {
  /** The share of a request, until it is answered or left, and as long as `holdBody` holds it. */
  open: (res: Response, caller: string) => Share;
}

/** Beyond this, a body is a large one; they leave a quarter of the room to the others. */
const LARGE = 65_536;

/** A message lies in memory several times while it is read, worked on and sent on, so all get a twelfth of the heap. */
const OF_HEAP = 1 / 12;

const HELD = Symbol('held body');
type Held = { holders: number; release: () => void };
const heldOf = (res: Response): Held | undefined => (res.locals as { [HELD]?: Held })[HELD];

/**
 * The room for bodies of requests in progress. Each body has its bound, and each caller one of requests; together they
 * would be many times the heap. `maxBytes` is the bound of one body, which must have room in any case.
 */
export function createBodyBudget(
  maxBytes: number,
  heapBytes: number = getHeapStatistics().heap_size_limit,
): BodyBudget {
  const total = Math.max(heapBytes * OF_HEAP, 2 * maxBytes);
  const ofCaller = Math.max(total / 4, maxBytes);
  const ofLarge = (total * 3) / 4;
  const running = new Map<string, number>();
  let all = 0;

  return {
    open: (res, caller) => {
      let size = 0;
      const give = (bytes: number): void => {
        size += bytes;
        all += bytes;
        const left = (running.get(caller) ?? 0) + bytes;
        if (left > 0) running.set(caller, left);
        else running.delete(caller);
      };
      const share: Share = {
        take: (bytes) => {
          if ((running.get(caller) ?? 0) + bytes > ofCaller) return 'caller';
          if (all + bytes > (size + bytes > LARGE ? ofLarge : total)) return 'server';
          give(bytes);
          return undefined;
        },
        release: () => give(-size),
      };
      const held: Held = { holders: 1, release: share.release };
      Object.assign(res.locals, { [HELD]: held });
      onceOver(res, () => letGo(res));
      return share;
    },
  };
}

/** Keeps the room of a request's body taken when the request is over, for a call that runs on; yields how to end that. */
export function holdBody(res: Response): () => void {
  const held = heldOf(res);
  if (held !== undefined) held.holders += 1;
  return () => letGo(res);
}

function letGo(res: Response): void {
  const held = heldOf(res);
  if (held === undefined) return;
  held.holders -= 1;
  if (held.holders === 0) held.release();
}
