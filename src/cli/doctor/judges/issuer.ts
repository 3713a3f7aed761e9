import { z } from 'zod';
import type { AuthorizationServer } from '../../../broker/discovery.js';
import { type Finding, failed, ok, unknown } from '../finding.js';
import type { Reply } from '../probe.js';

// RFC 8414 §2, as far as this server and its clients rely on it.
const Metadata = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
});

const CHECK_URL =
  'Compare KEYCARD_URL, or zone.id and environment in keycard.toml, with the zone in the Keycard console.';

export interface IssuerVerdict {
  finding: Finding;
  /** What the further checks ask; absent when it cannot be relied on. */
  server?: AuthorizationServer;
}

/** RFC 8414 §3.3: the document must be the issuer's own. Secrets and keys must stay on its origin. */
export function judgeIssuer(reply: Reply, issuer: string): IssuerVerdict {
  if (reply.kind === 'silence') {
    return {
      finding: failed(`${issuer} cannot be reached: ${reply.why}`, `${CHECK_URL} Is the network up?`),
    };
  }
  if (reply.status !== 200) {
    return {
      finding: failed(`${issuer} answers HTTP ${reply.status} where its metadata should be`, CHECK_URL),
    };
  }
  const metadata = Metadata.safeParse(reply.json);
  if (!metadata.success) {
    const fields = [...new Set(metadata.error.issues.map(({ path }) => String(path[0] ?? 'everything')))];
    return {
      finding: failed(`${issuer} answers metadata without a usable ${fields.join(', ')}`, CHECK_URL),
    };
  }
  const { data } = metadata;
  if (data.issuer !== issuer) {
    return { finding: failed(`the metadata at ${issuer} is that of another issuer`, CHECK_URL) };
  }
  const strays = (['token_endpoint', 'jwks_uri'] as const).filter(
    (name) => new URL(data[name]).origin !== new URL(issuer).origin,
  );
  if (strays.length > 0) {
    const found = `${strays.join(' and ')} of ${issuer} is on another origin, where no secret is sent`;
    return { finding: failed(found, 'Look for a proxy that rewrites the metadata.') };
  }
  if (data.code_challenge_methods_supported?.includes('S256') === false) {
    const fix = 'MCP clients require PKCE with S256: enable it for the zone.';
    return { finding: failed(`${issuer} does not offer PKCE with S256`, fix) };
  }
  return { finding: ok(`${issuer} answers, consistently`), server: serverOf(data) };
}

function serverOf({ issuer, authorization_endpoint, token_endpoint, jwks_uri }: z.output<typeof Metadata>) {
  return { issuer, authorization_endpoint, token_endpoint, jwks_uri };
}

const MOST_SKEW_S = 30;

/** Tokens are judged with 30 seconds of leeway: a clock that is further off refuses good ones. */
export function judgeClock(reply: Reply, nowMs: number): Finding {
  const date = reply.kind === 'answer' ? Date.parse(reply.headers.get('Date') ?? '') : Number.NaN;
  if (Number.isNaN(date)) {
    return unknown(
      "the zone's answer shows no time to compare with",
      "See that this machine's clock is right.",
    );
  }
  const seconds = Math.round((nowMs - date) / 1000);
  if (Math.abs(seconds) <= MOST_SKEW_S) return ok("within 30 seconds of the zone's");
  const how = `${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} the zone's`;
  return failed(
    `${how}, so that good tokens are refused`,
    "Set this machine's clock by a time server (NTP).",
  );
}
