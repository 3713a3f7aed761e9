import type { IncomingMessage } from 'node:http';
import { graphqlError } from './execute.js';
import { readBody } from './wire.js';

/** One GraphQL operation as it was asked for; nothing of it has been judged yet. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw graphqlError('BAD_REQUEST', 'The body is not JSON.');
  }
}

/** Reads a GraphQL request; throws Linear's errors for anything else. */
export async function readRequest(incoming: IncomingMessage): Promise<GraphqlRequest> {
  const text = await readBody(incoming);
  if (!/^application\/json\b/i.test(incoming.headers['content-type'] ?? '')) {
    throw graphqlError('BAD_REQUEST', 'The content type must be application/json.');
  }
  const body = parseJson(text);
  if (!isRecord(body) || typeof body['query'] !== 'string') {
    throw graphqlError('BAD_REQUEST', 'The body must be an object with a query.');
  }
  const { query, operationName, variables } = body;
  if (variables !== undefined && variables !== null && !isRecord(variables)) {
    throw graphqlError('BAD_REQUEST', 'variables must be an object.');
  }
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isRecord(variables) ? variables : {},
  };
}

/** The name of the operation, also when the document does not parse: faults and the journal need it. */
export function nameOf({ query, operationName }: GraphqlRequest): string | null {
  return operationName ?? /\b(?:query|mutation|subscription)\s+([A-Za-z_]\w*)/.exec(query)?.[1] ?? null;
}
