import type { Entity } from '../model.js';
import type { Store } from '../store/store.js';
import type { Random } from './random.js';

const DAY = 86_400_000;

export interface Builder {
  readonly store: Store;
  readonly random: Random;
  /** Start-up time; everything in the workspace is dated relative to it. */
  readonly now: Date;
  /** The moment some days (fractions allowed) after now; negative is before. */
  moment(days: number): string;
  /** The day some days after today. */
  day(days: number): string;
  /** Id and times of a record that is `age` days old and was last touched `touched` days ago. */
  entity(age: number, touched?: number): Entity;
  /** Users of the seed by their key. */
  userId(key: string): string;
}

/** What the parts of the seed build with. */
export function createBuilder(store: Store, random: Random, now: Date): Builder {
  const moment = (days: number) => new Date(now.getTime() + Math.round(days * DAY)).toISOString();
  return {
    store,
    random,
    now,
    moment,
    day: (days) => moment(days).slice(0, 10),
    entity(age, touched = age) {
      return { id: random.uuid(), createdAt: moment(-age), updatedAt: moment(-touched), archivedAt: null };
    },
    userId(key) {
      const [user] = store.users.by('email', `${key}@lumen.example`);
      if (user === undefined) throw new RangeError(`no such seeded user: ${key}`);
      return user.id;
    },
  };
}
