import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from './bearer.js';
import { type Claim, type FaultBox, replyInstead, sendFaulty } from './faults.js';
import type { Journal, JournalEntry } from './journal.js';
import type { Answer, Operations } from './operation.js';
import { type GraphqlRequest, nameOf, readRequest } from './request.js';
import { send } from './wire.js';

export interface EndpointOptions {
  readonly operations: Operations;
  readonly journal: Journal;
  readonly faults: FaultBox;
}

/** Who is asking, or why that is not known. */
type Caller = { readonly identity: Identity | null } | { readonly refusal: Answer };

type Note = Pick<JournalEntry, 'operation' | 'document' | 'variables' | 'user'>;

/** POST /graphql: reads the request, lets faults strike, has the operation answered, and writes the journal. */
export function createEndpoint({ operations, journal, faults }: EndpointOptions) {
  function callerOf(authorization: string | undefined): Caller {
    try {
      return { identity: operations.identify(authorization) };
    } catch (error) {
      return { refusal: operations.refuse(error) };
    }
  }

  async function answer(caller: Caller, request: GraphqlRequest): Promise<Answer> {
    return 'refusal' in caller ? caller.refusal : operations.answerAs(request, caller.identity);
  }

  /** Answers as a fault wants it, without executing; false when the operation is to be executed. */
  function strike({ answer: fault }: Claim, note: Note, response: ServerResponse): boolean {
    const instead = fault === undefined ? undefined : replyInstead(fault);
    if (fault === undefined || instead === undefined) return false;
    const status = instead === 'reset' ? 0 : instead.status;
    journal.add({ ...note, complexity: 0, outcome: `fault:${fault.kind}`, status });
    if (instead === 'reset') response.destroy();
    else send(response, instead);
    return true;
  }

  async function serve(request: GraphqlRequest, incoming: IncomingMessage, response: ServerResponse) {
    const operation = nameOf(request);
    const caller = callerOf(incoming.headers.authorization);
    const user = 'refusal' in caller ? null : (caller.identity?.user.email ?? null);
    const note = { operation, document: request.query, variables: Object.keys(request.variables), user };
    const claim = faults.claim(operation);
    if (claim.delayMs > 0) await delay(claim.delayMs);
    if (strike(claim, note, response)) return;
    const { reply, outcome, complexity } = await answer(caller, request);
    const fault = claim.answer;
    const status = fault?.kind === 'reset' ? 0 : reply.status;
    journal.add({
      ...note,
      complexity,
      status,
      outcome: fault === undefined ? outcome : `fault:${fault.kind}`,
    });
    await sendFaulty(response, reply, fault);
  }

  return async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    let request: GraphqlRequest;
    try {
      request = await readRequest(incoming);
    } catch (error) {
      const { reply, outcome, complexity } = operations.refuse(error, { Connection: 'close' });
      const note = { operation: null, document: null, variables: [], user: null };
      journal.add({ ...note, complexity, outcome, status: reply.status });
      return send(response, reply);
    }
    await serve(request, incoming, response);
  };
}
