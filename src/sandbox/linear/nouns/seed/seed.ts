import type { Builder } from '../../seed/builder.js';
import { seedInbox } from './inbox.js';
import { seedDocuments, seedLibrary, seedViews } from './library.js';
import { seedCustomers, seedReleases } from './market.js';
import { seedPlanning } from './planning.js';

/** Everything in this folder's nouns; comes after issues and projects, which it refers to. */
export function seedNouns(builder: Builder): void {
  seedPlanning(builder);
  seedDocuments(builder);
  seedViews(builder);
  seedLibrary(builder);
  seedReleases(builder);
  seedCustomers(builder);
  seedInbox(builder);
}
