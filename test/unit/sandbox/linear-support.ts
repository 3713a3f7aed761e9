import { type LinearOptions, type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';

export const ADA = 'ada@lumen.example';
export const ADAM = 'adam@lumen.example';
export const TOMAS = 'tomas@lumen.example';

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: T;
  readonly errors: readonly GraphqlError[];
}

export interface Asking {
  readonly as?: string;
  readonly scopes?: readonly string[];
  readonly authorization?: string;
}

/** Sends raw text to /graphql and reads the answer; the one place where JSON is given a type. */
export async function post<T>(
  linear: LinearSandbox,
  body: string,
  headers: Record<string, string>,
): Promise<Answer<T>> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const response = await fetch(linear.graphqlUrl, init);
  const answer = (await response.json()) as { data: T; errors?: readonly GraphqlError[] };
  return {
    status: response.status,
    headers: response.headers,
    data: answer.data,
    errors: answer.errors ?? [],
  };
}

/** Asks as Ada, or as somebody else. */
export function ask<T>(
  linear: LinearSandbox,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  { as = ADA, scopes = ['read', 'write'], authorization }: Asking = {},
): Promise<Answer<T>> {
  const token = authorization ?? `Bearer ${linear.issueTokenFor(as, { scopes }).accessToken}`;
  return post<T>(linear, JSON.stringify({ query, variables }), { authorization: token });
}

/** The data of an answer that must not carry errors. */
export async function data<T>(
  linear: LinearSandbox,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  asking: Asking = {},
): Promise<T> {
  const answer = await ask<T>(linear, query, variables, asking);
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

/** Code and presentable words of the only error of an answer. */
export function refusal(answer: Answer<unknown>): { code: unknown; words: unknown } {
  const [error, ...more] = answer.errors;
  if (error === undefined || more.length > 0)
    throw new Error(`expected one error: ${JSON.stringify(answer)}`);
  return {
    code: error.extensions['code'],
    words: error.extensions['userPresentableMessage'] ?? error.message,
  };
}

/** A sandbox on any port with a clock that tests can move. */
export async function startWithClock(options: Partial<LinearOptions> = {}) {
  let now = Date.parse('2026-10-15T09:00:00.000Z');
  const linear = await startLinear({ port: 0, clock: () => now, ...options });
  return {
    linear,
    advance(ms: number) {
      now += ms;
    },
  };
}
