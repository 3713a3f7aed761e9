import type { GraphQLSchema } from 'graphql';
import { createEndpoint } from './http/endpoint.js';
import { createFaults } from './http/faults.js';
import { createJournal, type Journal } from './http/journal.js';
import { createOperations } from './http/operation.js';
import { createAllowances, LINEAR_LIMITS } from './http/rate-limit.js';
import type { Handler, Routes } from './http/server.js';
import { json, send } from './http/wire.js';
import { createAuthorize } from './oauth/authorize.js';
import { createClient } from './oauth/client.js';
import { createCodes } from './oauth/codes.js';
import { createGrants } from './oauth/grants.js';
import { createTokenEndpoints } from './oauth/token.js';
import type { LinearOptions } from './options.js';
import { createSchema } from './resolvers/schema.js';
import { seedWorkspace } from './seed/seed.js';

const SEED = 20_261;

let schema: GraphQLSchema | undefined;

/** One for all workspaces of a process: it holds nothing of any, and takes longer to build than one to fill. */
function sharedSchema(): GraphQLSchema {
  schema ??= createSchema();
  return schema;
}

function journalRoutes(journal: Journal): Readonly<Record<string, Handler>> {
  return {
    GET(_request, response) {
      const entries = journal.entries();
      send(response, json(200, entries, { 'X-Journal-Dropped': String(journal.dropped()) }));
    },
    DELETE(_request, response) {
      journal.clear();
      send(response, { status: 204, body: '' });
    },
  };
}

/** The parts of the embedded Linear, wired but not listening. */
export function assemble(options: LinearOptions) {
  const { clock = Date.now } = options;
  const store = seedWorkspace(options.seed ?? SEED, new Date(clock()));
  const journal = createJournal(clock);
  const faults = createFaults();
  const client = createClient();
  const grants = createGrants(clock);
  const codes = createCodes(clock);
  const allowanceOf = createAllowances({ ...LINEAR_LIMITS, ...options.limits }, clock);
  const operations = createOperations({ schema: sharedSchema(), store, grants, allowanceOf, clock });
  const { token, revoke } = createTokenEndpoints({ client, codes, grants, store, faults });
  const autoApprove = options.autoApprove === true;
  const routes: Routes = {
    '/graphql': { POST: createEndpoint({ operations, journal, faults }) },
    '/oauth/authorize': createAuthorize({ client, codes, store, clock, autoApprove }),
    '/oauth/token': { POST: token },
    '/oauth/revoke': { POST: revoke },
    '/_journal': journalRoutes(journal),
  };
  return { store, journal, faults, client, grants, codes, operations, routes, clock };
}
