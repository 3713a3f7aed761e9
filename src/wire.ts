import { Agent, type Dispatcher, errors } from 'undici';

/** One request, whole. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One answer, whole, whatever its status. Redirects are not followed, and nothing is unpacked. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** The first value of a header, by its name in lower case; null when there is none, as `Headers` has it. */
export function headerIn({ headers }: Pick<Answered, 'headers'>, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** Whether an answer says of itself that it is JSON, and nothing that only begins or ends like it (RFC 9110 §8.3.1). */
export function saysJson(contentType: string | null): boolean {
  return /^application\/json\s*(?:;|$)/i.test(contentType ?? '');
}

/** What our documents ask for fits into this many bytes; an answer of more is a large one, and those have a common bound. */
export const ORDINARY_BYTES = 256 * 1024;
const MOST_OF_LARGE = 32 * 1024 * 1024;

/** Rejects with the reason of the signal, or with undici's error when there is no whole answer. */
export type Send = (request: Outgoing) => Promise<Answered>;

/**
 * Requests over a dispatcher's kept connections, straight to undici's `dispatch`: a stream and a body object around
 * each answer, as its `request` makes them, take more processor time than sending and parsing do.
 *
 * Large answers that arrive at once have `mostOfLarge` bytes together; one for which there is no room is an error, as
 * one is that is too large by itself. It does not wait: where undici pauses an answer, a reset of its connection fails
 * an assertion that nobody can catch.
 */
export function createSend(dispatcher: Dispatcher = new Agent(), mostOfLarge: number = MOST_OF_LARGE): Send {
  let ofLarge = 0;
  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const { origin, pathname, search } = new URL(url);
      const chunks: Buffer[] = [];
      let size = 0;
      let answer: Omit<Answered, 'body'> | undefined;
      let running: Dispatcher.DispatchController | undefined;
      const abort = (): void => {
        // First, for what is aborted answers at once with an error of its own.
        reject(signal?.reason);
        running?.abort(ABORTED);
      };
      const settled = (): void => {
        signal?.removeEventListener('abort', abort);
        if (size > ORDINARY_BYTES) ofLarge -= size;
      };
      signal?.addEventListener('abort', abort);
      dispatcher.dispatch(
        {
          origin,
          path: pathname + search,
          method: method as Dispatcher.HttpMethod,
          headers,
          body: body ?? null,
        },
        {
          onRequestStart: (controller) => {
            // It may have waited for a connection until nobody waits for it any more.
            if (signal?.aborted) controller.abort(ABORTED);
            running = controller;
          },
          onResponseStart: (_controller, status, answered) => {
            // RFC 9110 §15.2: what comes before the answer is none.
            if (status >= 200) answer = { status, headers: answered };
          },
          onResponseData: (controller, chunk) => {
            const before = size;
            size += chunk.length;
            chunks.push(chunk);
            if (size <= ORDINARY_BYTES) return;
            ofLarge += before > ORDINARY_BYTES ? chunk.length : size;
            if (ofLarge > mostOfLarge) controller.abort(new errors.ResponseExceededMaxSizeError());
          },
          onResponseEnd: () => {
            settled();
            const [first, ...more] = chunks;
            const whole = first !== undefined && more.length === 0 ? first : Buffer.concat(chunks);
            if (answer === undefined) reject(new Error('An end without a beginning'));
            // Written out: a member added to a spread takes the engine's slow path.
            else resolve({ status: answer.status, headers: answer.headers, body: whole });
          },
          onResponseError: (_controller, error) => {
            settled();
            reject(error);
          },
        },
      );
    });
}

const ABORTED = new Error('aborted');
