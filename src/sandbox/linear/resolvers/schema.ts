import type { GraphQLSchema } from 'graphql';
import { installMutations } from '../mutations/install.js';
import { installNouns } from '../nouns/install.js';
import { installScalars } from '../schema/scalars.js';
import { linearSdl } from '../schema/sdl.js';
import { parseSchema } from './install.js';
import { installIssues } from './issue.js';
import { installIssueParts } from './issue-parts.js';
import { installPeople } from './people.js';
import { installPlanning } from './planning.js';
import { installQuery } from './query.js';

/** The executable schema: the hand-written SDL with its scalars and resolvers. */
export function createSchema(): GraphQLSchema {
  const schema = parseSchema(linearSdl);
  installScalars(schema);
  installIssues(schema);
  installIssueParts(schema);
  installPeople(schema);
  installPlanning(schema);
  installQuery(schema);
  installMutations(schema);
  installNouns(schema);
  return schema;
}
