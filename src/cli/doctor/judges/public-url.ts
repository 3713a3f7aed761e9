import { z } from 'zod';
import { cleaned } from '../../cleaned.js';
import { type Finding, failed, ok } from '../finding.js';
import type { Reply } from '../probe.js';

// RFC 9728 §2.
const Metadata = z.object({ resource: z.string(), authorization_servers: z.array(z.string()) });

export interface PublicUrlExpectation {
  publicUrl: string;
  resource: string;
  issuer: string;
  /** Where the RFC 9728 document is. */
  metadataUrl: string;
}

const START = 'Start the server with `keycard run -- npm start`; behind a proxy, look at what it passes on.';
const OTHER = 'Something else answers at PUBLIC_URL, or a proxy does not pass this path on to the server.';

/** What a client sees that has never been here: the metadata, and the challenge that leads to it. */
export function judgePublicUrl(metadata: Reply, challenge: Reply, expected: PublicUrlExpectation): Finding {
  return (
    judgeMetadata(metadata, expected) ??
    judgeChallenge(challenge, expected) ??
    ok(`${expected.publicUrl} leads a client to ${expected.issuer}`)
  );
}

function judgeMetadata(
  reply: Reply,
  { publicUrl, resource, issuer }: PublicUrlExpectation,
): Finding | undefined {
  if (reply.kind === 'silence') return failed(`${publicUrl} cannot be reached: ${reply.why}`, START);
  if (reply.status === 403) {
    return failed(
      `${publicUrl} answers HTTP 403 where its metadata should be`,
      'Requests arrive under another Host: set PUBLIC_URL to the address that clients use, or add the host to ALLOWED_HOSTS.',
    );
  }
  if (reply.status !== 200) {
    return failed(`${publicUrl} answers HTTP ${reply.status} where its metadata should be`, OTHER);
  }
  const document = Metadata.safeParse(reply.json);
  if (!document.success) return failed(`what ${publicUrl} answers is no resource metadata`, OTHER);
  if (document.data.resource !== resource) {
    return failed(
      `the server there calls itself ${cleaned(document.data.resource) ?? 'nothing'}, not ${resource}`,
      'Start it with the same PUBLIC_URL as this command.',
    );
  }
  if (!document.data.authorization_servers.includes(issuer)) {
    return failed(
      `the server there sends people to another zone than ${issuer}`,
      'Restart it with the same KEYCARD_URL, or keycard.toml, as this command.',
    );
  }
  return undefined;
}

/** RFC 9728 §5.1: without credentials the endpoint says where its metadata is. */
function judgeChallenge(reply: Reply, { resource, metadataUrl }: PublicUrlExpectation): Finding | undefined {
  if (reply.kind === 'silence') return failed(`${resource} cannot be reached: ${reply.why}`, START);
  if (reply.status !== 401) {
    return failed(`${resource} answers HTTP ${reply.status} to a request without a token, not 401`, OTHER);
  }
  if (reply.headers.get('WWW-Authenticate')?.includes(`resource_metadata="${metadataUrl}"`)) return undefined;
  return failed(
    `the challenge of ${resource} does not name its metadata`,
    'Let the proxy pass the header WWW-Authenticate on.',
  );
}
