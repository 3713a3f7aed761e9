import { type GraphQLSchema, Kind } from 'graphql';
import { createContext, type RequestContext } from '../context.js';
import { authenticationError, internalError, LinearApiError, rateLimited, tooComplex } from '../errors.js';
import type { Grants } from '../oauth/grants.js';
import { checkSize } from '../query/bounds.js';
import { complexityOf, PRICE } from '../query/complexity.js';
import { checkIntrospection } from '../query/introspection.js';
import type { Store } from '../store/store.js';
import { type Identity, identify } from './bearer.js';
import { coerceVariables, type Prepared, prepare, run } from './execute.js';
import { type Allowance, rateHeaders, rateRows } from './rate-limit.js';
import type { GraphqlRequest } from './request.js';
import { errorReply, json, type Reply } from './wire.js';

export interface OperationOptions {
  readonly schema: GraphQLSchema;
  readonly store: Store;
  readonly grants: Grants;
  readonly allowanceOf: (who: string) => Allowance;
  readonly clock: () => number;
}

export interface Answer {
  readonly reply: Reply;
  /** `ok`, or the code of the first error. */
  readonly outcome: string;
  readonly complexity: number;
}

/** Linear answers introspection without authentication. */
function isIntrospection({ operation }: Prepared): boolean {
  return operation.selectionSet.selections.every(
    (node) => node.kind === Kind.FIELD && node.name.value.startsWith('__'),
  );
}

function usesSearch({ operation }: Prepared): boolean {
  return operation.selectionSet.selections.some(
    (node) => node.kind === Kind.FIELD && node.name.value === 'searchIssues',
  );
}

function charge(allowance: Allowance, complexity: number): void {
  if (!allowance.requests.take(1)) throw rateLimited('requests');
  if (!allowance.points.take(complexity)) throw rateLimited('complexity');
}

/** Answers GraphQL operations: authenticates, validates, prices, charges and executes, in this order. */
export function createOperations({ schema, store, grants, allowanceOf, clock }: OperationOptions) {
  function contextOf(identity: Identity, allowance: Allowance, complexity: number): RequestContext {
    return createContext({
      store,
      viewer: identity.user,
      scopes: identity.scopes,
      now: new Date(clock()),
      takeSearch() {
        if (!allowance.searches.take(1)) throw rateLimited('searches');
      },
      rateLimits: () => rateRows(allowance, complexity),
    });
  }

  function price(prepared: Prepared, variables: GraphqlRequest['variables']): number {
    const priced = { schema, ...prepared, variables: coerceVariables(schema, prepared, variables) };
    checkIntrospection(priced);
    return isIntrospection(prepared) ? 1 : complexityOf(priced);
  }

  async function answerAs(request: GraphqlRequest, identity: Identity | null): Promise<Answer> {
    const allowance = allowanceOf(identity?.user.id ?? 'anonymous');
    let complexity = 0;
    try {
      const prepared = prepare(schema, request.query, request.operationName);
      if (identity === null && !isIntrospection(prepared)) throw authenticationError();
      complexity = price(prepared, request.variables);
      if (complexity > PRICE.limit) throw tooComplex(complexity, PRICE.limit);
      charge(allowance, complexity);
      const context = identity === null ? undefined : contextOf(identity, allowance, complexity);
      const done = await run({ schema, ...prepared, variables: request.variables, context });
      checkSize(done.body);
      const headers = rateHeaders(allowance, complexity, usesSearch(prepared));
      return { reply: json(done.status, done.body, headers), outcome: done.code, complexity };
    } catch (error) {
      const known = error instanceof LinearApiError ? error : internalError();
      const headers = rateHeaders(allowance, complexity, false);
      return { reply: errorReply(known, headers), outcome: known.shape.code, complexity };
    }
  }

  return {
    /** Who the header speaks for: null for nobody; throws for credentials that are not good. */
    identify: (authorization: string | undefined): Identity | null =>
      authorization === undefined ? null : identify(authorization, grants, store),
    answerAs,
    /** The answer to a request that failed before anybody was known. */
    refuse(error: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
      const known = error instanceof LinearApiError ? error : internalError();
      const rates = rateHeaders(allowanceOf('anonymous'), 0, false);
      return {
        reply: errorReply(known, { ...rates, ...headers }),
        outcome: known.shape.code,
        complexity: 0,
      };
    },
  };
}

export type Operations = ReturnType<typeof createOperations>;
