import type { Dispatcher } from 'undici';

interface FetchInit {
  method: string;
  headers: Headers | Record<string, string>;
  body?: URLSearchParams | string | undefined;
  redirect: 'manual';
  signal?: AbortSignal | undefined;
}

/** The shape in which jose and oauth4webapi take a fetch. Redirects are never followed: secrets would travel along. */
export type HttpFetch = (url: string, init: FetchInit) => Promise<Response>;

export interface HttpOptions {
  /** Keeps connections and bounds answers. */
  dispatcher: Dispatcher;
  /** Zones refuse some stock agents, so ours is always sent. */
  userAgent: string;
}

/** Requests to the zone: kept connections, our own user agent. */
export function createHttpFetch({ dispatcher, userAgent }: HttpOptions): HttpFetch {
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('User-Agent', userAgent);
    const request: RequestInit = {
      method: init.method,
      headers,
      redirect: init.redirect,
      ...(init.body === undefined ? {} : { body: init.body }),
      ...(init.signal === undefined ? {} : { signal: init.signal }),
    };
    // Assigned, not spread: the platform's type of a dispatcher is an older undici's, the value is not.
    return fetch(url, Object.assign(request, { dispatcher }));
  };
}
