import { type BearerOptions, personOf, principalOf, refuse } from './auth/bearer.js';
import { SCOPE } from './auth/scope.js';
import type { Config } from './config/config.js';
import { createBodyBudget } from './http/body/budget.js';
import type { BodyOptions } from './http/body/json.js';
import { sendError } from './http/reply.js';
import { createRestDoor, type RestDoorOptions } from './rest/door.js';
import { problemBase } from './rest/openapi.js';
import { catalogue } from './tools/catalogue.js';

type RestParts = Pick<
  RestDoorOptions,
  'callAs' | 'body' | 'resetWorkspace' | 'onWorkspaceForgotten' | 'onReset' | 'onRefusedCall' | 'version'
>;

/** The REST door: the same callers, told in problem details what is wrong, and sent to no sign-in. */
export function createRest(config: Config, oauth: BearerOptions, parts: RestParts) {
  const bearer: BearerOptions = {
    ...oauth,
    resourceMetadata: undefined,
    send: (res, { status, headers, error, description }) => {
      res.set(headers);
      sendError(res, status, error, description);
    },
  };
  const { publicUrl, writeScope, served: bounds } = config;
  const both = `${SCOPE} ${writeScope}`;
  const door = createRestDoor({
    ...parts,
    tools: catalogue,
    bounds,
    writeScope,
    publicUrl,
    mostRunning: config.limits.concurrentPerPerson,
    principalOf,
    personOf,
    refuseScope: (res) => refuse(res, { code: 'scope_insufficient' }, { ...bearer, scope: both }),
    refuseDeadToken: (res) => refuse(res, { code: 'token_invalid', reason: 'revoked' }, bearer),
  });
  return { ...door, bearer, problems: problemBase(publicUrl) };
}

/** The same bounds for a body at every door, and one room for all. */
export function bodyOptions({ limits }: Config, onFull: BodyOptions['onFull']): BodyOptions {
  return {
    limits: { maxBytes: limits.bodyBytes, maxDepth: limits.jsonDepth, maxNodes: limits.jsonMembers },
    budget: createBodyBudget(limits.bodyBytes),
    callerOf: personOf,
    onFull,
  };
}
