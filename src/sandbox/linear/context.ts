import type { UserRecord } from './model.js';
import { createBudget, type Spend } from './query/bounds.js';
import { type CyclePlaces, cyclePlaces } from './store/find.js';
import type { Store } from './store/store.js';
import { type Sight, sightOf } from './store/visibility.js';

export interface RateLimitRow {
  readonly type: string;
  readonly allowedAmount: number;
  readonly remainingAmount: number;
  readonly requestedAmount: number;
  readonly period: number;
  readonly reset: number;
}

/** What one operation is executed with: who asks, what they may do and see, and when "now" is. */
export interface RequestContext {
  readonly store: Store;
  readonly viewer: UserRecord;
  readonly scopes: ReadonlySet<string>;
  readonly sight: Sight;
  readonly now: Date;
  readonly places: (teamId: string) => CyclePlaces;
  /** Takes steps of work from what the operation may use; throws when there are none left. */
  readonly spend: Spend;
  /** Takes one search from the viewer's allowance; throws when there is none left. */
  readonly takeSearch: () => void;
  readonly rateLimits: () => readonly RateLimitRow[];
}

export interface RequestContextOptions {
  readonly store: Store;
  readonly viewer: UserRecord;
  readonly scopes: ReadonlySet<string>;
  readonly now: Date;
  readonly takeSearch: () => void;
  readonly rateLimits: () => readonly RateLimitRow[];
}

/** The context of one operation; derived values are worked out once. */
export function createContext(options: RequestContextOptions): RequestContext {
  const places = new Map<string, CyclePlaces>();
  return {
    ...options,
    spend: createBudget(),
    sight: sightOf(options.store, options.viewer),
    places(teamId) {
      const known = places.get(teamId) ?? cyclePlaces(options.store, teamId, options.now.toISOString());
      places.set(teamId, known);
      return known;
    },
  };
}
