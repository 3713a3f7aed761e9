import { seedNouns } from '../nouns/seed/seed.js';
import { createStore, type Store } from '../store/store.js';
import { arrangeIssues } from './arrange.js';
import { type Builder, createBuilder } from './builder.js';
import { seedDiscussions } from './discussions.js';
import { seedIssues } from './issues.js';
import { seedLabels } from './labels.js';
import { seededUsers } from './people.js';
import { seedProjects } from './projects.js';
import { createRandom, type Random } from './random.js';
import { seedTeams } from './teams.js';

function seedUsers(builder: Builder): void {
  for (const { key: _, ...fields } of seededUsers) {
    builder.store.users.insert({ ...builder.entity(720, 1), ...fields });
  }
}

function organization(random: Random, now: Date) {
  const at = new Date(now.getTime() - 800 * 86_400_000).toISOString();
  const times = { createdAt: at, updatedAt: at, archivedAt: null };
  return { id: random.uuid(), ...times, name: 'Lumen Robotics', urlKey: 'lumen' };
}

/** The workspace of "Lumen Robotics": the same for the same seed and start time. */
export function seedWorkspace(seed: number, now: Date): Store {
  const random = createRandom(seed);
  const store = createStore(organization(random, now));
  const builder = createBuilder(store, random, now);
  seedUsers(builder);
  seedTeams(builder);
  seedLabels(builder);
  seedProjects(builder);
  seedIssues(builder);
  arrangeIssues(builder);
  seedDiscussions(builder);
  seedNouns(builder);
  return store;
}
