import type { Answered, Outgoing, Send } from '../wire.js';

interface FetchInit {
  method: string;
  headers: Headers | Record<string, string>;
  body?: URLSearchParams | string | undefined;
  redirect: 'manual';
  signal?: AbortSignal | undefined;
}

/** What was answered, whole. */
export type HttpAnswer = Omit<Answered, 'body'> & { readonly text: string };

/**
 * The shape in which jose and oauth4webapi take a fetch. Redirects are never followed: secrets would travel along.
 * `bare` is the same without the `Response` around the answer, which costs as much as sending does.
 */
export interface HttpFetch {
  (url: string, init: FetchInit): Promise<Response>;
  readonly bare: (request: Bare) => Promise<HttpAnswer>;
}

type Bare = Omit<Outgoing, 'body'> & { readonly body?: URLSearchParams | string | undefined };

export interface HttpOptions {
  /** Keeps connections and bounds answers. */
  send: Send;
  /** Zones refuse some stock agents, so ours is always sent. */
  userAgent: string;
}

/**
 * Requests to the zone with our own user agent. Rejects as `fetch` does: with the reason of the signal, or with a
 * `TypeError` whose cause says what happened.
 */
export function createHttpFetch({ send, userAgent }: HttpOptions): HttpFetch {
  const bare: HttpFetch['bare'] = async ({ headers, body, ...request }) => {
    const sent: Record<string, string> = { ...headers, 'user-agent': userAgent };
    // As `fetch` would say of a form (WHATWG Fetch, "extract a body").
    if (body instanceof URLSearchParams)
      sent['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8';
    try {
      const answer = await send({
        ...request,
        headers: sent,
        body: body === undefined ? body : String(body),
      });
      return { status: answer.status, headers: answer.headers, text: answer.body.toString() };
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason;
      throw new TypeError('request failed', { cause: error });
    }
  };
  const fetch = async (url: string, { method, headers, body, signal }: FetchInit): Promise<Response> => {
    const named = Object.fromEntries(new Headers(headers));
    const answer = await bare({ method, url, headers: named, body, signal });
    try {
      return responseOf(answer);
    } catch (error) {
      // A status or header that there cannot be.
      throw new TypeError('request failed', { cause: error });
    }
  };
  return Object.assign(fetch, { bare });
}

function responseOf({ status, headers, text }: HttpAnswer): Response {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) all.append(name, one);
  }
  // A body that is empty is none: with some statuses there must not be one.
  return new Response(text === '' ? null : text, { status, headers: all });
}
