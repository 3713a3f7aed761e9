import { PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import { isRecord } from '../http/body/json.js';

/** A message that is refused before the protocol layer sees it, because that would answer in its validator's words. */
export interface RefusedMessage {
  id: string | number | null;
  message: string;
}

/**
 * Looks at a `tools/call`: arguments that are no object are refused in words, and `null` counts as none.
 * Returns the refusal, or nothing. Changes the message only in that one respect.
 */
export function refuseMessage(body: unknown): RefusedMessage | undefined {
  if (!isRecord(body) || body['method'] !== 'tools/call') return undefined;
  const { id, params } = body;
  const refusal = (message: string): RefusedMessage => ({ id: isId(id) ? id : null, message });
  if (!isRecord(params) || typeof params['name'] !== 'string') {
    return refusal('tools/call needs params with the name of a tool, and arguments as an object.');
  }
  if (params['arguments'] === null) delete params['arguments'];
  const isWrong = params['arguments'] !== undefined && !isRecord(params['arguments']);
  return isWrong
    ? refusal('The arguments of tools/call have to be an object, with one member per argument.')
    : undefined;
}

/** The name of the tool that a `tools/call` asks for; undefined for any other message. */
export function calledTool(body: unknown): string | undefined {
  if (!isRecord(body) || body['method'] !== 'tools/call') return undefined;
  const { params } = body;
  const name = isRecord(params) ? params['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Whether the request says in its envelope which revision it is of, as they do since 2026-07-28. */
export function hasEnvelope(body: unknown): boolean {
  const params = isRecord(body) ? body['params'] : undefined;
  const meta = isRecord(params) ? params['_meta'] : undefined;
  return isRecord(meta) && PROTOCOL_VERSION_META_KEY in meta;
}

export function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
