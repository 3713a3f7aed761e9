import { callByHand, type TestSandbox } from './sandbox.js';

/** What a door answered, in what all doors have in common. */
export interface DoorAnswer {
  status: number;
  isError: boolean;
  text: string;
  /** What the answer says of itself; nothing where it says nothing. */
  mode: unknown;
}

export type CallTool = (
  name: string,
  args?: unknown,
  init?: { headers?: Record<string, string> },
) => Promise<DoorAnswer>;

/** The REST door, with any credential. */
export function overRest(origin: string, credential: string): CallTool {
  return async (name, args = {}, init = {}) => {
    const { status, body } = await rest(origin, credential, `/v1/tools/${name}`, { ...init, body: args });
    const isError = status !== 200;
    return { status, isError, text: String(isError ? body['detail'] : body['text']), mode: body['mode'] };
  };
}

/** The MCP door, with any credential. */
export function overMcp(mcp: string, credential: string): CallTool {
  return async (name, args = {}, init = {}) => {
    const { status, isError, text } = await callByHand(mcp, credential, name, args, init);
    // In test mode a line of its own says so; the answer itself is what comes before.
    const [answer = '', note] = text.split('\nmode: "');
    return { status, isError, text: answer, mode: note === undefined ? undefined : note.split('"')[0] };
  };
}

export const originOf = ({ mcp }: Pick<TestSandbox, 'mcp'>): string => new URL(mcp).origin;

export interface RestAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** One request to the REST door; a POST when there is a body. */
export async function rest(
  origin: string,
  credential: string | undefined,
  path: string,
  { method, headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<RestAnswer> {
  const response = await fetch(`${origin}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(credential !== undefined && { Authorization: `Bearer ${credential}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}
