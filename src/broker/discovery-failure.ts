import * as oauth from 'oauth4webapi';

/** Why there is no metadata: nobody answered, or what was answered is none. Never a word of the answer. */
export interface DiscoveryFailure {
  isAnswered: boolean;
  reason: string;
}

/** The metadata does not say where the zone is to be asked, or says that it is somewhere else. */
export class UnusableMetadata extends Error {
  override readonly name = 'UnusableMetadata';
}

const ANSWERED: Readonly<Record<string, string>> = {
  [oauth.RESPONSE_IS_NOT_JSON]: 'it is not JSON',
  [oauth.PARSE_ERROR]: 'it is not JSON',
  [oauth.INVALID_RESPONSE]: 'it names no issuer',
  [oauth.JSON_ATTRIBUTE_COMPARISON]: 'it names another issuer',
  ERR_INVALID_URL: 'it names an issuer that is no URL',
};

/** What has gone wrong with a look at the metadata (RFC 8414 §3.2, §3.3), in words of ours or by the system's code. */
export function describeDiscoveryFailure(error: unknown): DiscoveryFailure {
  if (error instanceof UnusableMetadata) return { isAnswered: true, reason: error.message };
  const code = codeOf(error);
  if (code === oauth.RESPONSE_IS_NOT_CONFORM) {
    const { cause } = error as Error;
    const status = cause instanceof Response ? cause.status : 0;
    // RFC 9110 §15.6: it is there, and says itself that it cannot answer.
    if (status >= 500) return { isAnswered: false, reason: `status ${status}` };
    return { isAnswered: true, reason: `its status is ${status} and not 200` };
  }
  const answered = ANSWERED[code ?? ''];
  if (answered !== undefined) return { isAnswered: true, reason: answered };
  const cause = error instanceof Error ? codeOf(error.cause) : undefined;
  return { isAnswered: false, reason: cause ?? code ?? nameOf(error) };
}

/** Of the system or a library; a `DOMException` has a number there. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
