/** Where replicas tell each other what is taken; undefined when nobody can be asked. */
export interface SharedClaims {
  claim: (key: string, seconds: number) => Promise<boolean | undefined>;
  isClaimed: (key: string) => Promise<boolean | undefined>;
}

/** What can be used once. */
export interface Claims {
  /** True once per id: whoever is second comes too late. */
  take: (id: string) => Promise<boolean>;
  isTaken: (id: string) => Promise<boolean>;
}

export interface ClaimsOptions {
  /** For so long an id could be used at all. */
  seconds: number;
  /** Milliseconds since the epoch. */
  now?: (() => number) | undefined;
  shared?: SharedClaims | undefined;
}

const MOST_REMEMBERED = 50_000;

/**
 * What is taken is remembered until it would have expired anyway: by this process, and by all replicas where they share
 * a memory.
 */
export function createClaims({ seconds, now = Date.now, shared }: ClaimsOptions): Claims {
  const taken = new Map<string, number>();
  const forget = (): void => {
    for (const [id, until] of taken) {
      // In order of insertion, so the first that is not over ends the sweep.
      if (until > now() && taken.size <= MOST_REMEMBERED) return;
      taken.delete(id);
    }
  };
  return {
    take: async (id) => {
      forget();
      if (taken.has(id)) return false;
      taken.set(id, now() + seconds * 1000);
      return (await shared?.claim(id, seconds)) ?? true;
    },
    isTaken: async (id) => taken.has(id) || ((await shared?.isClaimed(id)) ?? false),
  };
}
