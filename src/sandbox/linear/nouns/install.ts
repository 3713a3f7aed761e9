import type { GraphQLSchema } from 'graphql';
import { installWrites } from '../mutations/install.js';
import { installComments } from './comments/resolvers.js';
import { customerMutations, installCustomers } from './customers/resolvers.js';
import { documentMutations, installDocuments } from './documents/resolvers.js';
import { inboxMutations, installInbox } from './inbox/resolvers.js';
import { installInitiatives } from './initiatives/fields.js';
import { initiativeMutations } from './initiatives/mutations.js';
import { installLibrary } from './library/resolvers.js';
import { installMarks } from './marks/resolvers.js';
import { installProjects } from './projects/fields.js';
import { projectMutations } from './projects/mutations.js';
import { installReleases } from './releases/fields.js';
import { releaseMutations } from './releases/mutations.js';
import { installViews, viewMutations } from './views/resolvers.js';

/** Resolvers and mutations of the nouns in this folder. */
export function installNouns(schema: GraphQLSchema): void {
  installProjects(schema);
  installInitiatives(schema);
  installDocuments(schema);
  installViews(schema);
  installInbox(schema);
  installLibrary(schema);
  installMarks(schema);
  installReleases(schema);
  installCustomers(schema);
  installComments(schema);
  installWrites(schema, {
    ...projectMutations,
    ...initiativeMutations,
    ...documentMutations,
    ...viewMutations,
    ...inboxMutations,
    ...releaseMutations,
    ...customerMutations,
  });
}
