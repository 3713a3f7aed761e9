/** The two generations of the protocol, by hand: what differs is headers and `_meta`. */
export type Era = 'legacy' | 'modern';
export const BOTH: readonly Era[] = ['legacy', 'modern'];
export const MODERN = '2026-07-28';

const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export interface Message {
  headers: Record<string, string>;
  body: { jsonrpc: '2.0'; id: number; method: string; params: Record<string, unknown> };
}

/** One request of an era, ready to be sent or to be spoilt. */
export function message(era: Era, method: string, params: Record<string, unknown> = {}, id = 1): Message {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'MCP-Protocol-Version': era === 'modern' ? MODERN : '2025-06-18',
  };
  if (era === 'modern') {
    headers['Mcp-Method'] = method;
    if (typeof params['name'] === 'string') headers['Mcp-Name'] = params['name'];
  }
  const all = era === 'modern' ? { ...params, _meta: META } : params;
  return { headers, body: { jsonrpc: '2.0', id, method, params: all } };
}

export function toolCall(era: Era, name: string, args: unknown = {}, id = 1): Message {
  return message(era, 'tools/call', { name, arguments: args }, id);
}

export interface Answer {
  status: number;
  headers: Headers;
  /** The body as sent. */
  body: string;
  /** The JSON of the body, or of the last event of a stream. */
  json: Record<string, unknown>;
  /** Text of a tool's answer. */
  text: string;
  isError: boolean;
}

/** Sends a message with a token, or without one. */
export async function send(
  url: string,
  token: string | undefined,
  { headers, body }: { headers: Record<string, string>; body: unknown },
  init: RequestInit = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    ...init,
    headers: {
      ...headers,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...init.headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return read(response);
}

/** Reads an answer of any form. */
export async function read(response: Response): Promise<Answer> {
  const body = await response.text();
  const last = [...body.matchAll(/^data: (.*)$/gm)].at(-1)?.[1];
  const json = parsed(last ?? body);
  const result = json['result'] as { content?: { text?: string }[]; isError?: boolean } | undefined;
  return {
    status: response.status,
    headers: response.headers,
    body,
    json,
    text: result?.content?.map((block) => block.text ?? '').join('\n') ?? '',
    isError: result?.isError === true,
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
