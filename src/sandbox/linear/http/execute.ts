import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
  Source,
  validate,
} from 'graphql';
import type { RequestContext } from '../context.js';
import { internalError, LinearApiError } from '../errors.js';

export interface Prepared {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** A request that GraphQL itself refuses. */
export function graphqlError(code: string, message: string): LinearApiError {
  return new LinearApiError({ code, type: 'graphql error', message, statusCode: 400, userError: true });
}

function parseDocument(text: string): DocumentNode {
  try {
    // The limit keeps a hostile document from exhausting the stack; real ones have a few thousand tokens at most.
    return parse(new Source(text), { maxTokens: 50_000 });
  } catch (error) {
    throw graphqlError('GRAPHQL_PARSE_FAILED', error instanceof Error ? error.message : 'Syntax error');
  }
}

/** Parses and validates a document and picks its operation; throws Linear's errors. */
export function prepare(schema: GraphQLSchema, text: string, operationName: string | null): Prepared {
  const document = parseDocument(text);
  const [error] = validate(schema, document);
  if (error !== undefined) throw graphqlError('GRAPHQL_VALIDATION_FAILED', error.message);
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw graphqlError('OPERATION_RESOLUTION_FAILURE', 'The operation to execute is not clear.');
  return { document, operation };
}

/** Variables with their defaults, as the operation will see them; throws BAD_USER_INPUT. */
export function coerceVariables(
  schema: GraphQLSchema,
  { operation }: Prepared,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced !== undefined) return coerced;
  throw graphqlError('BAD_USER_INPUT', errors?.[0]?.message ?? 'The variables are not acceptable.');
}

export interface Execution extends Prepared {
  readonly schema: GraphQLSchema;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext | undefined;
}

export interface Outcome {
  readonly status: number;
  readonly code: string;
  readonly body: { readonly data?: unknown; readonly errors?: readonly GraphQLFormattedError[] };
}

function formatError(error: GraphQLError): GraphQLFormattedError {
  const original = error.originalError;
  const path = error.path === undefined ? {} : { path: error.path };
  if (original instanceof LinearApiError) {
    return { message: original.message, ...path, extensions: original.extensions };
  }
  const hidden = internalError();
  return { message: hidden.message, ...path, extensions: hidden.extensions };
}

function statusOf(result: ExecutionResult, code: string): number {
  // The limit on searches is found out while executing; it answers like every other limit.
  return code === 'RATELIMITED' || result.data === undefined ? 400 : 200;
}

/** Executes an operation; errors come out in Linear's shape. */
export async function run({ schema, document, operation, variables, context }: Execution): Promise<Outcome> {
  const result = await execute({
    schema,
    document,
    contextValue: context,
    variableValues: variables,
    operationName: operation.name?.value,
  });
  const errors = result.errors?.map(formatError);
  if (errors === undefined) return { status: 200, code: 'ok', body: { data: result.data } };
  const code = String(errors[0]?.extensions?.['code'] ?? 'unknown');
  const data = result.data === undefined ? {} : { data: result.data };
  return { status: statusOf(result, code), code, body: { errors, ...data } };
}
