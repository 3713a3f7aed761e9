import type { Request as HttpRequest, Response as HttpResponse } from 'express';
import { takesStream } from './answering.js';
import type { Shelf } from './shelf.js';

/** A list as it was answered once, without the id of whoever asked. */
interface Ready {
  status: 200;
  headers: readonly (readonly [string, string])[];
  isStream: boolean;
  /** JSON. */
  result: string;
}

export interface ReadyLists {
  /** Answers from what was answered before; false when it has to be asked for. */
  answer: (req: HttpRequest, res: HttpResponse, shelf: Shelf) => boolean;
  /** To be shown the protocol layer's answer, which is kept if the next request like this may have it as well. */
  keeper: (req: HttpRequest, shelf: Shelf) => (response: Response) => Promise<Response> | Response;
}

/** Clients of one kind ask alike, so this is more than there are kinds in use; each is some 20 to 90 kB. */
const MOST_KEPT = 48;
const JUDGED_BY = ['mcp-protocol-version', 'mcp-method', 'mcp-name', 'content-type', 'mcp-session-id'];

/**
 * `tools/list` is most of what is asked, and depends on nothing but the choice of tools and the form of the request:
 * what the protocol layer has answered once, after all its checks, is answered again to a request that is the same in
 * every header and member that it judges by. Checking and writing out twenty schemas costs more than a whole call.
 */
export function createReadyLists(): ReadyLists {
  const kept = new Map<Shelf, Map<string, Ready>>();
  let count = 0;
  const put = (shelf: Shelf, name: string, ready: Ready): void => {
    // All at once rather than one by one: it happens when somebody tries forms that no client has.
    if (count >= MOST_KEPT) {
      kept.clear();
      count = 0;
    }
    kept.set(shelf, (kept.get(shelf) ?? new Map<string, Ready>()).set(name, ready));
    count += 1;
  };
  return {
    answer: (req, res, shelf) => {
      const name = nameOf(req);
      const ready = name === undefined ? undefined : kept.get(shelf)?.get(name);
      if (ready === undefined) return false;
      const message = `{"result":${ready.result},"jsonrpc":"2.0","id":${JSON.stringify(idOf(req))}}`;
      const body = ready.isStream ? `event: message\ndata: ${message}\n\n` : message;
      res.writeHead(ready.status, {
        ...Object.fromEntries(ready.headers),
        'Content-Length': Buffer.byteLength(body),
      });
      res.end(body);
      return true;
    },
    keeper: (req, shelf) => {
      // Before the headers are adjusted for the protocol layer, as `answer` will see them.
      const name = nameOf(req);
      return async (response) => {
        if (name === undefined || response.status !== 200) return response;
        const text = await response.text();
        const ready = readyOf(text, response.headers);
        if (ready !== undefined) put(shelf, name, ready);
        return new Response(text, { status: 200, headers: response.headers });
      };
    },
  };
}

/** Everything that the answer depends on beside the choice; undefined for what is not a plain `tools/list`. */
function nameOf(req: HttpRequest): string | undefined {
  const { method, params = null, id, jsonrpc, ...rest } = req.body as Record<string, unknown>;
  if (method !== 'tools/list' || jsonrpc !== '2.0' || Object.keys(rest).length > 0) return undefined;
  if (typeof id !== 'number' && typeof id !== 'string') return undefined;
  if (!isPlain(params)) return undefined;
  const judged = JUDGED_BY.map((header) => req.headers[header] ?? null);
  return JSON.stringify([params, takesStream(req), req.headers.accept, judged]);
}

/** Nothing but who the client is: tokens for progress and traces differ with every request. */
function isPlain(params: unknown): boolean {
  if (params === null) return true;
  if (typeof params !== 'object') return false;
  const { _meta: meta = {}, ...others } = params as Record<string, unknown>;
  if (Object.keys(others).length > 0 || typeof meta !== 'object' || meta === null) return false;
  return Object.keys(meta).every((name) => name.startsWith('io.modelcontextprotocol/'));
}

function idOf(req: HttpRequest): unknown {
  return (req.body as { id: unknown }).id;
}

function readyOf(text: string, headers: Headers): Ready | undefined {
  const isStream = headers.get('Content-Type')?.startsWith('text/event-stream') === true;
  const events = isStream ? text.split('\n').filter((line) => line.startsWith('data: ')) : [`data: ${text}`];
  const [only, ...more] = events;
  if (only === undefined || more.length > 0) return undefined;
  const message: unknown = JSON.parse(only.slice('data: '.length));
  if (typeof message !== 'object' || message === null || !('result' in message)) return undefined;
  return { status: 200, headers: [...headers], isStream, result: JSON.stringify(message.result) };
}
