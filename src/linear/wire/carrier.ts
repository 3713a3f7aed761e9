import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { bulkhead } from 'cockatiel';
import { type Answered, headerIn, ORDINARY_BYTES, type Send, saysJson } from '../../wire.js';
import type { Reply } from './judging.js';

/** What goes to Linear. */
export interface Request {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** Takes one request to Linear and brings back what it answered, good or not. Rejects when there is no answer. */
export type Carrier = (request: Request) => Promise<Reply & { readonly data?: unknown }>;

/** Settings of a process: where Linear is and how it is reached. */
export interface LinearOptions {
  /** The GraphQL endpoint. */
  apiUrl: string;
  userAgent: string;
  /** Keeps connections and bounds answers. */
  send: Send;
  /** Bytes that an answer may have, unpacked. */
  mostBytes?: number;
}

const MOST_BYTES = 16 * 1024 * 1024;
const unpack = promisify(gunzip);

/** A large answer may have few packed bytes, so that a person could ask for gigabytes at once: these wait for each other, whoever asked. */
const LARGE_AT_ONCE = 2;
const large = bulkhead(LARGE_AT_ONCE, Number.POSITIVE_INFINITY);

/**
 * GraphQL over HTTP for one call; documents and rows have the types of Linear's SDK. Its client is not used: it sends by
 * `fetch`, which takes more processor time than all the rest of a request, and comes with three megabytes of code that
 * nothing here calls.
 *
 * A redirect is an answer like any other and is not followed: it would carry the token to wherever it points.
 */
export function overHttp(options: LinearOptions, signal: AbortSignal, token: string): Carrier {
  const { apiUrl: url, userAgent, send, mostBytes = MOST_BYTES } = options;
  const own = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    'user-agent': userAgent,
    // A page of issues is a fifth of its size: a round trip less on a connection that was idle (RFC 5681 §4.1).
    'accept-encoding': 'gzip',
  };
  return async ({ document, variables, headers: more }) => {
    const headers = more === undefined ? own : { ...own, ...more };
    const body = JSON.stringify({ query: document, variables });
    const answer = await send({ method: 'POST', url, headers, body, signal });
    const text = await textOf(answer, mostBytes);
    // Whatever part of an answer is told to somebody, the token is in none of it.
    return read(answer, text.includes(token) ? '' : text);
  };
}

/** Rejects when a good answer cannot be unpacked; one that is not good is judged by its status then. */
async function textOf(answer: Answered, mostBytes: number): Promise<string> {
  const { status, body } = answer;
  // RFC 9110 §8.4.1: any case, and x-gzip is gzip. Proxies label answers that have no body, too.
  const isPacked = /^(?:x-)?gzip$/i.test(headerIn(answer, 'content-encoding') ?? '') && body.length > 0;
  if (!isPacked) return body.toString();
  const unpacked = unpackIn(body, mostBytes);
  return isSuccess(status) ? unpacked : unpacked.catch(() => '');
}

async function unpackIn(body: Buffer, mostBytes: number): Promise<string> {
  try {
    return String(await unpack(body, { maxOutputLength: Math.min(ORDINARY_BYTES, mostBytes) }));
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (!isLarge || mostBytes <= ORDINARY_BYTES) throw error;
    return large.execute(async () => String(await unpack(body, { maxOutputLength: mostBytes })));
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Never throws for an answer that is not GraphQL's: such a one has neither data nor errors. */
function read(answer: Answered, text: string): Awaited<ReturnType<Carrier>> {
  const { status } = answer;
  const reply = { status, headers: { get: (name: string) => headerIn(answer, name) } };
  if (!saysJson(headerIn(answer, 'content-type'))) return reply;
  const { data, errors } = membersOf(text);
  const isGood = isSuccess(status) && (errors === undefined || errors === null);
  return isGood && data ? { ...reply, data } : { ...reply, errors, isPartly: holdsResult(data) };
}

function holdsResult(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).some((root) => root !== null);
}

function membersOf(text: string): { data?: unknown; errors?: unknown } {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}
