import type { HttpFetch } from '../../broker/http.js';
import { parseJson } from '../../broker/json.js';

/** What came back from somewhere, read and not yet believed; or why nothing did. */
export type Reply =
  | { kind: 'answer'; status: number; headers: Headers; json: unknown }
  | { kind: 'silence'; why: string };

export interface ProbeRequest {
  method?: 'GET' | 'POST';
  /** Sent as JSON. */
  body?: object;
}

const TIMEOUT_MS = 10_000;

/** One request without credentials, bounded in time and size. Redirects are answers, not followed. */
export async function probe(fetch: HttpFetch, url: string, request: ProbeRequest = {}): Promise<Reply> {
  const { method = 'GET', body } = request;
  try {
    const response = await fetch(url, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const json = parseJson(await response.text());
    return { kind: 'answer', status: response.status, headers: response.headers, json };
  } catch (error) {
    return { kind: 'silence', why: whyNot(error) };
  }
}

/** The network's error code in words; its message may quote anything and is left out. */
export function whyNot(error: unknown): string {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined) ?? '';
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  if (/^(?:ENOTFOUND|EAI_AGAIN)$/.test(code)) return 'its name is not known here (DNS)';
  if (/^(?:ECONNREFUSED|EADDRNOTAVAIL)$/.test(code)) return 'nothing listens there';
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'no answer in time';
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
    return `its certificate is not accepted (${code})`;
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'the answer is far too large';
  return `the connection failed${/^\w+$/.test(code) ? ` (${code})` : ''}`;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
