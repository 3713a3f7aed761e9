/** The lowest of the shares seen within the last one to two half-windows; 1 when there was none. */
export interface Lowest {
  see: (share: number) => void;
  read: () => number;
}

/** A minimum that forgets: of two half-windows the older one is thrown away when a third begins. */
export function createLowest(halfWindowMs: number, now: () => number = Date.now): Lowest {
  let began = now();
  let current = 1;
  let before = 1;
  const turn = (): void => {
    const passed = now() - began;
    if (passed < halfWindowMs) return;
    before = passed < 2 * halfWindowMs ? current : 1;
    current = 1;
    began = now();
  };
  return {
    see: (share) => {
      turn();
      current = Math.min(current, share);
    },
    read: () => {
      turn();
      return Math.min(current, before);
    },
  };
}

/** What is left of a quota, from 0 to 1; undefined when either number is missing or absurd. */
export function shareLeft(remaining: number | undefined, limit: number | undefined): number | undefined {
  if (remaining === undefined || limit === undefined || limit <= 0) return undefined;
  return Math.min(1, Math.max(0, remaining / limit));
}
