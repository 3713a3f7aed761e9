import { isDeepStrictEqual } from 'node:util';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server';
import type { Request as HttpRequest, Response as HttpResponse } from 'express';
import { isRecord } from '../../http/body/json.js';
import { messagesIn } from '../answering.js';
import { isId } from '../message.js';

/** A request that asks for nothing out of the ordinary, and the name of its form. */
export interface Plain {
  /** Everything of the request that the protocol layer judges by, but for what is asked and with which id. */
  readonly form: string;
  readonly id: string | number;
  /** The tool that is called; absent when the list of tools is asked for. */
  readonly call?: { readonly name: string; readonly args: unknown };
}

/** What the protocol layer has put around a result for a request of one form. */
export interface Envelope {
  readonly headers: Readonly<Record<string, string>>;
  readonly isStream: boolean;
  /** The end of the result in JSON: the members that it has added, and the brace. */
  readonly end: string;
}

const JUDGED_BY = ['content-type', 'accept', 'mcp-protocol-version', 'mcp-method'] as const;
/** A name is kept for as long as the process runs; who the client is takes a few hundred characters. */
const LONGEST_NAME = 2_000;

/** The request as a plain `tools/list` or `tools/call`, whose answer is one result; undefined for any other. */
export function plainIn({ headers, body }: HttpRequest): Plain | undefined {
  const { jsonrpc, id, method, params = NONE, ...others }: Record<string, unknown> = body;
  const isCall = method === 'tools/call';
  if (jsonrpc !== '2.0' || !(isCall || method === 'tools/list') || hasMembers(others)) return undefined;
  if (!isId(id) || (typeof id === 'number' && !Number.isSafeInteger(id))) return undefined;
  if (!isRecord(params)) return undefined;
  const { _meta = NONE, name, arguments: args, ...more } = params;
  if (hasMembers(more) || !isOfClient(_meta)) return undefined;
  // A header that names the tool is compared with the name in the message (MCP 2026-07-28, standard headers).
  const named = headers['mcp-name'];
  if (named !== undefined && named !== name) return undefined;
  const form = JSON.stringify([
    method,
    named !== undefined,
    _meta,
    ...JUDGED_BY.map((each) => headers[each] ?? 0),
  ]);
  // JSON writes numbers beyond all bounds as null, and the protocol layer may judge the two differently.
  if (form.length > LONGEST_NAME || form.includes('null')) return undefined;
  if (!isCall) return name === undefined && args === undefined ? { form, id } : undefined;
  const isCallable = typeof name === 'string' && (args === undefined || isRecord(args));
  return isCallable ? { form, id, call: { name, args } } : undefined;
}

const NONE = {};

const OF_CLIENT = new Set<string>([
  PROTOCOL_VERSION_META_KEY,
  CLIENT_INFO_META_KEY,
  CLIENT_CAPABILITIES_META_KEY,
]);

/** Nothing but who the client is and what it takes: all else may differ with every request. */
function isOfClient(meta: unknown): boolean {
  return isRecord(meta) && Object.keys(meta).every((name) => OF_CLIENT.has(name));
}

/** What was put around this result in an answer; undefined when the answer is not just that result. */
export function envelopeOf(text: string, headers: Headers, result: object): Envelope | undefined {
  const isStream = headers.get('Content-Type')?.startsWith('text/event-stream') === true;
  const [only, ...more] = isStream ? messagesIn(text) : [text];
  if (only === undefined || more.length > 0) return undefined;
  const message: unknown = JSON.parse(only);
  const answered = isRecord(message) ? message['result'] : undefined;
  if (!isRecord(answered)) return undefined;
  const extras = Object.entries(answered).filter(([name]) => !(name in result));
  const given = Object.fromEntries(Object.entries(answered).filter(([name]) => name in result));
  return isDeepStrictEqual(given, JSON.parse(JSON.stringify(result)))
    ? { headers: Object.fromEntries(headers), isStream, end: endOf(Object.fromEntries(extras)) }
    : undefined;
}

/** Of an object in JSON that has members before these. */
function endOf(members: object): string {
  return hasMembers(members) ? `,${JSON.stringify(members).slice(1)}` : '}';
}

/** A result in JSON without the brace that closes it: the envelope's own members may follow. */
export function openedJson(result: object): string {
  return JSON.stringify(result).slice(0, -1);
}

/** Sends an opened result in its envelope. */
export function sendIn(
  { headers, isStream, end }: Envelope,
  res: HttpResponse,
  id: string | number,
  opened: string | Buffer,
): void {
  const before = `${isStream ? 'event: message\ndata: ' : ''}{"result":`;
  const after = `${end},"jsonrpc":"2.0","id":${JSON.stringify(id)}}${isStream ? '\n\n' : ''}`;
  const body = Buffer.isBuffer(opened)
    ? Buffer.concat([Buffer.from(before), opened, Buffer.from(after)])
    : Buffer.from(before + opened + after);
  res.writeHead(200, { ...headers, 'Content-Length': body.length });
  res.end(body);
}

function hasMembers(object: object): boolean {
  for (const _ in object) return true;
  return false;
}
