import { type Dispatcher, request } from 'undici';

interface FetchInit {
  method: string;
  headers: Headers | Record<string, string>;
  body?: URLSearchParams | string | undefined;
  redirect: 'manual';
  signal?: AbortSignal | undefined;
}

/** What was answered, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

/**
 * The shape in which jose and oauth4webapi take a fetch. Redirects are never followed: secrets would travel along.
 * `bare` is the same without the `Response` around the answer, which costs as much as sending does.
 */
export interface HttpFetch {
  (url: string, init: FetchInit): Promise<Response>;
  readonly bare: (url: string, init: BareInit) => Promise<HttpAnswer>;
}

/** Names of headers in lower case. */
type BareInit = Omit<FetchInit, 'headers'> & { readonly headers: Record<string, string> };

export interface HttpOptions {
  /** Keeps connections and bounds answers. */
  dispatcher: Dispatcher;
  /** Zones refuse some stock agents, so ours is always sent. */
  userAgent: string;
}

/**
 * Requests to the zone: kept connections, our own user agent. Over undici's `request`, which neither follows nor
 * unpacks anything and takes a quarter of the processor time of `fetch`. Rejects as `fetch` does: with the reason of
 * the signal, or with a `TypeError` whose cause says what happened.
 */
export function createHttpFetch({ dispatcher, userAgent }: HttpOptions): HttpFetch {
  const bare: HttpFetch['bare'] = async (url, { method, headers, body, signal }) => {
    const sent: Record<string, string> = {
      ...headers,
      'user-agent': userAgent,
    };
    // As `fetch` would say of a form (WHATWG Fetch, "extract a body").
    if (body instanceof URLSearchParams)
      sent['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8';
    try {
      const answer = await request(url, {
        dispatcher,
        method: method as Dispatcher.HttpMethod,
        headers: sent,
        body: body === undefined ? null : String(body),
        signal: signal ?? null,
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw new TypeError('request failed', { cause: error });
    }
  };
  const fetch = async (url: string, init: FetchInit): Promise<Response> => {
    const headers = Object.fromEntries(new Headers(init.headers));
    return responseOf(await bare(url, { ...init, headers }));
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
